"""What a validator sees of the chain in one turn: a view of each epoch it has a seat in, and the votes it owes."""

from kula.node.validator.journal import Journal, Scored
from kula.node.validator.plan import EpochView
from kula.node.validator.reporting import OwnReport, same_as_standing
from kula.node.validator.work import Evidence
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.encoding import scores_hash
from kula.protocol.ledgers.scores import has_quorum
from kula.protocol.reading.gateway_client import GatewayClient
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Phase

_STAGGER_SECONDS = 3
_LOOK_BACK = 8
"""Epochs that are looked at in one turn; older ones are final."""


class Outlook:
    """Looks; sends nothing and decides nothing."""

    def __init__(self, ledgers: Ledgers, gateway: GatewayClient, journal: Journal, evidence: Evidence) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._gateway = gateway
        self._journal = journal
        self._evidence = evidence
        self._agrees: set[bytes] = set()

    def epochs(self) -> list[EpochView]:
        """The last epochs that we have a seat in, oldest first."""
        closed = self._network.batches.current() - 1
        epochs = range(max(1, closed - _LOOK_BACK + 1), closed + 1)
        return [view for epoch in epochs if (view := self._view(epoch))]

    def votes_due(self) -> list[int]:
        """Candidates whose judging epoch is reported and whom we have not voted on."""
        registry = self._network.registry
        due: list[int] = []
        for number in range(registry.served() + 1, registry.last_model() + 1):
            model = registry.model(number)
            if model.state != ModelState.CANDIDATE or not self._network.reports.standing(model.judged_on).exists:
                continue
            seat = self._evidence.seat(self._network.scores.epoch(model.judged_on))
            if seat is not None and not registry.voted(number) >> seat & 1:
                due.append(number)
        return due

    def _view(self, epoch: int) -> EpochView | None:
        state = self._network.scores.epoch(epoch)
        seat = self._evidence.seat(state)
        if seat is None:
            return None
        phase = self._network.reports.phase(epoch)
        kept = self._journal.scores(epoch, state.batches_root)
        committed, revealed = state.has_committed(seat), state.has_revealed(seat)
        next_in_line = self._network.reports.head() >= epoch - 1
        reporting = phase is Phase.REPORT and next_in_line and has_quorum(state.revealed_weight, state.total_weight)
        own = self._evidence.own_report(epoch) if reporting else None
        return EpochView(
            epoch=epoch,
            phase=phase,
            scored=kept is not None,
            committed=committed,
            commit_is_ours=not committed or self._is_ours(epoch, seat, state, kept),
            revealed=revealed,
            next_in_line=next_in_line,
            quorum=has_quorum(state.revealed_weight, state.total_weight),
            signed=own is not None and self._journal.noted("signed", own.digest),
            signatures_suffice=own is not None and self._suffice(epoch, own),
            our_turn=self._network.connection.now() >= state.report_from + _STAGGER_SECONDS * seat,
            differs=phase is Phase.CHALLENGE and self._differs(epoch),
            asked=self._network.demands.open_of(self._network.reports.standing(epoch).digest) > 0,
            challenged=self._journal.noted("looked", self._network.reports.standing(epoch).digest),
            collected=not revealed or self._journal.noted("collected", epoch.to_bytes(4, "big")),
        )

    def _is_ours(self, epoch: int, seat: int, state: ScoreRound, kept: Scored | None) -> bool:
        if not kept:
            return False
        shown = self._network.scores.commit_of(epoch, seat)
        return shown in (self._evidence.commit_hash(epoch, state, kept), scores_hash(kept.scores))

    def _suffice(self, epoch: int, own: OwnReport) -> bool:
        if not self._journal.noted("signed", own.digest):
            return False
        state = self._network.scores.epoch(epoch)
        seats = self._network.validators.seats(state.set_id)
        weight = sum(seats[seat].weight for seat in self._gateway.signatures(epoch, own.digest))
        return has_quorum(weight, state.total_weight)

    def _differs(self, epoch: int) -> bool:
        digest = self._network.reports.standing(epoch).digest
        if digest not in self._agrees:
            if not same_as_standing(self._ledgers, self._evidence.gathered(epoch)):
                return True
            self._agrees.add(digest)
        return False
