"""What a validator computes of an epoch: its records, its scores and its report."""

from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from kula.node.validator.journal import Journal, OwnScores
from kula.node.validator.reporting import OwnReport, own_report
from kula.node.validator.scores.credited import credited_index, seen_records
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.settlement import commitment
from kula.protocol.errors import Unavailable
from kula.protocol.reading.gateways import AllGateways
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material, gather
from kula.protocol.types import Address
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import RecordScorer, score_epoch

_MATERIALS = 3
"""Epochs whose records stay in memory."""


@dataclass(slots=True, kw_only=True)
class EpochWork:
    """Computes what a validator needs of an epoch. Whatever it keeps in memory can be computed again after a restart."""

    ledgers: Ledgers
    gateways: AllGateways
    journal: Journal
    scorer: RecordScorer
    folder: Path
    """Where the index of credited records is kept."""
    operator: Address
    """Our key."""
    owner: Address
    """Whose stake we act for. Somebody else may name our key for another stake; that seat is not ours."""
    _materials: dict[bytes, Material] = field(default_factory=dict, init=False)
    """By the root of an epoch's batches."""
    _reports: dict[tuple[int, int, bytes], OwnReport] = field(default_factory=dict, init=False)
    """The last report, by its epoch, its attempt and the digest of its parent."""

    def seat(self, score_round: ScoreRound) -> int | None:
        """Our seat among the validators of an epoch, or None if we have none."""
        validators = self.ledgers.network.validators
        owners = validators.owners(score_round.set_id)
        if self.owner not in owners:
            return None
        seat = owners.index(self.owner)
        return seat if validators.seats(score_round.set_id)[seat].operator == self.operator else None

    def material(self, epoch: int) -> Material:
        """The epoch's records, opened and checked.

        Raises Unavailable while a gateway does not answer and there is time to ask it again. Later its records count as
        unavailable.
        """
        root = self.ledgers.network.scores.epoch(epoch).batches_root
        if root not in self._materials:
            entries_of = self.gateways.entries if self._may_wait(epoch) else self.gateways.entries_at_hand
            network, store = self.ledgers.network, self.ledgers.store
            self._materials[root] = gather(network, store, entries_of, epoch, self._seen(epoch))
            for old in list(self._materials)[:-_MATERIALS]:
                del self._materials[old]
        return self._materials[root]

    def score(self, epoch: int) -> None:
        """Score the epoch's records, and write the scores to the journal."""
        material = self.material(epoch)
        if material.lacks_direct and self._may_wait(epoch):
            # Its author serves a direct record after the close is final, and we gather again.
            del self._materials[material.batches_root]
            raise Unavailable(f"epoch {epoch} has direct records that are not served yet")
        credited = DuplicateIndex(credited_index(self.ledgers, self.material, self.folder, epoch))
        order = material.by_arrival
        records = [material.records[pos] for pos in order]
        own = score_epoch(self.scorer, credited, records, self.ledgers.network.parameters)
        scores, reasons = bytearray(len(order)), [[""]] * len(order)
        for pos, score, why in zip(order, own.scores, own.reasons, strict=True):
            scores[pos], reasons[pos] = score, why
        self.journal.put_scores(epoch, material.batches_root, bytes(scores), reasons)

    def _may_wait(self, epoch: int) -> bool:
        """Whether the first half of the commit window is still running."""
        network = self.ledgers.network
        half = network.scores.epoch(epoch).closed_at + network.parameters.commit_seconds // 2
        return network.connection.now() < half

    def _seen(self, epoch: int) -> Container[bytes]:
        """The hashes of all records in the ledgers before an epoch."""
        return seen_records(credited_index(self.ledgers, self.material, self.folder, epoch))

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
        """Our report of an epoch after the newest report of the line. Raises what `material` and the ledgers raise."""
        reports = self.ledgers.network.reports
        tip = reports.tip()
        key = (epoch, reports.attempt(), reports.standing(tip).digest)
        if key not in self._reports:
            self._reports = {key: own_report(self.ledgers, self.material(epoch), tip)}
        return self._reports[key]
