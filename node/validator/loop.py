"""The validator: a loop without memory of its own. Each turn looks at the chain anew, asks the plan, and does one step."""

import threading
from pathlib import Path

from structlog import get_logger

from kula.node.validator.journal import Journal
from kula.node.validator.pieces import QueuedScorer
from kula.node.validator.plan import Act, Step, next_step
from kula.node.validator.reporting import proposal
from kula.node.validator.view import Outlook
from kula.node.validator.voting import Voting
from kula.node.validator.watching.demands import answer_demands
from kula.node.validator.watching.watch import Watch
from kula.node.validator.work import Evidence
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, KulaError, RefusedByPolicy
from kula.protocol.hex import hex0
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.reading.gateway_client import GatewayClient
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.signatures import sign
from kula.protocol.types import Address
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import EpochScores, RecordScorer, score_epoch
from kula.scoring.scorer import Scorer


class Validator:
    """One validator with its journal open."""

    def __init__(
        self,
        ledgers: Ledgers,
        gateway: GatewayClient,
        sender: Sender,
        journal: Journal,
        *,
        folder: Path,
        device: str,
        broker: str = "",
    ) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._gateway = gateway
        self._sender = sender
        self._journal = journal
        self._folder = folder
        us = Address(sender.address)
        self._evidence = Evidence(ledgers, gateway, journal, folder=folder, validator=us)
        self._outlook = Outlook(ledgers, gateway, journal, self._evidence)
        self._judging = Voting(ledgers, folder / "models", device)
        self._watch = Watch(ledgers, sender)
        self._open_judge = lambda: QueuedScorer(broker, folder) if broker else Scorer.load(device=device)
        self._judge: RecordScorer | None = None
        self._log = get_logger("validator").bind(validator=sender.address)

    def run(self, stop: threading.Event, seconds: float) -> None:
        """Turn until told to stop. Raises RefusedByPolicy when a foreign commit stands under our key."""
        self._sender.resume()
        while not stop.is_set():
            try:
                step = self.turn()
                pause = seconds if step.act is Act.WAIT else 0.0
            except RefusedByPolicy:
                raise
            except KulaError as error:
                self._log.warning("turn", problem=str(error), kind=type(error).__name__)
                pause = seconds
            stop.wait(pause)

    def turn(self) -> Step:
        """Look, decide, do one step; returns it."""
        step = next_step(self._outlook.epochs(), self._outlook.votes_due())
        if step.act is Act.STOP:
            raise RefusedByPolicy("foreign-commit", f"epoch {step.subject}: {step.why}; another process uses this key")
        if step.act is not Act.WAIT:
            self._log.info("step", act=step.act.value, subject=step.subject)
            try:
                self._do(step)
            except ChainRefused as refused:
                self._log.info("refused", act=step.act.value, reason=refused.reason)
                raise
        return step

    def _do(self, step: Step) -> None:
        {
            Act.SCORE: self._score,
            Act.COMMIT: self._commit,
            Act.REVEAL: self._reveal,
            Act.SIGN: self._sign,
            Act.PROPOSE: self._propose,
            Act.CHALLENGE: self._challenge,
            Act.ANSWER: self._answer,
            Act.VOTE: self._vote,
            Act.COLLECT: self._collect,
        }[step.act](step.subject)

    def _our_seat(self, state: ScoreRound) -> int:
        seat = self._evidence.seat(state)
        assert seat is not None, "the plan acts in epochs only in which we hold a seat"
        return seat

    def _score(self, epoch: int) -> None:
        material = self._evidence.gathered(epoch)
        index_path = self._evidence.credited(epoch)
        found = self._judged(material, index_path)
        self._journal.put_scores(epoch, material.batches_root, found.scores, found.reasons)

    def _judged(self, material: Material, index_path: Path) -> EpochScores:
        if not self._judge:
            self._judge = self._open_judge()
        return score_epoch(self._judge, DuplicateIndex(index_path), material.records, self._network.parameters)

    def _commit(self, epoch: int) -> None:
        state = self._network.scores.epoch(epoch)
        kept = self._evidence.kept(epoch, state)
        shown = self._evidence.commit_hash(epoch, state, kept)
        self._sender.send(self._network.scores.commit(epoch, self._our_seat(state), shown))

    def _reveal(self, epoch: int) -> None:
        state = self._network.scores.epoch(epoch)
        kept = self._evidence.kept(epoch, state)
        files = cid_to_bytes32(self._ledgers.store.put_node({"v": 1, "epoch": epoch, "reasons": kept.reasons}))
        self._sender.send(self._network.scores.reveal(epoch, self._our_seat(state), kept.salt, kept.scores, files))

    def _sign(self, epoch: int) -> None:
        own = self._evidence.own_report(epoch)
        body = {
            "seat": self._our_seat(self._network.scores.epoch(epoch)),
            "attempt": own.attempt,
            "root": hex0(own.ledger.root),
            "files": hex0(own.files),
            "sum_credit": own.ledger.sum_credit,
            "signature": hex0(sign(own.digest, bytes(self._sender.account.key))),
        }
        self._gateway.post_signature(epoch, body)
        self._journal.note("signed", own.digest)

    def _propose(self, epoch: int) -> None:
        own = self._evidence.own_report(epoch)
        self._sender.send(proposal(self._network, own, self._gateway.signatures(epoch, own.digest)))

    def _challenge(self, epoch: int) -> None:
        digest = self._network.reports.standing(epoch).digest
        self._watch.step(self._evidence.gathered(epoch))
        self._journal.note("looked", digest)

    def _answer(self, epoch: int) -> None:
        material = self._evidence.gathered(epoch)
        for call in answer_demands(self._network, self._ledgers.at(epoch), material):
            self._sender.send(call)

    def _vote(self, model: int) -> None:
        candidate = self._network.registry.model(model)
        found = self._judging.judge(candidate, self._evidence.gathered(candidate.judged_on))
        losses = (found.loss_before, found.loss_after)
        checks = (found.checks_before, found.checks_after)
        seat = self._our_seat(self._network.scores.epoch(candidate.judged_on))
        self._sender.send(self._network.registry.vote(model, seat, losses, found.lower_bound, checks))

    def _collect(self, epoch: int) -> None:
        try:
            seat = self._our_seat(self._network.scores.epoch(epoch))
            if self._network.reports.standing(epoch).exists and not self._network.pay.paid(epoch) >> seat & 1:
                self._sender.send(self._network.pay.claim_pay(epoch))
        except ChainRefused as refused:
            # Whoever is first claims for all seats.
            if "nobody is due" not in refused.reason:
                raise
        self._journal.note("collected", epoch.to_bytes(4, "big"))
