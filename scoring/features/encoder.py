"""The encoder: all-MiniLM-L6-v2 over short windows in fp32, without padding, with the same numbers on every run.

Legend: B windows of equal length, T tokens, D = 384 dimensions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn.attention import SDPBackend, sdpa_kernel

from kula.scoring.features.encoder_files import model_folder
from kula.scoring.features.minilm import MiniLM

DIMENSIONS = 384
WINDOW_TOKENS = 128
_LETTERS = 4_096
"""Letters at an end of a text that are cut into tokens. A window holds the first or last few hundred of them."""
_BATCH_TOKENS = 1_024
_HEAD, _TAIL = 101, 102
"""The tokens [CLS] and [SEP], which enclose each window."""


def pick_device(device: str) -> torch.device:
    """The device of that name; `auto` is the GPU if there is one."""
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(device)


class Encoder:
    """Texts in, unit vectors out."""

    def __init__(self, device: str = "auto") -> None:
        torch.set_num_threads(1)
        folder = model_folder()
        self._device = pick_device(device)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._model = MiniLM(folder / "model.safetensors", self._device)

    def windows(self, text: str, count: int) -> list[list[int]]:
        """At most `count` windows of up to WINDOW_TOKENS tokens: the first of a text and, if `count` is 2, the last."""
        body = WINDOW_TOKENS - 2
        ids = self._ids(text[:_LETTERS]) if count == 1 else self._ids_of_ends(text)
        chunks = [ids[:body]] if len(ids) <= body or count == 1 else [ids[:body], ids[-body:]]
        return [[_HEAD, *chunk, _TAIL] for chunk in chunks]

    def window(self, text: str) -> tuple[int, ...]:
        """The first WINDOW_TOKENS tokens of a text."""
        return tuple(self.windows(text, 1)[0])

    def _ids_of_ends(self, text: str) -> list[int]:
        """The tokens of a text or, if it is long, of its beginning and its end."""
        if len(text) <= 2 * _LETTERS:
            return self._ids(text)
        return [*self._ids(text[:_LETTERS]), *self._ids(text[-_LETTERS:])]

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids

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
            states_btd = self._model.states(ids_bt)
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
