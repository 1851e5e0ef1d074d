"""What an adapter must be before it is merged: whole pairs of finite matrices that fit the model, and one scale."""

import json
import struct
from typing import Any

import pytest
import torch
from safetensors.torch import save

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES
from kula.protocol.errors import MalformedInput
from kula.scoring.models import adapters
from kula.scoring.models.adapters import MAX_RANK, read_adapter

NAME = "model.layers.20.self_attn.q_proj"
WEIGHTS = {f"{NAME}.weight": (6, 4), "model.embed_tokens.weight": (9, 4), "model.norm.weight": (4,)}


def tensors(rank: int = 2, name: str = NAME, outputs: int = 6, inputs: int = 4) -> dict[str, torch.Tensor]:
    return {
        "kula.scale": torch.tensor(2.0),
        f"{name}.lora_A.weight": torch.ones(rank, inputs),
        f"{name}.lora_B.weight": torch.ones(outputs, rank),
    }


def test_read_adapter__a_good_one__its_delta_is_the_scaled_product():
    deltas = read_adapter(save(tensors()), WEIGHTS)
    assert list(deltas) == [f"{NAME}.weight"]
    assert torch.equal(deltas[f"{NAME}.weight"].delta(), torch.full((6, 4), 4.0))
    assert read_adapter(save({n: t.to(torch.bfloat16) for n, t in tensors().items()}), WEIGHTS)


def _changed(**changes: torch.Tensor | None) -> dict[str, torch.Tensor]:
    """A good adapter with other tensors: scale, down, up, or any name; None leaves one out."""
    short = {"scale": "kula.scale", "down": f"{NAME}.lora_A.weight", "up": f"{NAME}.lora_B.weight"}
    named = {short.get(name, name): tensor for name, tensor in changes.items()}
    return {name: tensor for name, tensor in {**tensors(), **named}.items() if tensor is not None}


@pytest.mark.parametrize(
    "bent",
    [
        {},
        {"kula.scale": torch.tensor(1.0)},
        _changed(scale=None),
        _changed(scale=torch.tensor(float("nan"))),
        _changed(scale=torch.tensor(float("inf"))),
        _changed(scale=torch.tensor(1e9)),
        _changed(scale=torch.tensor([1.0, 2.0])),
        _changed(scale=torch.tensor(2)),
        _changed(up=None),
        _changed(down=None),
        _changed(up=torch.ones(5, 2)),
        _changed(up=torch.ones(6, 3)),
        _changed(down=torch.ones(2, 5)),
        _changed(down=torch.ones(8)),
        _changed(down=torch.ones(2, 4).to(torch.int32)),
        _changed(up=torch.full((6, 2), float("inf"))),
        _changed(down=torch.full((2, 4), float("nan"))),
        _changed(down=torch.empty(0, 4), up=torch.empty(6, 0)),
        _changed(down=torch.ones(MAX_RANK + 1, 4), up=torch.ones(6, MAX_RANK + 1)),
        _changed(**{"model.lm_head.weight": torch.ones(9, 4)}),
        {**tensors(), **tensors(name="model.layers.99.self_attn.q_proj")},
        tensors(name="base_model.model.model.layers.20.self_attn.q_proj"),
        tensors(name="model.norm", inputs=4, outputs=4),
        tensors(name="x" * 10_000),
    ],
)
def test_read_adapter__bent__malformed(bent: dict[str, torch.Tensor]):
    with pytest.raises(MalformedInput) as refused:
        read_adapter(save(bent), WEIGHTS)
    assert len(str(refused.value)) < 400


def _file(header: Any, body: bytes = b"") -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw)) + raw + body


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x08" + bytes(7) + b"no tensors",
        b"\xff" * 64,
        _file({}),
        _file([]),
        _file(b"[" * 100_000),
        _file({"kula.scale": {"dtype": "F32", "shape": [2**62, 4], "data_offsets": [0, 4]}}, bytes(4)),
        _file({"kula.scale": {"dtype": "F32", "shape": [], "data_offsets": [0, 2**40]}}, bytes(4)),
        _file({"kula.scale": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]}}, bytes(1)),
        _file({"kula.scale": {"dtype": "F4", "shape": [2], "data_offsets": [0, 1]}}, bytes(1)),
        save(tensors()) + b"more",
        save(tensors())[:-1],
        bytes(MAX_ADAPTER_BYTES + 1),
    ],
)
def test_read_adapter__no_safetensors_file__malformed(raw: bytes):
    with pytest.raises(MalformedInput):
        read_adapter(raw, WEIGHTS)


def test_read_adapter__of_countless_empty_tensors__is_refused_before_any_is_made(monkeypatch: pytest.MonkeyPatch):
    empty = {str(n): {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for n in range(20_000)}
    header = json.dumps(empty, separators=(",", ":")).encode()
    monkeypatch.setattr(adapters, "load", lambda _: pytest.fail("it is not parsed"))
    with pytest.raises(MalformedInput, match="header"):
        read_adapter(struct.pack("<Q", len(header)) + header, WEIGHTS)
