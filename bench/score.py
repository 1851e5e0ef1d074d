"""Scoring speed beside `transformers.pipeline` with the same encoder; what the cascade saves; the spread of vectors.

All sides read the same records in turn; speed is processor time of one thread. Ours is the whole scorer, from record to
byte. The pipeline runs as its documentation shows it, cut at the encoder's 512 tokens. It runs twice: padded in batches of
16 records as they come, and with one text at a time.
"""

import random
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer, pipeline

from kula.bench.figures import Figures
from kula.bench.records import attacks, contents
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.encoder_files import model_folder
from kula.scoring.features.text import Content, whole_text
from kula.scoring.measure.auc import auc
from kula.scoring.scorer import Scorer, Verdict

_SEED = 17
_TURNS = 3
_TIMED = 30
"""Records of each kind per turn."""
_SCORED = 125
"""Records of each kind, and as many attacks in all, for what the cascade saves."""
_WINDOWS = 300
_TOKENS = 512

Side = Callable[[Sequence[Content]], object]


def run() -> Figures:
    """Speed, saving and spread."""
    records = contents(_SEED, max(_TURNS * _TIMED, _SCORED))
    tokenizer: Any = AutoTokenizer.from_pretrained(model_folder())
    ours, padded, unpadded = _seconds(records, tokenizer)
    timed = 4 * _TIMED
    tokens = sum(len(tokenizer.encode(whole_text(c), verbose=False)) for c in records[:timed]) / timed
    figures = {
        "records_per_second": 1 / ours,
        "tokens_per_second": tokens / ours,
        "ratio_padded": padded / ours,
        "ratio_unpadded": unpadded / ours,
        **_saving(records[: 4 * _SCORED], attacks(_SEED, 4 * _SCORED)),
        "logit_spread": _spread(records),
    }
    beside = {
        "tokens_per_second_padded": tokens / padded,
        "tokens_per_second_unpadded": tokens / unpadded,
    }
    return Figures({name: _short(n) for name, n in figures.items()}, {name: _short(n) for name, n in beside.items()})


def _seconds(records: Sequence[Content], tokenizer: Any) -> list[float]:
    """Seconds per record: ours, padded in batches, one by one."""
    model: Any = AutoModel.from_pretrained(model_folder(), dtype=torch.float32)
    piped: Any = pipeline("feature-extraction", model=model, tokenizer=tokenizer, device="cpu")
    scorer = Scorer.load(device="cpu")
    sides: list[Side] = [
        scorer.score,
        lambda part: piped([whole_text(c) for c in part], batch_size=16, truncation=True, max_length=_TOKENS),
        lambda part: piped([whole_text(c) for c in part], batch_size=1, truncation=True, max_length=_TOKENS),
    ]
    took: list[list[float]] = [[] for _ in sides]
    for turn in range(_TURNS):
        part = records[turn * 4 * _TIMED : (turn + 1) * 4 * _TIMED]
        for number, side in enumerate(sides):
            side(part[:2])
            began = time.process_time()
            side(part)
            took[number].append((time.process_time() - began) / len(part))
    return [median(seconds) for seconds in took]


def _saving(honest: Sequence[Content], attacked: Sequence[Content]) -> dict[str, float]:
    """Operations of the encoder as a share of those without a cascade, and what the early decisions cost in AUC."""
    cascade, whole = (Scorer.load(device="cpu", cascade=on).score([*honest, *attacked]) for on in (True, False))
    flops = [sum(verdict.flops for verdict in verdicts) for verdicts in (cascade, whole)]
    return {
        "flops_share": flops[0] / flops[1],
        "auc_loss": _auc(whole, len(honest)) - _auc(cascade, len(honest)),
    }


def _auc(verdicts: Sequence[Verdict], honest: int) -> float:
    scores = np.array([verdict.score for verdict in verdicts], dtype=float)
    return auc(scores[:honest], scores[honest:])


def _spread(records: Sequence[Content]) -> float:
    """Largest difference in any number of a window's vector, and in the products of two, over batch compositions."""
    encoder, rng = Encoder("cpu"), random.Random(_SEED)
    windows = [window for c in records for window in encoder.windows(whole_text(c), 2)][:_WINDOWS]
    runs: list[NDArray[np.float32]] = [encoder.encode(windows), np.concatenate([encoder.encode([w]) for w in windows])]
    for size in (7, 50):
        order = rng.sample(range(len(windows)), len(windows))
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        vectors = np.empty_like(runs[0])
        for part in parts:
            vectors[part] = encoder.encode([windows[i] for i in part])
        runs.append(vectors)
    products = [vectors.astype(np.float64) @ vectors.astype(np.float64).T for vectors in runs]
    return max(float(np.ptp(np.stack(numbers), axis=0).max()) for numbers in (runs, products))


def _short(number: float) -> float:
    return float(f"{number:.4g}")
