"""The served model follows the chain without a restart, and what cannot be loaded never replaces what can."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from safetensors.torch import save

from kula.node.gateway.problems import Problem
from kula.node.gateway.serving import Serving
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32, link
from kula.scoring.models.base import base_manifest

pytestmark = pytest.mark.slow
ASKED = [{"role": "user", "content": "Say a word."}]


@dataclass
class Registry:
    """What the chain says: which model is served, and each model's manifest."""

    manifests: list[str]
    now: int = 1
    models: dict[int, Any] = field(default_factory=dict)

    def served(self) -> int:
        return self.now

    def model(self, number: int) -> SimpleNamespace:
        return SimpleNamespace(manifest=cid_to_bytes32(self.manifests[number - 1]))


def _adapter(scale: float) -> bytes:
    name = "model.layers.29.mlp.down_proj"
    down, up = torch.ones(2, 1_536), torch.ones(576, 2)
    return save({"kula.scale": torch.tensor(scale), f"{name}.lora_A.weight": down, f"{name}.lora_B.weight": up})


def _child(store: BlockDirectory, parent: str, adapter: bytes) -> str:
    node = {"v": 1, "parent": link(parent), "base": None, "adapter": link(store.add_file(adapter)), "datasets": []}
    return store.put_node(node)


def test_serving__another_model_is_adopted__answers_with_it_and_lets_the_old_one_finish(
    store: BlockDirectory, tmp_path: Path
):
    base = store.put_node(base_manifest())
    good = _child(store, base, _adapter(0.01))
    torn = _child(store, base, _adapter(0.02))
    path = next((tmp_path / "blocks").rglob(str(store.get_node(torn)["adapter"])))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    registry = Registry([base, good, torn])
    serving = Serving(cast(Network, SimpleNamespace(registry=registry)), store, tmp_path / "models", "cpu")
    with pytest.raises(Unavailable, match="still loading"):
        serving.chat(ASKED, 4, 0.0, 1)

    serving.refresh()
    old, pieces = serving.chat(ASKED, 6, 0.0, 1)
    first = next(pieces)
    registry.now = 2
    serving.refresh()
    new, others = serving.chat(ASKED, 6, 0.0, 1)
    assert (old.manifest, new.manifest) == (cid_to_bytes32(base), cid_to_bytes32(good))
    assert first + "".join(pieces), "a chat that has begun ends with the model that began it"
    assert "".join(others)

    registry.now = 3
    with pytest.raises(KulaError):
        serving.refresh()
    assert serving.served.number == 2, "a model whose bytes are wrong is never served"


def test_serving__more_chats_than_may_wait__busy_and_free_again(store: BlockDirectory, tmp_path: Path):
    registry = Registry([store.put_node(base_manifest())])
    serving = Serving(cast(Network, SimpleNamespace(registry=registry)), store, tmp_path / "models", "cpu")
    serving.refresh()
    waiting = [serving.chat(ASKED, 1, 0.0, 1)[1] for _ in range(4)]
    with pytest.raises(Problem) as problem:
        serving.chat(ASKED, 1, 0.0, 1)
    assert problem.value.slug == "busy"
    for pieces in waiting:
        list(pieces)
    list(serving.chat(ASKED, 1, 0.0, 1)[1])
