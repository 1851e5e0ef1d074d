"""What a validator sees in one turn: each epoch in which it has a seat, and the votes that it owes.

A look reads the chain and the journal, and nothing else. Whatever asks gateways or the store is a step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kula.node.validator.failures import Failures
from kula.node.validator.journal import Done, Journal, OwnScores
from kula.node.validator.plan import Act, EpochView, Step
from kula.node.validator.work import EpochWork
from kula.protocol.chain.clients.judgements import Round, RoundState
from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.encoding import scores_hash
from kula.protocol.ledgers.scores import has_quorum
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_HASH, Phase

NO_REPORT = ReportState(digest=ZERO_HASH, root=ZERO_HASH, records=0, price=0, proposed_at=0, parent=0, signers=0)
"""What the chain says of an epoch without a report."""
_STAGGER_SECONDS = 3
"""How long a seat waits to propose after the seat before it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """All that the plan needs."""

    now: int
    """The time of the newest block, in seconds."""
    epochs: Sequence[EpochView]
    """The closed epochs that are not final and in which we have a seat, oldest first."""
    votes: Sequence[Step]
    """The votes in which our seat has something to post."""
    unpaid: int | None
    """The next final epoch whose pay we have to look after."""


@dataclass(slots=True)
class View:
    """Looks at chain and journal. Sends nothing and decides nothing. An epoch that cannot be read costs the others nothing."""

    ledgers: Ledgers
    journal: Journal
    work: EpochWork
    failures: Failures
    _closed: dict[int, ScoreRound] = field(default_factory=dict, init=False)
    """The scores of the epochs that have a report."""
    _settled: dict[int, EpochView | None] = field(default_factory=dict, init=False)
    """The views of epochs with a report, of which time changes nothing."""
    _settled_at: tuple[object, int] = field(default=(None, 0), init=False)
    """The connection's mark and the journal's writes when `_settled` was looked at."""
    _tip: int = field(default=-1, init=False)
    """The newest block at the last look."""

    @property
    def _network(self) -> Network:
        return self.ledgers.network

    def moved(self) -> bool:
        """Whether the chain has a block that the last look did not see. It costs one request."""
        return self._network.connection.newest_block() != self._tip

    def look(self) -> Look:
        """Look once. Raises Unavailable if the chain cannot be read."""
        reports = self._network.reports
        self._tip = self._network.connection.newest_block()
        final, head, closed = reports.final_upto(), reports.head(), self._network.batches.current() - 1
        now = self._network.connection.now()
        looked_at = range(final + 1, closed + 1)
        self._forget_settled()
        self.failures.keep_looks(looked_at)
        epochs = [view for epoch in looked_at if (view := self._guarded(epoch, head, now))]
        self._closed = {epoch: one for epoch, one in self._closed.items() if final < epoch <= head}
        unpaid = self.journal.looked_after() + 1
        return Look(now=now, epochs=epochs, votes=self._votes(now), unpaid=unpaid if unpaid <= final else None)

    def _forget_settled(self) -> None:
        """Forgets the views of settled epochs if something happened on chain, or was written into the journal."""
        seen_at = self._network.connection.mark(), self.journal.writes
        if seen_at != self._settled_at:
            self._settled, self._settled_at = {}, seen_at

    def _votes(self, now: int) -> list[Step]:
        """The votes that are due; none if the look at them fails, because a commit or a reveal must not wait for a vote."""
        try:
            return self.votes_due()
        except Exception as error:  # noqa: BLE001 - it costs the votes alone, and is logged and counted
            self.failures.note(Step(Act.VOTE), error, now)
            return []

    def votes_due(self) -> list[Step]:
        """The rounds with an open vote in which our seat has something to post."""
        owed = (self._vote(number, judged) for number, judged in self._network.rounds.open().items())
        return [step for step in owed if step]

    def _vote(self, number: int, judged: Round) -> Step | None:
        judgements = self._network.judgements
        if judged.state != RoundState.VOTING or self._network.connection.now() >= judged.until:
            return None
        seat = self.work.seat(self._network.scores.epoch(judged.epoch))
        # The size of the sample is what a seat posts last.
        owes = seat is not None and not judgements.samples(number, judged.attempt).posted >> seat & 1
        return Step(Act.VOTE, number, judged.until) if owes else None

    def _guarded(self, epoch: int, head: int, now: int) -> EpochView | None:
        """The view of an epoch. None if we have no seat in it, it is lost, or the look at it fails."""
        if epoch in self._settled:
            return self._settled[epoch]
        step = Step(Act.LOOK, epoch)
        if not self.failures.ready(step):
            return None
        try:
            view = self._view(epoch, head, now)
        except Exception as error:  # noqa: BLE001 - it costs this epoch alone, and is logged
            self.failures.note(step, error, now)
            return None
        self.failures.done(step)
        if epoch <= head and not (view and view.asked_until):
            # The deadline of a demand that an endpoint hides moves with the time.
            self._settled[epoch] = view
        return view

    def _view(self, epoch: int, head: int, now: int) -> EpochView | None:
        settled = epoch <= head
        score_round = self._closed.get(epoch) if settled else None
        score_round = score_round or self._network.scores.epoch(epoch)
        if settled:
            # Nothing of it that we read changes any more, unless its report falls.
            self._closed[epoch] = score_round
        seat = self.work.seat(score_round)
        if seat is None:
            return None
        standing = self._network.reports.standing(epoch) if settled else NO_REPORT
        phase = self._network.reports.phase(epoch) if not standing.exists else Phase.CHALLENGE
        if phase in (Phase.OPEN, Phase.FINAL):
            return None
        scores = self.journal.scores(epoch, score_round.batches_root) if not settled else None
        committed = score_round.has_committed(seat)
        ours = not committed or settled or self._is_ours(epoch, seat, score_round, scores)
        mine = self.journal.signed_with(standing.digest) if settled else None
        same = mine is not None or (settled and self.journal.noted(Done.SAME, standing.digest))
        return EpochView(
            epoch=epoch,
            phase=phase,
            until=self._until(phase, score_round, standing, scored=scores is not None),
            scored=scores is not None,
            committed=committed,
            commit_is_ours=ours,
            commit_is_old=not ours and self._is_old(epoch, seat, score_round),
            revealed=score_round.has_revealed(seat),
            next_in_line=head >= epoch - 1,
            quorum=has_quorum(score_round.revealed_weight, score_round.total_weight),
            signed=phase is Phase.REPORT and head >= epoch - 1 and self._has_signed(epoch),
            our_turn=now >= score_round.report_from + _STAGGER_SECONDS * seat,
            signature_is_ours=mine is not None or not standing.signers >> seat & 1,
            newest=head == epoch,
            checked=same or (settled and self.journal.noted(Done.DIFFERS, standing.digest)),
            differs=not same,
            challenged=settled and self.journal.noted(Done.CHALLENGED, standing.digest),
            asked_until=self._asked_until(standing) if settled else 0,
        )

    def _until(self, phase: Phase, score_round: ScoreRound, standing: ReportState, *, scored: bool) -> int:
        """When the phase of an epoch ends at the latest, in seconds of block time."""
        parameters, reports = self._network.parameters, self._network.reports
        if phase is Phase.COMMIT:
            # What is not scored yet needs the second half of the window for scoring.
            return score_round.closed_at + parameters.commit_seconds // (1 if scored else 2)
        if phase is Phase.REVEAL:
            return score_round.reveal_from + parameters.reveal_seconds
        if phase is Phase.REPORT:
            start = max(score_round.report_from, reports.turned_at(), reports.paused_until())
            return start + parameters.report_seconds
        return standing.proposed_at + parameters.challenge_seconds

    def _asked_until(self, standing: ReportState) -> int:
        """The first deadline of the open demands on a report, in seconds of block time. 0 if there are none."""
        demands = self._network.demands
        if not demands.open_of(standing.digest):
            return 0
        waiting = demands.waiting(standing.digest, standing.proposed_at)
        # A demand that an endpoint hides may be due at any moment.
        return min((one.until for one in waiting), default=self._network.connection.now())

    def _has_signed(self, epoch: int) -> bool:
        """Whether our signature for the next place of the line is in the journal and taken by a gateway."""
        reports = self._network.reports
        signed = self.journal.signed(epoch, reports.attempt(), reports.standing(reports.tip()).digest)
        return signed is not None and signed.taken

    def _is_ours(self, epoch: int, seat: int, score_round: ScoreRound, own: OwnScores | None) -> bool:
        """Whether the commit on chain is to our scores. After a reveal the chain holds the hash of the scores instead."""
        if not own:
            return False
        commit = self._network.scores.commit_of(epoch, seat)
        return commit in (self.work.commit_hash(epoch, score_round, own), scores_hash(own.scores))

    def _is_old(self, epoch: int, seat: int, score_round: ScoreRound) -> bool:
        """Whether the commit on chain is to our scores of other batches. A pool kept it while the chain was reorganised."""
        rounds = ((replace(score_round, batches_root=root), own) for root, own in self.journal.all_scores(epoch))
        return any(self._is_ours(epoch, seat, one, own) for one, own in rounds)
