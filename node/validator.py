"""The validator: a loop without memory of its own. Each turn looks at the chain anew, asks the plan, and does one step."""

import threading
from pathlib import Path

from structlog import get_logger

from node.credited import credited_index
from node.journal import Journal, Scored
from node.judging import Judging
from node.plan import Act, EpochView, Step, next_step
from node.reporting import OwnReport, challenge, own_report, proposal, same_as_standing
from node.scoring import score_remotely
from protocol.batch import hex0
from protocol.chain.network import Network
from protocol.chain.registry import ModelState
from protocol.chain.scores import EpochScores
from protocol.chain.sender import Sender
from protocol.encoding import commit_hash, scores_hash
from protocol.errors import ChainRefused, KulaError, RefusedByPolicy
from protocol.gateway import GatewayClient
from protocol.ipfs.cid import digest_of
from protocol.material import Material, gather
from protocol.scores import has_quorum
from protocol.signatures import sign
from protocol.store import Store
from protocol.types import Phase
from scoring.duplicates import DuplicateIndex
from scoring.epoch import EpochScores as OwnScores
from scoring.epoch import score_epoch
from scoring.scorer import Scorer

_STAGGER_SECONDS = 3
_LOOK_BACK = 8
"""Epochs that are looked at in one turn; older ones are final."""


class Validator:
    """One validator with its journal open."""

    def __init__(
        self,
        network: Network,
        store: Store,
        gateway: GatewayClient,
        sender: Sender,
        journal: Journal,
        *,
        folder: Path,
        device: str,
        broker: str = "",
    ) -> None:
        self._network = network
        self._store = store
        self._gateway = gateway
        self._sender = sender
        self._journal = journal
        self._folder = folder
        self._device = device
        self._broker = broker
        self._judging = Judging(network, store, folder / "models", device)
        self._scorer: Scorer | None = None
        self._material: dict[bytes, Material] = {}
        self._own: dict[tuple[int, int, bytes], OwnReport] = {}
        self._agrees: set[bytes] = set()
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
        views = [view for epoch in self._epochs() if (view := self._view(epoch))]
        step = next_step(views, self._votes_due())
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
            Act.VOTE: self._vote,
            Act.COLLECT: self._collect,
        }[step.act](step.subject)

    # What is seen.

    def _epochs(self) -> range:
        closed = self._network.batches.current() - 1
        return range(max(1, closed - _LOOK_BACK + 1), closed + 1)

    def _seat(self, state: EpochScores) -> int | None:
        seats = self._network.validators.seats(state.set_id)
        return next((i for i, seat in enumerate(seats) if seat.validator == self._sender.address), None)

    def _view(self, epoch: int) -> EpochView | None:
        state = self._network.scores.epoch(epoch)
        seat = self._seat(state)
        if seat is None:
            return None
        phase = self._network.reports.phase(epoch)
        kept = self._journal.scores(epoch, state.batches_root)
        committed, revealed = state.has_committed(seat), state.has_revealed(seat)
        next_in_line = self._network.reports.head() >= epoch - 1
        reporting = phase is Phase.REPORT and next_in_line and has_quorum(state.revealed_weight, state.total_weight)
        own = self._own_report(epoch) if reporting else None
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
            challenged=self._journal.noted("looked", self._network.reports.standing(epoch).digest),
            collected=not revealed or self._journal.noted("collected", epoch.to_bytes(4, "big")),
        )

    def _is_ours(self, epoch: int, seat: int, state: EpochScores, kept: Scored | None) -> bool:
        if not kept:
            return False
        shown = self._network.scores.commit_of(epoch, seat)
        return shown in (self._commit_hash(epoch, state, kept), scores_hash(kept.scores))

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
            if not same_as_standing(self._network, self._store, self._gathered(epoch)):
                return True
            self._agrees.add(digest)
        return False

    def _votes_due(self) -> list[int]:
        registry = self._network.registry
        due: list[int] = []
        for number in range(registry.served() + 1, registry.last_model() + 1):
            model = registry.model(number)
            if model.state != ModelState.CANDIDATE or not self._network.reports.standing(model.judged_on).exists:
                continue
            seat = self._seat(self._network.scores.epoch(model.judged_on))
            if seat is not None and not registry.voted(number) >> seat & 1:
                due.append(number)
        return due

    # What is done.

    def _score(self, epoch: int) -> None:
        material = self._gathered(epoch)
        index_path = credited_index(self._network, self._store, self._gathered, self._folder, epoch)
        found = self._judged(material, index_path)
        self._journal.put_scores(epoch, material.batches_root, found.scores, found.reasons)

    def _judged(self, material: Material, index_path: Path) -> OwnScores:
        parameters = self._network.parameters
        if self._broker:
            return score_remotely(self._broker, self._folder, material, index_path, parameters)
        if not self._scorer:
            self._scorer = Scorer.load(device=self._device)
        return score_epoch(self._scorer, DuplicateIndex(index_path), material.records, parameters)

    def _commit(self, epoch: int) -> None:
        state = self._network.scores.epoch(epoch)
        kept = self._kept(epoch, state)
        self._sender.send(self._network.scores.commit(epoch, self._commit_hash(epoch, state, kept)))

    def _reveal(self, epoch: int) -> None:
        kept = self._kept(epoch, self._network.scores.epoch(epoch))
        files = digest_of(self._store.put_node({"v": 1, "epoch": epoch, "reasons": kept.reasons}))
        self._sender.send(self._network.scores.reveal(epoch, kept.salt, kept.scores, files))

    def _sign(self, epoch: int) -> None:
        own = self._own_report(epoch)
        seat = self._seat(self._network.scores.epoch(epoch))
        body = {
            "seat": seat,
            "attempt": own.attempt,
            "root": hex0(own.ledger.root),
            "files": hex0(own.files),
            "sum_credit": own.ledger.sum_credit,
            "signature": hex0(sign(own.digest, bytes(self._sender.account.key))),
        }
        self._gateway.post_signature(epoch, body)
        self._journal.note("signed", own.digest)

    def _propose(self, epoch: int) -> None:
        own = self._own_report(epoch)
        self._sender.send(proposal(self._network, own, self._gateway.signatures(epoch, own.digest)))

    def _challenge(self, epoch: int) -> None:
        digest = self._network.reports.standing(epoch).digest
        call = challenge(self._network, self._store, epoch)
        if call:
            self._sender.send(call)
        else:
            self._log.error(
                "differs",
                epoch=epoch,
                problem="the standing report is not ours, and shows none of F0 to F2",
            )
        self._journal.note("looked", digest)

    def _vote(self, model: int) -> None:
        candidate = self._network.registry.model(model)
        found = self._judging.judge(candidate, self._gathered(candidate.judged_on))
        losses = (found.loss_before, found.loss_after)
        checks = (found.checks_before, found.checks_after)
        self._sender.send(self._network.registry.vote(model, losses, found.lower_bound, checks))

    def _collect(self, epoch: int) -> None:
        seat = self._seat(self._network.scores.epoch(epoch))
        try:
            if seat is not None and self._network.reports.standing(epoch).exists:
                self._sender.send(self._network.scores.claim_pay(epoch, seat))
        except ChainRefused as refused:
            if "already paid" not in refused.reason:
                raise
        self._journal.note("collected", epoch.to_bytes(4, "big"))

    # What is known.

    def _kept(self, epoch: int, state: EpochScores) -> Scored:
        kept = self._journal.scores(epoch, state.batches_root)
        assert kept, "the plan commits and reveals only what the journal holds"
        return kept

    def _commit_hash(self, epoch: int, state: EpochScores, kept: Scored) -> bytes:
        return commit_hash(
            self._network.addresses.chain_id,
            self._network.addresses.scores,
            epoch,
            batches_root=state.batches_root,
            validator=self._sender.address,
            scorer_id=state.scorer_id,
            scores=kept.scores,
            salt=kept.salt,
        )

    def _gathered(self, epoch: int) -> Material:
        root = self._network.scores.epoch(epoch).batches_root
        if root not in self._material:
            self._material[root] = gather(self._network, self._store, self._gateway.entries, epoch)
            for old in list(self._material)[:-3]:
                del self._material[old]
        return self._material[root]

    def _own_report(self, epoch: int) -> OwnReport:
        tip = self._network.reports.tip()
        key = (
            epoch,
            self._network.reports.attempt(epoch),
            self._network.reports.standing(tip).digest,
        )
        if key not in self._own:
            self._own = {key: own_report(self._network, self._store, self._gathered(epoch), tip)}
        return self._own[key]
