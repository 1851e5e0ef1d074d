"""Adapters: files of low-rank deltas. Anybody writes them, so each name, shape and number is checked before it is used.

The format is Kula's own, a safetensors file. It holds `<module>.lora_A.weight` (r × inputs), `<module>.lora_B.weight`
(outputs × r) and `kula.scale`, one number. peft does not read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES
from kula.protocol.errors import MalformedInput
from kula.scoring.models.base import base_folder

MAX_RANK = 256
_MOST_HEADER_BYTES = 2**20
"""A good header has 50 KB. An empty tensor takes 55 bytes of a header, and thirty times as many in memory."""
_SCALE = "kula.scale"
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"
_MOST_SCALE = 10_000
_DTYPES = (torch.float32, torch.float16, torch.bfloat16)
_MOST_NAME = 100
"""Most characters of a foreign name in an error."""


@dataclass(frozen=True, slots=True)
class LowRank:
    """The delta of one module's weight: scale · B A, in fp32."""

    down: torch.Tensor
    """A, of shape r × inputs."""
    up: torch.Tensor
    """B, of shape outputs × r."""
    scale: float

    def delta(self) -> torch.Tensor:
        """Returns the matrix that is added to the module's weight."""
        return self.scale * (self.up @ self.down)


def read_adapter(raw: bytes, weights: Mapping[str, tuple[int, ...]]) -> dict[str, LowRank]:
    """Reads an adapter's file for a model with these weights: their shapes by name. Returns the deltas by weight.

    The file holds pairs of matrices that fit the model's weights, at least one, and one scale, and nothing else. Numbers
    are finite, and ranks go from 1 to MAX_RANK. Raises MalformedInput for any other file.
    """
    if int.from_bytes(raw[:8], "little") > _MOST_HEADER_BYTES:
        raise MalformedInput("adapter", f"must be safetensors with a header of at most {_MOST_HEADER_BYTES} bytes")
    if len(raw) > MAX_ADAPTER_BYTES:
        raise MalformedInput("adapter", f"has {len(raw)} bytes; at most {MAX_ADAPTER_BYTES} are allowed")
    tensors = _tensors(raw)
    scale = _scale(tensors.pop(_SCALE, None))
    names = sorted(name.removesuffix(_DOWN) for name in tensors if name.endswith(_DOWN))
    if not names or len(tensors) != 2 * len(names):
        raise MalformedInput("adapter", f"must hold {_SCALE}, and pairs of {_DOWN} and {_UP} of the same modules")
    return {f"{name}.weight": _pair(name, tensors, weights.get(f"{name}.weight"), scale) for name in names}


def may_adapt(weight: str) -> bool:
    """Tells whether an adapter may change the weight with this name: those of the layers' projections, and no head."""
    return weight.startswith("model.layers.") and weight.endswith("_proj.weight")


def base_weights() -> dict[str, tuple[int, ...]]:
    """Returns the shapes of the base's weights that adapters may change, without loading the model."""
    with safe_open(base_folder() / "model.safetensors", "pt") as file:  # type: ignore[no-untyped-call]
        return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys() if may_adapt(name)}  # noqa: SIM118


def read_adapter_file(path: Path, weights: Mapping[str, tuple[int, ...]]) -> dict[str, LowRank]:
    """Reads an adapter's file at a path. Raises as `read_adapter`."""
    with path.open("rb") as file:
        return read_adapter(file.read(MAX_ADAPTER_BYTES + 1), weights)


def _tensors(raw: bytes) -> dict[str, torch.Tensor]:
    try:
        return load(raw)
    except (SafetensorError, ValueError, TypeError, KeyError, RuntimeError, OverflowError) as error:
        raise MalformedInput("adapter", f"is no safetensors file: {str(error)[:_MOST_NAME]}") from error


def _scale(scale: torch.Tensor | None) -> float:
    if scale is None or scale.dtype not in _DTYPES or scale.numel() != 1:
        raise MalformedInput(_SCALE, "must be one number with a fraction")
    number = float(scale.reshape(()))
    if not abs(number) <= _MOST_SCALE:  # NaN compares as false.
        raise MalformedInput(_SCALE, f"must be finite and at most {_MOST_SCALE}")
    return number


def _pair(name: str, tensors: Mapping[str, torch.Tensor], shape: tuple[int, ...] | None, scale: float) -> LowRank:
    where = name[:_MOST_NAME]
    down, up = tensors[name + _DOWN], tensors.get(name + _UP)
    if up is None or shape is None or len(shape) != 2:
        raise MalformedInput(where, f"needs {_DOWN} and {_UP}, and a module of this name in the model")
    rank = down.shape[0] if down.dim() == 2 else 0
    if not 1 <= rank <= MAX_RANK or down.shape != (rank, shape[1]) or up.shape != (shape[0], rank):
        raise MalformedInput(where, f"does not fit a weight of {shape[0]} × {shape[1]} with a rank up to {MAX_RANK}")
    if down.dtype not in _DTYPES or up.dtype not in _DTYPES:
        raise MalformedInput(where, "must hold numbers of 16 or 32 bits with fractions")
    if not torch.isfinite(down).all() or not torch.isfinite(up).all():
        raise MalformedInput(where, "holds a number that is not finite")
    return LowRank(down.float(), up.float(), scale)
