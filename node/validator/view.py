"""What a validator sees in one turn: each epoch in which it has a seat, and the votes that it owes."""

from dataclasses import dataclass, field

from kula.node.validator.journal import Done, Journal, OwnScores
from kula.node.validator.plan import EpochView
from kula.node.validator.reporting import OwnReport, same_as_standing
from kula.node.validator.work import EpochWork
from kula.protocol.chain.clients.judgements import RoundState
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.encoding import scores_hash
from kula.protocol.ledgers.scores import has_quorum
from kula.protocol.reading.gateways import AllGateways
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Phase

_STAGGER_SECONDS = 3
"""How long a seat waits to propose after the seat before it may."""
_EPOCHS = 8
"""Epochs that are looked at in one turn; older ones are final."""


@dataclass(slots=True)
class View:
    """Looks at chain, journal and gateway. Sends nothing and decides nothing."""

    ledgers: Ledgers
    gateways: AllGateways
    journal: Journal
    work: EpochWork
    _over: set[int] = field(default_factory=set, init=False)
    """Rounds of candidates that are over."""
    _same: set[bytes] = field(default_factory=set, init=False)
    """Digests of standing reports that are the same as ours."""

    @property
    def _network(self) -> Network:
        return self.ledgers.network

    def epochs(self) -> list[EpochView]:
        """The newest closed epochs in which we have a seat, oldest first."""
        closed = self._network.batches.current() - 1
        epochs = range(max(1, closed - _EPOCHS + 1), closed + 1)
        return [view for epoch in epochs if (view := self._view(epoch))]

    def votes_due(self) -> list[int]:
        """The rounds with an open vote in which our seat has something to post."""
        last = self._network.judgements.last_round()
        return [number for number in range(1, last + 1) if number not in self._over and self._owes(number)]

    def _owes(self, number: int) -> bool:
        judgements = self._network.judgements
        judged = judgements.round(number)
        if judged.state == RoundState.OVER:
            self._over.add(number)
        if judged.state != RoundState.VOTING or self._network.connection.now() >= judged.until:
            return False
        seat = self.work.seat(self._network.scores.epoch(judged.epoch))
        # The size of the sample is what a seat posts last.
        return seat is not None and not judgements.samples(number, judged.attempt).posted >> seat & 1

    def _view(self, epoch: int) -> EpochView | None:
        score_round = self._network.scores.epoch(epoch)
        seat = self.work.seat(score_round)
        if seat is None:
            return None
        phase = self._network.reports.phase(epoch)
        scores = self.journal.scores(epoch, score_round.batches_root)
        committed, revealed = score_round.has_committed(seat), score_round.has_revealed(seat)
        next_in_line = self._network.reports.head() >= epoch - 1
        quorum = has_quorum(score_round.revealed_weight, score_round.total_weight)
        own = self.work.report(epoch) if phase is Phase.REPORT and next_in_line and quorum else None
        standing = self._network.reports.standing(epoch).digest
        return EpochView(
            epoch=epoch,
            phase=phase,
            scored=scores is not None,
            committed=committed,
            commit_is_ours=not committed or self._is_ours(epoch, seat, score_round, scores),
            revealed=revealed,
            next_in_line=next_in_line,
            quorum=quorum,
            signed=own is not None and self.journal.noted(Done.SIGNED, own.digest),
            signatures_suffice=own is not None and self._suffice(epoch, score_round, own),
            our_turn=self._network.connection.now() >= score_round.report_from + _STAGGER_SECONDS * seat,
            differs=phase is Phase.CHALLENGE and self._differs(epoch, standing),
            asked=self._network.demands.open_of(standing) > 0,
            challenged=self.journal.noted(Done.CHALLENGED, standing),
            collected=not revealed or self.journal.noted(Done.COLLECTED, epoch.to_bytes(4, "big")),
        )

    def _is_ours(self, epoch: int, seat: int, score_round: ScoreRound, own: OwnScores | None) -> bool:
        """Whether the commit on chain is to our scores. After a reveal the chain holds the hash of the scores instead."""
        if not own:
            return False
        commit = self._network.scores.commit_of(epoch, seat)
        return commit in (self.work.commit_hash(epoch, score_round, own), scores_hash(own.scores))

    def _suffice(self, epoch: int, score_round: ScoreRound, own: OwnReport) -> bool:
        """Whether the seats that signed our report, we among them, hold a quorum of the weight."""
        if not self.journal.noted(Done.SIGNED, own.digest):
            return False
        seats = self._network.validators.seats(score_round.set_id)
        weight = sum(seats[seat].weight for seat in self.gateways.signatures(epoch, own.digest))
        return has_quorum(weight, score_round.total_weight)

    def _differs(self, epoch: int, standing: bytes) -> bool:
        """Whether the standing report, whose digest is given, is another than ours."""
        if standing not in self._same:
            if not same_as_standing(self.ledgers, self.work.material(epoch)):
                return True
            self._same.add(standing)
        return False
