"""How a validator takes each step that its plan can decide on. A step that was cut off by a kill can be taken again."""

from dataclasses import dataclass
from typing import ClassVar

from structlog import get_logger

from kula.node.validator.journal import Done, Journal
from kula.node.validator.patience import Patience
from kula.node.validator.plan import Act, Step
from kula.node.validator.reporting import proposal
from kula.node.validator.voting import Voting
from kula.node.validator.watching.demands import answer_demands
from kula.node.validator.watching.watch import Watch
from kula.node.validator.work import EpochWork
from kula.protocol.chain.clients.judgements import Round
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.judging import Failure
from kula.protocol.reading.gateways import AllGateways
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.signatures import sign


@dataclass(slots=True, kw_only=True)
class Steps:
    """Takes steps: computes what is needed, sends the transaction, and notes in the journal what must not be repeated."""

    ledgers: Ledgers
    gateways: AllGateways
    sender: Sender
    journal: Journal
    work: EpochWork
    voting: Voting
    watch: Watch
    patience: Patience

    def keep_up(self) -> None:
        """Send what the chain is due and nobody has sent for a while. A call that somebody else sent first is skipped."""
        active = self._network.validators.active()
        seat = next((i for i, one in enumerate(active) if one.operator == self.sender.address), len(active))
        for call in self.patience.calls(seat):
            try:
                self.sender.send(call)
            except ChainRefused as refused:
                get_logger("upkeep").info("refused", call=call.fn_name, reason=refused.reason)
        self._commit_bank()

    def _commit_bank(self) -> None:
        """Commit to a bank of checks for the next round, by our seat in the last closed epoch."""
        closed = self._network.batches.current() - 1
        seat = self.work.seat(self._network.scores.epoch(closed)) if closed else None
        if seat is not None:
            self.voting.banks.commit(seat)

    def take(self, step: Step) -> None:
        """Take a step. Raises ChainRefused when the chain refuses its transaction, Unavailable when something is missing."""
        self._METHODS[step.act](self, step.subject)

    @property
    def _network(self) -> Network:
        return self.ledgers.network

    def _own_seat(self, score_round: ScoreRound) -> int:
        seat = self.work.seat(score_round)
        assert seat is not None, "the plan acts only in epochs in which we have a seat"
        return seat

    def _score(self, epoch: int) -> None:
        self.work.score(epoch)

    def _commit(self, epoch: int) -> None:
        score_round = self._network.scores.epoch(epoch)
        commit_hash = self.work.commit_hash(epoch, score_round, self.work.scores(epoch, score_round))
        self.sender.send(self._network.scores.commit(epoch, self._own_seat(score_round), commit_hash))

    def _reveal(self, epoch: int) -> None:
        score_round = self._network.scores.epoch(epoch)
        own = self.work.scores(epoch, score_round)
        files = cid_to_bytes32(self.ledgers.store.put_node({"v": 1, "epoch": epoch, "reasons": own.reasons}))
        self.sender.send(self._network.scores.reveal(epoch, self._own_seat(score_round), own.salt, own.scores, files))

    def _sign(self, epoch: int) -> None:
        own = self.work.report(epoch)
        body = {
            "seat": self._own_seat(self._network.scores.epoch(epoch)),
            "attempt": own.attempt,
            "root": hex0(own.ledger.root),
            "files": hex0(own.files),
            "sum_credit": own.ledger.sum_credit,
            "signature": hex0(sign(own.digest, bytes(self.sender.account.key))),
        }
        self.gateways.post_signature(epoch, body)
        self.journal.note(Done.SIGNED, own.digest)

    def _propose(self, epoch: int) -> None:
        own = self.work.report(epoch)
        self.sender.send(proposal(self._network, own, self.gateways.signatures(epoch, own.digest)))

    def _challenge(self, epoch: int) -> None:
        digest = self._network.reports.standing(epoch).digest
        self.watch.step(self.work.material(epoch))
        self.journal.note(Done.CHALLENGED, digest)

    def _answer(self, epoch: int) -> None:
        for call in answer_demands(self._network, self.ledgers.at(epoch), self.work.material(epoch)):
            self.sender.send(call)

    def _vote(self, number: int) -> None:
        judgements = self._network.judgements
        judged = judgements.round(number)
        seat = self._own_seat(self._network.scores.epoch(judged.epoch))
        sample = self.voting.sample(number, judged, seat)
        accounts = len({record.pay_to for record in sample})
        size = judgements.post_sample(number, seat, judged.attempt, len(sample), accounts)
        if not self.voting.suffices(sample):
            self.sender.send(size)
            return
        self.voting.banks.open(number, judged, seat)
        late = self._network.connection.now() >= judged.until - self._network.parameters.vote_seconds // 2
        missing = [m for m in judgements.candidates_of(number) if not self._post(m, judged, seat, late=late)]
        if missing:
            raise Unavailable(f"the files of candidates {missing} are not to be had yet")
        self.sender.send(size)

    def _post(self, model: int, judged: Round, seat: int, *, late: bool) -> bool:
        """Post what we measure of a candidate, if we have not. Returns whether it is posted; its files may come later."""
        judgements = self._network.judgements
        candidate = self._network.registry.model(model)
        if candidate.parent != self._network.registry.served() or judgements.posted(model, judged.attempt) >> seat & 1:
            return True
        try:
            numbers = self.voting.judge(model, judged, seat)
        except Unavailable:
            if not late:
                return False
            numbers = Failure.UNAVAILABLE
        if isinstance(numbers, Failure):
            self.sender.send(judgements.post_failure(model, seat, judged.attempt, numbers))
        else:
            self.sender.send(judgements.post_numbers(model, seat, judged.attempt, numbers))
        return True

    def _collect(self, epoch: int) -> None:
        try:
            seat = self._own_seat(self._network.scores.epoch(epoch))
            if self._network.reports.standing(epoch).exists and not self._network.pay.paid(epoch) >> seat & 1:
                self.sender.send(self._network.pay.claim_pay(epoch))
        except ChainRefused as refused:
            # Whoever claims first claims for all seats.
            if "nobody is due" not in refused.reason:
                raise
        self.journal.note(Done.COLLECTED, epoch.to_bytes(4, "big"))

    _METHODS: ClassVar = {
        Act.SCORE: _score,
        Act.COMMIT: _commit,
        Act.REVEAL: _reveal,
        Act.SIGN: _sign,
        Act.PROPOSE: _propose,
        Act.CHALLENGE: _challenge,
        Act.ANSWER: _answer,
        Act.VOTE: _vote,
        Act.COLLECT: _collect,
    }
