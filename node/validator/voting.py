"""A validator's judgement of a candidate model: measures it and its parent on records of one epoch and on plain questions."""

from dataclasses import dataclass, field
from pathlib import Path

from kula.protocol.chain.clients.registry import Model
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.reading.models import adapter_files
from kula.protocol.types import ZERO_ADDRESS
from kula.scoring.features.text import whole_text
from kula.scoring.models.chat_model import ChatModel, Example
from kula.scoring.models.judgement import (
    Judgement,
    Measure,
    asks_check,
    draw_checks,
    draw_sample,
    example_of,
    judge,
    measure,
)


@dataclass(slots=True)
class Voting:
    """Judges candidates. One model is in memory at a time, and each model is measured once per epoch that it is judged on."""

    ledgers: Ledgers
    folder: Path
    """Where adapters are kept."""
    device: str
    _measures: dict[tuple[bytes, bytes], Measure] = field(default_factory=dict, init=False)
    """By the manifest of the model and the seed of the draw."""

    def judge(self, candidate: Model, material: Material) -> Judgement:
        """Compare a candidate with its parent on records and questions drawn from `material`'s epoch.

        All validators draw the same, because the epoch's revealed salts are the seed. Raises Unavailable or IntegrityError
        if an adapter cannot be fetched.
        """
        network = self.ledgers.network
        seed = network.scores.epoch(material.epoch).seed
        sample = draw_sample(seed, self._examples(material))
        checks = draw_checks(seed, network.parameters.checks)
        parent = network.registry.model(candidate.parent)
        for manifest in (parent.manifest, candidate.manifest):
            if (manifest, seed) not in self._measures:
                self._measures[manifest, seed] = measure(self._load(manifest), sample, checks)
        return judge(self._measures[parent.manifest, seed], self._measures[candidate.manifest, seed], seed)

    def _load(self, manifest: bytes) -> ChatModel:
        adapters = adapter_files(self.ledgers.store, bytes32_to_cid(manifest), self.folder)
        return ChatModel.load(adapters, device=self.device)

    def _examples(self, material: Material) -> list[tuple[str, Example]]:
        """The paid accounts of an epoch with their examples, by position, without those that hold a plain question."""
        rows = self.ledgers.at(material.epoch).rows
        paid = {row.pos: row.pay_to for row in rows if row.pay_to != ZERO_ADDRESS}
        examples: list[tuple[str, Example]] = []
        for pos in sorted(paid):
            content = material.records[pos].content
            example = example_of(content) if content and not asks_check(whole_text(content)) else None
            if example:
                examples.append((paid[pos], example))
        return examples
