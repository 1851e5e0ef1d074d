"""What a validator computes of an epoch: its records, its scores and its report."""

from dataclasses import dataclass, field
from pathlib import Path

from structlog import get_logger

from kula.node.adopted import AdoptedScorers
from kula.node.validator.entries import KeptEntries
from kula.node.validator.epoch import epoch_medians
from kula.node.validator.holding import Holding
from kula.node.validator.journal import EPOCHS_KEPT, Journal, OwnScores
from kula.node.validator.reporting import OwnReport, own_report, same_as_standing
from kula.node.validator.scores.credited import credited_index, seen_records
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.settlement import commitment
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.reading.gateways import AllGateways
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import GATHER_SECONDS, Material, gather
from kula.protocol.records.entry import Entry
from kula.protocol.types import MAX_RECORDS, Address, Leaf
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch

_MATERIALS = 3
"""Epochs whose records stay in memory."""
_UNPINNED = 16
"""Pins that one step ends."""
_SEATS = 128
"""Sets of seats that are kept."""
_LOOKING_PART = 6
"""We look for unknown leaves of a standing report in this part of its window, and then demand them."""
_GATHER_PART = 10
"""One look for an epoch's records takes at most this part of the commit window."""


class _Everything:
    """All record hashes, as those of records that came before and so use up no quota."""

    def __contains__(self, _: object) -> bool:
        return True


@dataclass(slots=True, kw_only=True)
class EpochWork:
    """Computes what a validator needs of an epoch. What it keeps in memory alone can be computed again after a restart."""

    ledgers: Ledgers
    gateways: AllGateways
    journal: Journal
    scorers: AdoptedScorers
    folder: Path
    """Where the index of credited records is kept."""
    operator: Address
    """Our key."""
    owner: Address
    """Whose stake we act for. Somebody else may name our key for another stake; that seat is not ours."""
    entries: KeptEntries = field(init=False)
    holding: Holding = field(init=False)
    _seats: dict[tuple[int, Address, Address], int | None] = field(default_factory=dict, init=False)
    """Our seat by set of seats, owner and operator. A set never changes."""
    _materials: dict[tuple[int, bytes], Material] = field(default_factory=dict, init=False)
    """By epoch and the root of its batches. An epoch that takes over the batches of a lost one has its root too."""
    _reports: dict[tuple[int, int, int, bytes], OwnReport] = field(default_factory=dict, init=False)
    """The last report, by its epoch, its attempt, and the epoch and digest of its parent."""

    def __post_init__(self) -> None:
        self.entries = KeptEntries(self.folder / "entries")
        self.holding = Holding(self.ledgers, self.journal, self._gathered_leaves, self.gather_seconds)

    @property
    def gather_seconds(self) -> float:
        """How long one look for an epoch's records takes at most."""
        return min(GATHER_SECONDS, self.ledgers.network.parameters.commit_seconds / _GATHER_PART)

    def seat(self, score_round: ScoreRound) -> int | None:
        """Our seat among the validators of an epoch, or None if we have none."""
        key = (score_round.set_id, self.owner, self.operator)
        if key not in self._seats:
            self._seats = {**dict(list(self._seats.items())[-_SEATS:]), key: self._find_seat(score_round.set_id)}
        return self._seats[key]

    def _find_seat(self, set_id: int) -> int | None:
        validators = self.ledgers.network.validators
        owners = validators.owners(set_id)
        if self.owner not in owners:
            return None
        seat = owners.index(self.owner)
        return seat if validators.seats(set_id)[seat].operator == self.operator else None

    def material(self, epoch: int) -> Material:
        """The epoch's records, opened and checked. What cannot be had now counts as unavailable."""
        root = self.ledgers.network.scores.epoch(epoch).batches_root
        if (epoch, root) not in self._materials:
            self._gather(epoch, root)
        return self._materials[epoch, root]

    def _gather(self, epoch: int, root: bytes) -> None:
        """Fetches what is not known of an epoch's records yet."""
        network, store, before = self.ledgers.network, self.ledgers.store, self._materials.get((epoch, root))
        credited = seen_records(self._index(epoch))
        material = gather(network, store, self._entries, epoch, credited, before=before, seconds=self.gather_seconds)
        self._materials[epoch, root] = material
        for old in list(self._materials)[:-_MATERIALS]:
            del self._materials[old]

    def _index(self, epoch: int) -> Path:
        """The folder of the index over what the ledgers before an epoch credited."""
        return credited_index(self.ledgers, self._credited, self.folder, epoch)

    def _credited(self, epoch: int) -> Material:
        """An earlier epoch, for the index of credited records. What it lacked when we scored it is looked for once more."""
        material = self.material(epoch)
        if material.lacking:
            self._gather(epoch, material.batches_root)
        return self._materials[epoch, material.batches_root]

    def _gathered_leaves(self, epoch: int) -> Material:
        """The epoch as the gateways serve it now, for its leaves alone. It needs no earlier ledger, and opens no record."""
        network, store = self.ledgers.network, self.ledgers.store
        before = self._materials.get((epoch, network.scores.epoch(epoch).batches_root))
        return gather(network, store, self._entries, epoch, before=before, seconds=self.gather_seconds, texts=False)

    def texts(self, epoch: int) -> Material:
        """An earlier epoch's records, to draw a sample of. Its ledger has settled quotas, so none is counted here."""
        network, store = self.ledgers.network, self.ledgers.store
        return gather(network, store, self._entries, epoch, _Everything(), seconds=self.gather_seconds)

    def _entries(self, epoch: int) -> dict[int, list[Entry]]:
        """An epoch's entries by batch number: from disk, and of other batches from their gateways."""
        score_round = self.ledgers.network.scores.epoch(epoch)
        kept = self.entries.of(epoch, score_round.batches_root)
        batches = self.ledgers.network.batches
        posted = {one.number for one in batches.batches_of(epoch) if one.gateway != batches.address}
        return {**(self.gateways.entries_at_hand(epoch) if posted - set(kept) else {}), **kept}

    def forget(self, final: int) -> None:
        """Drops what final epochs need no more: keys as soon as no open round of candidates may draw on their records."""
        rounds = self.ledgers.network.rounds.open().values()
        self.entries.drop_before(min([final + 1, *(one.first for one in rounds)]))
        self.journal.forget_before(final - EPOCHS_KEPT)
        self._unpin(final - EPOCHS_KEPT)

    def _unpin(self, before: int) -> None:
        """Lets the store drop our leaves and reasons of epochs that nobody can dispute. What it cannot drop now, it drops later."""
        for cid in self.journal.pins_before(before, _UNPINNED):
            try:
                self.ledgers.store.unpin(cid)
            except KulaError as error:
                get_logger("work").warning("pin", cid=cid, problem=str(error))
                return
            self.journal.drop_pin(cid)

    def score(self, epoch: int) -> None:
        """Score the epoch's records with the chain's scorer. Leaves and scores are in the journal when it returns.

        Raises Unavailable while records are missing and there is time to look for them again. Raises what
        `AdoptedScorers.of` raises if the epoch's scorer cannot be had. The validator then commits nothing.
        """
        score_round = self.ledgers.network.scores.epoch(epoch)
        scorer, root = self.scorers.of(score_round.scorer_id), score_round.batches_root
        before = self._materials.get((epoch, root))
        if before and before.lacking and self._may_wait(epoch):
            self._gather(epoch, root)
        material = self.material(epoch)
        if material.lacking and self._may_wait(epoch):
            raise Unavailable(f"epoch {epoch} has {material.lacking} records that are not served yet")
        credited = DuplicateIndex(self._index(epoch))
        order = material.by_arrival
        records = [material.records[pos] for pos in order]
        # All at once, so that a scorer with many workers gives each of them something to do.
        own = score_epoch(scorer, credited, records, self.ledgers.network.parameters, MAX_RECORDS)
        scores, reasons = bytearray(len(order)), [[""]] * len(order)
        for pos, score, why in zip(order, own.scores, own.reasons, strict=True):
            scores[pos], reasons[pos] = score, why
        self.holding.keep(material)
        self.entries.keep(material)
        self.journal.put_scores(epoch, material.batches_root, bytes(scores), reasons)
        self.scorers.prepare()

    def _may_wait(self, epoch: int) -> bool:
        """Whether the first half of the commit window is still running."""
        network = self.ledgers.network
        half = network.scores.epoch(epoch).closed_at + network.parameters.commit_seconds // 2
        return network.connection.now() < half

    def scores(self, epoch: int, score_round: ScoreRound) -> OwnScores:
        """Our scores of an epoch that we have scored."""
        own = self.journal.scores(epoch, score_round.batches_root)
        assert own, "the plan commits and reveals only what the journal holds"
        return own

    def commit_hash(self, epoch: int, score_round: ScoreRound, own: OwnScores) -> bytes:
        """The hash that commits us to our scores."""
        network = self.ledgers.network
        return commitment(network, epoch, score_round, operator=self.operator, scores=own.scores, salt=own.salt)

    def report(self, epoch: int) -> OwnReport:
        """Our report of an epoch as the next one of the line. Raises as `report_after`."""
        return self.report_after(epoch, self.ledgers.network.reports.tip())

    def report_after(self, epoch: int, parent: int) -> OwnReport:
        """Our report of an epoch after that of the epoch `parent`.

        Raises Unavailable while the leaf of a record above the floor is not known, or an earlier ledger is not to be had.
        """
        reports = self.ledgers.network.reports
        key = (epoch, reports.attempt(), parent, reports.standing(parent).digest)
        if key not in self._reports:
            own = own_report(self.ledgers, epoch, self._leaves_to_sign(epoch), parent)
            self.ledgers.learn(own.ledger)
            self._reports = {key: own}
        return self._reports[key]

    def is_standing(self, epoch: int) -> bool:
        """Whether the epoch's standing report is the one that we compute after the same parent.

        It is not while an earlier ledger is hidden. Raises Unavailable while the leaf of a record above the floor is
        unknown and there is time to look for it. To demand it costs a deposit.
        """
        network, state = self.ledgers.network, self.ledgers.network.reports.standing(epoch)
        if self.journal.signed_with(state.digest):
            return True
        above = self._above_floor(epoch)
        held = self.holding.complete(epoch, above)
        looking = network.connection.now() < state.proposed_at + network.parameters.challenge_seconds // _LOOKING_PART
        if looking and not all(held.leaves[pos].known for pos in above):
            raise Unavailable(f"epoch {epoch}: leaves of the standing report are looked for before they are demanded")
        return same_as_standing(self.ledgers, held)

    def _leaves_to_sign(self, epoch: int) -> list[Leaf]:
        """The epoch's leaves, if those of all records above the floor are among them. Else raises Unavailable."""
        above = self._above_floor(epoch)
        leaves = self.holding.complete(epoch, above).leaves
        missing = sum(not leaves[pos].known for pos in above)
        if missing:
            raise Unavailable(f"epoch {epoch}: neither gateways nor other seats serve {missing} batch leaves")
        return leaves

    def _above_floor(self, epoch: int) -> list[int]:
        """The positions of the records whose median is above the floor."""
        floor = self.ledgers.network.parameters.floor
        return [pos for pos, median in enumerate(epoch_medians(self.ledgers.network, epoch)) if median > floor]
