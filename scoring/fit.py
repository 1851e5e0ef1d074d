"""Make the judge's heads from data in the record format: `kula scorer fit`.

Honest records against their own spoilt versions, split by conversation; thresholds are set on records that the network never saw.
Seeds are fixed, so the same data on the same machine gives the same heads. Never reads a folder named noncommercial.
"""

import gzip
import hashlib
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from protocol.errors import MalformedInput
from protocol.record import drop_unlisted, parse_content
from protocol.types import KINDS
from scoring.corruptions import spoil
from scoring.encoder import Encoder
from scoring.heads import QUANTILES, load_heads, save_heads
from scoring.language import LanguageTable, build
from scoring.scorer import features
from scoring.text import Parts, fold, parts_of, whole_text

SEED = 20_260
_HIDDEN = (96, 32)
_STEPS = 1_500
_BATCH = 128


@dataclass(frozen=True)
class Sample:
    """Records for fitting, with where they came from."""

    texts: list[str]
    parts: list[Parts]
    sources: dict[str, int]
    licences: dict[str, int]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON objects of a .jsonl or .jsonl.gz file."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def sample(folder: Path, per_kind: int) -> Sample:
    """Take `per_kind` records of each kind, spread over languages by the hash of their first message."""
    texts: list[str] = []
    parts: list[Parts] = []
    sources: dict[str, int] = {}
    licences: dict[str, int] = {}
    for kind in KINDS:
        path = folder / f"{kind}.jsonl.gz"
        if not path.exists():
            raise MalformedInput("data", f"{path} is missing; expected one file a kind")
        rows = sorted(read_lines(path), key=_order)
        for row in _spread(rows, per_kind):
            try:
                content = parse_content(drop_unlisted(row))
            except MalformedInput:
                continue
            texts.append(whole_text(content))
            parts.append(parts_of(content))
            sources[row["source"].split(":")[0]] = sources.get(row["source"].split(":")[0], 0) + 1
            licences[row["licence"]] = licences.get(row["licence"], 0) + 1
    return Sample(texts, parts, sources, licences)


def fit(data: Path, out: Path, per_kind: int = 1_500) -> dict[str, Any]:
    """Fit, calibrate and write heads and a model card to `out`; returns the figures."""
    started = time.monotonic()
    torch.manual_seed(SEED)
    rng = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    taken = sample(data, per_kind)
    language = _language(taken.texts)
    held = np.array([_held_out(p) for p in taken.parts])
    pool = [p.main for p, h in zip(taken.parts, held, strict=True) if not h]
    spoilt = [spoil(rng, part, pool) for part in taken.parts]
    encoder = Encoder("auto")
    good = features(encoder, taken.parts)
    bad = features(encoder, [part for _, part in spoilt])
    tensors = _train(good[~held], bad[~held])
    save_heads(out, tensors, dict.fromkeys(KINDS, [0.0] * len(QUANTILES)), language)
    heads = load_heads(out)
    kinds = np.array([p.kind for p in taken.parts])
    good_logits, bad_logits = heads.logits(good[held]), heads.logits(bad[held])
    quantiles = {kind: [float(q) for q in np.quantile(good_logits[kinds[held] == kind], QUANTILES)] for kind in KINDS}
    save_heads(out, tensors, {k: _rising(q) for k, q in quantiles.items()}, language)
    names = np.array([name for name, _ in spoilt])[held]
    figures = {
        "records": len(taken.parts),
        "held_out_auc": round(auc(good_logits, bad_logits), 4),
        "auc_by_spoil": {n: round(auc(good_logits, bad_logits[names == n]), 4) for n in sorted(set(names.tolist()))},
        "seconds": round(time.monotonic() - started),
    }
    _write_card(out, figures, taken)
    return figures


def auc(positive: NDArray[Any], negative: NDArray[Any]) -> float:
    """Chance that a positive scores above a negative, ties counting half."""
    if not len(positive) or not len(negative):
        return float("nan")
    both = np.concatenate([positive, negative])
    _values, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


def _train(good: NDArray[Any], bad: NDArray[Any]) -> dict[str, NDArray[Any]]:
    mean = good.mean(axis=0)
    scale = np.concatenate([good, bad]).std(axis=0) + 0.05
    inputs = torch.tensor(np.clip((np.concatenate([good, bad]) - mean) / scale, -6, 6), dtype=torch.float32)
    labels = torch.cat([torch.ones(len(good)), torch.zeros(len(bad))])
    layers = torch.nn.Sequential(
        torch.nn.Linear(inputs.shape[1], _HIDDEN[0]),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.4),
        torch.nn.Linear(_HIDDEN[0], _HIDDEN[1]),
        torch.nn.ReLU(),
        torch.nn.Linear(_HIDDEN[1], 1),
    )
    optimiser = torch.optim.AdamW(layers.parameters(), lr=1e-3, weight_decay=0.05)
    generator = torch.Generator().manual_seed(SEED)
    for _ in range(_STEPS):
        rows = torch.randint(len(inputs), (_BATCH,), generator=generator)
        noisy = inputs[rows] + 0.1 * torch.randn(_BATCH, inputs.shape[1], generator=generator)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(layers(noisy)[:, 0], labels[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    state = layers.state_dict()
    named = {"w1": "0.weight", "b1": "0.bias", "w2": "3.weight", "b2": "3.bias", "w3": "5.weight", "b3": "5.bias"}
    tensors = {name: state[key].numpy() for name, key in named.items()}
    return {**tensors, "mean": mean, "scale": scale}


def _language(texts: list[str]) -> LanguageTable:
    """Known trigrams of all texts; the threshold leaves out one honest text in 200."""
    half = build(texts[::2], 0)
    shares = sorted(half.known_permille(fold(text)) for text in texts[1::2])
    return build(texts, max(0, shares[len(shares) // 200] - 20))


def _held_out(part: Parts) -> bool:
    return hashlib.sha256(part.prompt.encode()).digest()[0] < 80


def _order(row: dict[str, Any]) -> bytes:
    return hashlib.sha256(row["id"].encode()).digest()


def _spread(rows: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Take from each language in turn, so that small ones are not lost; big ones fill the rest."""
    by_language: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_language.setdefault(row["lang"], []).append(row)
    share = max(20, count // (2 * len(by_language)))
    taken = [row for group in by_language.values() for row in group[:share]][:count]
    ids = {row["id"] for row in taken}
    return taken + [row for row in rows if row["id"] not in ids][: count - len(taken)]


def _rising(marks: list[float]) -> list[float]:
    out: list[float] = []
    for mark in marks:
        out.append(max(mark, out[-1] + 0.01) if out else mark)
    return out


def _write_card(out: Path, figures: dict[str, Any], taken: Sample) -> None:
    lines = [
        "# The judge's heads",
        "",
        "Made by `kula scorer fit`. Figures on held-out conversations:",
        "",
    ]
    lines += ["```json", json.dumps(figures, indent=1), "```", "", "Sources (records):", ""]
    lines += [f"- {name}: {count}" for name, count in sorted(taken.sources.items())]
    lines += ["", "Licences (records):", ""]
    lines += [f"- {name}: {count}" for name, count in sorted(taken.licences.items())]
    (out / "README.md").write_text("\n".join(lines) + "\n")
