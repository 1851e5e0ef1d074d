"""The encoder: all-MiniLM-L6-v2 over short windows, fp32, without padding, the same numbers on every run.

Legend: B windows of equal length, T tokens, D = 384 dimensions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.attention import SDPBackend, sdpa_kernel

from kula.scoring.features.encoder_files import model_folder

DIMENSIONS = 384
WINDOW_TOKENS = 128
_BATCH_TOKENS = 1_024


def pick_device(device: str) -> torch.device:
    """auto: the GPU where there is one."""
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(device)


class Encoder:
    """Texts in, unit vectors out."""

    def __init__(self, device: str = "auto") -> None:
        # transformers takes many seconds to import: who only asks for the scorer's id does without.
        from transformers import AutoModel, AutoTokenizer

        torch.set_num_threads(1)
        folder = model_folder()
        self._device = pick_device(device)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self._model: Any = AutoModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
        self._model.eval().to(self._device)

    def windows(self, text: str, count: int) -> list[list[int]]:
        """At most `count` windows of WINDOW_TOKENS tokens, spread evenly over a text."""
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
        """Mean-pooled unit vectors, one row a window; equal lengths go together, so nothing is padded."""
        out = np.zeros((len(windows), DIMENSIONS), dtype=np.float32)
        by_length: dict[int, list[int]] = defaultdict(list)
        for index, window in enumerate(windows):
            by_length[len(window)].append(index)
        for length, members in sorted(by_length.items()):
            step = max(1, _BATCH_TOKENS // length)
            for start in range(0, len(members), step):
                batch = members[start : start + step]
                out[batch] = self._forward([windows[i] for i in batch])
        return out

    @torch.inference_mode()
    def _forward(self, windows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids_bt = torch.tensor([list(w) for w in windows], device=self._device)
        with _strict(self._device):
            states_btd = self._model(input_ids=ids_bt, attention_mask=None).last_hidden_state
            pooled_bd = torch.nn.functional.normalize(states_btd.mean(dim=1), dim=1)
        return pooled_bd.cpu().numpy()


@contextmanager
def _strict(device: torch.device) -> Iterator[None]:
    """Plain fp32 while the encoder runs, whatever the process chose for its other models: no TF32, no fused attention."""
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
