"""How a validator takes each step that its plan can decide on. A step that was cut off by a kill can be taken again.

A step sends one transaction, or a few that belong together, so that no step keeps a more urgent one waiting for long.
"""

import time
from dataclasses import dataclass, field
from typing import ClassVar

from structlog import get_logger

from kula.node.validator.journal import Done, Journal, SignedReport
from kula.node.validator.judging.voting import Voting
from kula.node.validator.patience import Patience
from kula.node.validator.plan import Act, Step
from kula.node.validator.reporting import ledger_of, proposal
from kula.node.validator.watching.demands import answer_demands
from kula.node.validator.watching.watch import Watch, send_first
from kula.node.validator.work import EpochWork
from kula.protocol.chain.clients.judgements import Round
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, KulaError, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.ipfs.cid import cid_to_bytes32, link
from kula.protocol.judging import Failure
from kula.protocol.ledgers.scores import has_quorum
from kula.protocol.reading.gateways import AllGateways
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.signatures import sign
from kula.protocol.types import MAX_SEATS

_SECONDS = 60.0
"""After this time a vote asks for the files of no further candidate: a commit or a reveal may be due."""
_COLLECTED_AT_ONCE = 64
"""Final epochs that one step looks after, if none needs a transaction."""


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
    _asked: int = field(default=0, init=False)
    """The candidate whose files were asked for last."""

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

    def _keep_up(self, _: int) -> None:
        """Send the first call that the chain is due and nobody has sent for a while. One that others sent first is skipped."""
        closed = self._network.batches.current() - 1
        seat = self.work.seat(self._network.scores.epoch(closed)) if closed else None
        calls = list(self.patience.calls(MAX_SEATS if seat is None else seat))
        send_first(self.sender, calls)
        if seat is not None:
            self.voting.banks.commit(seat)

    def _score(self, epoch: int) -> None:
        self.work.score(epoch)

    def _commit(self, epoch: int) -> None:
        score_round = self._network.scores.epoch(epoch)
        commit_hash = self.work.commit_hash(epoch, score_round, self.work.scores(epoch, score_round))
        self.sender.send(self._network.scores.commit(epoch, self._own_seat(score_round), commit_hash))

    def _reveal(self, epoch: int) -> None:
        score_round = self._network.scores.epoch(epoch)
        own = self.work.scores(epoch, score_round)
        node = {"v": 1, "epoch": epoch, "reasons": own.reasons}
        packed = self.journal.leaves(epoch, score_round.batches_root)
        if packed:
            node["leaves"] = link(leaves := self.ledgers.store.add_file(packed))
            self.journal.note_pin(epoch, leaves)
        named = self.ledgers.store.put_node(node)
        self.journal.note_pin(epoch, named)
        files = cid_to_bytes32(named)
        self.sender.send(self._network.scores.reveal(epoch, self._own_seat(score_round), own.salt, own.scores, files))

    def _sign(self, epoch: int) -> None:
        self._post_signature(self._signed(epoch) or self.journal.sign(self.work.report(epoch).signed()))

    def _signed(self, epoch: int) -> SignedReport | None:
        """What we have signed for the next place of the line, or None. It stays, whatever we would compute now."""
        reports = self._network.reports
        return self.journal.signed(epoch, reports.attempt(), reports.standing(reports.tip()).digest)

    def _post_signature(self, signed: SignedReport) -> None:
        body = {
            "seat": self._own_seat(self._network.scores.epoch(signed.epoch)),
            "attempt": signed.attempt,
            "root": hex0(signed.root),
            "files": hex0(signed.files),
            "sum_credit": signed.sum_credit,
            "signature": hex0(sign(signed.digest, bytes(self.sender.account.key))),
        }
        self.gateways.post_signature(signed.epoch, body)
        self.journal.note_taken(signed.digest)

    def _propose(self, epoch: int) -> None:
        signed, score_round = self._signed(epoch), self._network.scores.epoch(epoch)
        if not signed:
            raise Unavailable(f"epoch {epoch}: the line has moved on since the look")
        signatures = self.gateways.signatures(epoch, signed.digest)
        seats = self._network.validators.seats(score_round.set_id)
        weight = sum(seats[seat].weight for seat in signatures)
        if not has_quorum(weight, score_round.total_weight):
            # A gateway that took our signature may hide it, so all get it again.
            self._post_signature(signed)
            raise Unavailable(
                f"epoch {epoch}: seats with {weight} of {score_round.total_weight} signed our report so far"
            )
        self.sender.send(proposal(self._network, signed, signatures))

    def _check(self, epoch: int) -> None:
        digest = self._network.reports.standing(epoch).digest
        self.journal.note(Done.SAME if self.work.is_standing(epoch) else Done.DIFFERS, digest)

    def _challenge(self, epoch: int) -> None:
        digest = self._network.reports.standing(epoch).digest
        if self.work.is_standing(epoch):
            self.journal.note(Done.SAME, digest)
            return
        if self.watch.step(self.work.holding.leaves(epoch)):
            self.journal.note(Done.CHALLENGED, digest)

    def _answer(self, epoch: int) -> None:
        """Post one of the rows and leaves that are demanded of the standing report. What we signed comes from the journal."""
        signed = self.journal.signed_with(self._network.reports.standing(epoch).digest)
        ledger = ledger_of(self._network, signed) if signed and signed.rows else self.ledgers.at(epoch)
        if not send_first(self.sender, answer_demands(self._network, ledger, self.work.holding.leaves(epoch))):
            raise Unavailable(f"epoch {epoch}: what is demanded is not ours to show, or others show it")

    def _vote(self, number: int) -> None:
        judgements = self._network.judgements
        judged = judgements.round(number)
        seat = self._own_seat(self._network.scores.epoch(judged.epoch))
        sample, started = self.voting.sample(number, judged, seat), time.monotonic()
        if sample is None:
            return
        accounts = len({record.pay_to for record in sample})
        size = judgements.post_sample(number, seat, judged.attempt, len(sample), accounts)
        if not self.voting.suffices(sample):
            self.sender.send(size)
            return
        self._open_set(number, judged, seat)
        late = self._network.connection.now() >= judged.until - self._network.parameters.vote_seconds // 2
        missing: list[int] = []
        for model in sorted(judgements.candidates_of(number), key=lambda one: (one <= self._asked, one)):
            if self._is_posted(model, judged, seat):
                continue
            if missing and time.monotonic() - started > _SECONDS:
                break
            self._asked = model
            if self._post(model, judged, seat, late=late):
                # One candidate per step: measuring takes minutes, and a commit or a reveal may be due.
                return
            missing.append(model)
        if missing:
            raise Unavailable(f"the files of candidates {missing} are not to be had yet")
        self.sender.send(size)

    def _open_set(self, number: int, judged: Round, seat: int) -> None:
        """Open our set of checks, if that is not done yet."""
        if opened := self.voting.banks.open(number, judged, seat):
            self.journal.note_pin(judged.epoch, opened)

    def _is_posted(self, model: int, judged: Round, seat: int) -> bool:
        """Whether we have posted on a candidate, or need not, because its parent is not served any more."""
        replaced = self._network.registry.model(model).parent != self._network.registry.served()
        return replaced or bool(self._network.judgements.posted(model, judged.attempt) >> seat & 1)

    def _post(self, model: int, judged: Round, seat: int, *, late: bool) -> bool:
        """Post what we measure of a candidate. Returns whether it is posted; what it needs may come later."""
        judgements = self._network.judgements
        try:
            numbers = self.voting.judge(model, judged, seat)
        except Exception as error:
            expected = isinstance(error, KulaError)
            log = get_logger("steps").bind(model=model, problem=str(error))
            log.warning("candidate", exc_info=None if expected else error)
            if not late:
                return False
            # `judge` calls broken whatever a candidate's files cause. What it raises is no fault of theirs: our disk may be full.
            numbers = Failure.UNAVAILABLE
        if isinstance(numbers, Failure):
            self.sender.send(judgements.post_failure(model, seat, judged.attempt, numbers))
        else:
            self.sender.send(judgements.post_numbers(model, seat, judged.attempt, numbers))
        return True

    def _collect(self, epoch: int) -> None:
        """Look after the pay of final epochs from this one on, until one needs a transaction. Drop what old ones need no more."""
        final = self._network.reports.final_upto()
        for number in range(epoch, min(final, epoch + _COLLECTED_AT_ONCE) + 1):
            if self._claim(number):
                break
        self.work.forget(final)

    def _claim(self, epoch: int) -> bool:
        """Claim the pay of a final epoch if it is ours to claim. Returns whether that took a transaction."""
        score_round = self._network.scores.epoch(epoch)
        seat, sent = self.work.seat(score_round), False
        due = seat is not None and score_round.has_revealed(seat) and self._network.reports.standing(epoch).exists
        if seat is not None and due and not self._network.pay.paid(epoch) >> seat & 1:
            try:
                self.sender.send(self._network.pay.claim_pay(epoch))
                sent = True
            except ChainRefused as refused:
                # Whoever claims first claims for all seats.
                if "nobody is due" not in refused.reason:
                    raise
        self.journal.look_after(epoch)
        return sent

    _METHODS: ClassVar = {
        Act.SCORE: _score,
        Act.COMMIT: _commit,
        Act.REVEAL: _reveal,
        Act.SIGN: _sign,
        Act.PROPOSE: _propose,
        Act.CHECK: _check,
        Act.CHALLENGE: _challenge,
        Act.ANSWER: _answer,
        Act.VOTE: _vote,
        Act.COLLECT: _collect,
        Act.UPKEEP: _keep_up,
    }
