"""A validator's vote on a candidate: both models from IPFS, records of the epoch it is judged on, integers out."""

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


class Voting:
    """Measures models; one is in memory at a time, and a model is measured once for one draw."""

    def __init__(self, ledgers: Ledgers, folder: Path, device: str) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._folder = folder
        self._device = device
        self._known: dict[tuple[bytes, bytes], Measure] = {}

    def judge(self, candidate: Model, material: Material) -> Judgement:
        """Compare a candidate with its parent on a draw from the reveal salts of the epoch it is judged on."""
        seed = self._network.scores.epoch(candidate.judged_on).seed
        sample = draw_sample(seed, self._accepted(material))
        checks = draw_checks(seed, self._network.parameters.checks)
        parent = self._network.registry.model(candidate.parent)
        measured: list[Measure] = []
        for manifest in (parent.manifest, candidate.manifest):
            if (manifest, seed) not in self._known:
                self._known[manifest, seed] = measure(self._load(manifest), sample, checks)
            measured.append(self._known[manifest, seed])
        return judge(measured[0], measured[1], seed)

    def _load(self, manifest: bytes) -> ChatModel:
        adapters = adapter_files(self._ledgers.store, bytes32_to_cid(manifest), self._folder)
        return ChatModel.load(adapters, device=self._device)

    def _accepted(self, material: Material) -> list[tuple[str, Example]]:
        rows = self._ledgers.at(material.epoch).rows
        paid = {row.pos: row.pay_to for row in rows if row.pay_to != ZERO_ADDRESS}
        found: list[tuple[str, Example]] = []
        for pos in sorted(paid):
            content = material.records[pos].content
            example = example_of(content) if content and not asks_check(whole_text(content)) else None
            if example:
                found.append((paid[pos], example))
        return found
