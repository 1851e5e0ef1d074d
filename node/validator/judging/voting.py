"""A validator's part in a round: measures each candidate, its parent and the base on the seat's own draw, and says the numbers.

One candidate that cannot be fetched or opened never costs the others: it gets a failure in place of numbers.
"""

import struct
from dataclasses import dataclass, field
from pathlib import Path

from safetensors import SafetensorError
from structlog import get_logger

from kula.node.validator.judging.banks import Banks, OpenedSet
from kula.node.validator.judging.sampling import Sampling
from kula.protocol.chain.clients.judgements import Round
from kula.protocol.errors import KulaError, MalformedInput, Unavailable
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.in_time import InTime
from kula.protocol.ipfs.store import Store
from kula.protocol.judging import Failure, Numbers
from kula.protocol.reading.models import adapter_files, adapter_name, lineage, require_parent
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.models.checks import draw_checks
from kula.scoring.models.drawing import seat_seed
from kula.scoring.models.judgement import Questions, measure
from kula.scoring.models.numbers import Measure, Sample, numbers_of
from kula.scoring.models.sample import PaidRecord, slices_of, suffices

log = get_logger("validator")
FETCH_SECONDS = 60.0
"""How long the files of one candidate are fetched at a time. A commit or a reveal may be due, and the rest comes next time."""
BROKEN = (
    KulaError,
    SafetensorError,
    ArithmeticError,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    RuntimeError,
    struct.error,
)
"""What loading or measuring a candidate's files may raise because of what these files hold."""


@dataclass(slots=True)
class Voting:
    """Measures candidates. One model is in memory at a time, and each model is measured once per vote."""

    sampling: Sampling
    banks: Banks
    folder: Path
    """Where adapters are kept."""
    device: str
    _vote: tuple[int, int] = field(default=(0, 0), init=False)
    """The round and attempt of what is kept."""
    _sample: list[PaidRecord] | None = field(default=None, init=False)
    _sets: list[OpenedSet] | None = field(default=None, init=False)
    _measures: dict[bytes, Measure] = field(default_factory=dict, init=False)
    """By the manifest of the model."""

    def sample(self, number: int, judged: Round, seat: int) -> list[PaidRecord] | None:
        """Our sample in the open vote of a round. None while the next call goes on with it. Raises Unavailable."""
        if self._vote != (number, judged.attempt):
            self._tidy()
            self._vote, self._sample, self._sets, self._measures = (number, judged.attempt), None, None, {}
        if self._sample is None:
            self._sample = self.sampling.draw(number, judged, seat)
        return self._sample

    def _tidy(self) -> None:
        """Deletes the adapters of candidates that were not adopted, so that rounds fill no disk. No vote waits for it."""
        ledgers = self.sampling.ledgers
        served = ledgers.network.registry.model(ledgers.network.registry.served()).manifest
        try:
            line = lineage(ledgers.store, bytes32_to_cid(served))
        except (Unavailable, MalformedInput) as error:
            log.warning("adapters stay", problem=str(error))
            return
        kept = {adapter_name(node.adapter) for _, node in line if node.adapter}
        for path in self.folder.glob("*"):
            if path.name not in kept:
                path.unlink()

    def suffices(self, sample: list[PaidRecord]) -> bool:
        """Whether a sample is large enough to judge on."""
        return suffices(sample, self.sampling.ledgers.network.parameters)

    def judge(self, model: int, judged: Round, seat: int) -> Numbers | Failure:
        """Measure a candidate in the open vote of its round.

        Raises Unavailable if its files, its parent's or the sample's records cannot be fetched within FETCH_SECONDS. Also
        while other seats may still open their sets.
        """
        network, store = self.sampling.ledgers.network, InTime(self.sampling.ledgers.store, FETCH_SECONDS)
        candidate = network.registry.model(model)
        sample = self.sample(candidate.round, judged, seat)
        if sample is None:
            raise Unavailable(f"the sample of round {candidate.round} is still being gathered")
        seed = seat_seed(network.scores.epoch(judged.epoch).seed, seat)
        sets = self._opened(candidate.round, judged)
        checks = draw_checks(seed, network.parameters.checks)
        questions = Questions([record.example for record in sample], checks, [one.checks for one in sets])
        parent_manifest = network.registry.model(candidate.parent).manifest
        parent = self._measure(store, parent_manifest, questions)
        base = self._measure(store, self._base_of(candidate.parent), questions)
        try:
            store = InTime(self.sampling.ledgers.store, FETCH_SECONDS)
            require_parent(store, candidate.manifest, parent_manifest)
            measured = self._measure(store, candidate.manifest, questions, candidate.size)
        except Unavailable:
            raise
        except BROKEN:
            return Failure.BROKEN
        drawn = Sample([record.pay_to for record in sample], slices_of(sample), [one.stake for one in sets])
        count = len(network.judgements.candidates_of(candidate.round))
        return numbers_of(parent, measured, base, drawn, network.parameters, count)

    def _opened(self, number: int, judged: Round) -> list[OpenedSet]:
        """The sets of the vote, once all are opened or a quarter of the vote is over. The first answer counts."""
        if self._sets is None:
            network = self.sampling.ledgers.network
            quarter = judged.until - network.parameters.vote_seconds * 3 // 4
            if self.banks.awaited(number, judged) and network.connection.now() < quarter:
                raise Unavailable(f"seats may still open their sets of round {number}")
            self._sets = self.banks.opened(number, judged)
        return self._sets

    def _base_of(self, model: int) -> bytes:
        """The manifest of the base of a model: the first of its line."""
        registry = self.sampling.ledgers.network.registry
        while parent := registry.model(model).parent:
            model = parent
        return registry.model(model).manifest

    def _measure(self, store: Store, manifest: bytes, questions: Questions, most: int | None = None) -> Measure:
        """Measure a model, once. `most` bounds the bytes of its own adapter."""
        if manifest not in self._measures:
            adapters = adapter_files(store, bytes32_to_cid(manifest), self.folder, most)
            self._measures[manifest] = measure(ChatModel.load(adapters, device=self.device), questions)
        return self._measures[manifest]
