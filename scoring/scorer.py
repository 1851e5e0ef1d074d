"""The scorer: checked records in, one byte and its reasons out. Knows no duplicates, no chain and no clock."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocol.encoding import parameters_hash
from protocol.parameters import Parameters
from scoring.encoder import Encoder, ingredients_hash
from scoring.heads import SHIPPED, Heads, load_heads
from scoring.statistics import NAMES, disguised, statistics
from scoring.text import Content, Parts, fold, parts_of, whole_text, words

FLOOR = 64
"""Protocol's default floor: what passes no calibrated gate stays at or below it."""
_DISGUISED_SCORE = 8
_SHORT_SCORE = 40
_MAIN_WINDOWS = 2
_RULES = b"rules 1"
"""Change it with any rule of this file: it is part of the scorer's id."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A record's score before import scaling, the stage that decided, and why."""

    score: int
    stage: int
    reasons: tuple[str, ...]


class Scorer:
    """The judge of one epoch."""

    def __init__(self, heads: Heads, encoder: Encoder) -> None:
        self._heads = heads
        self._encoder = encoder

    @classmethod
    def load(cls, folder: Path = SHIPPED, device: str = "auto") -> "Scorer":
        """The scorer from a folder that `kula scorer fit` wrote; the shipped one by default."""
        return cls(load_heads(folder), Encoder(device))

    def id(self, parameters: Parameters) -> bytes:
        """scorerId: changes when any ingredient does."""
        ingredients = [_RULES, self._heads.hash, ingredients_hash(), parameters_hash(parameters)]
        return hashlib.sha256(b"".join(ingredients)).digest()

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """Judge records; each one's verdict depends on nothing but the record."""
        parts = [parts_of(content) for content in contents]
        verdicts = [self._cheap(content, part) for content, part in zip(contents, parts, strict=True)]
        rest = [index for index, verdict in enumerate(verdicts) if verdict is None]
        if rest:
            chosen = [parts[i] for i in rest]
            logits = self._heads.logits(features(self._encoder, chosen))
            for index, part, logit in zip(rest, chosen, logits, strict=True):
                verdicts[index] = self._judge(part, float(logit))
        return [verdict for verdict in verdicts if verdict is not None]

    def _cheap(self, content: Content, parts: Parts) -> Verdict | None:
        text = whole_text(content)
        if disguised(text):
            return Verdict(_DISGUISED_SCORE, 1, ("disguised",))
        if not self._heads.language.knows(text):
            return Verdict(FLOOR, 1, ("language_not_calibrated",))
        if len(words(fold(parts.main))) < 2 and len(words(fold(parts.prompt))) < 4:
            return Verdict(_SHORT_SCORE, 1, ("too_short",))
        return None

    def _judge(self, parts: Parts, logit: float) -> Verdict:
        score = self._heads.byte(parts.kind, logit)
        return Verdict(score, 2, ("good",) if score > FLOOR else (_why(parts),))


def features(encoder: Encoder, parts: Sequence[Parts]) -> NDArray[np.float64]:
    """The head's input: statistics, similarities, and the products of the vectors (B × F)."""
    windows: list[list[int]] = []
    spans: list[tuple[int, int, int, int]] = []
    for part in parts:
        start = len(windows)
        windows += encoder.windows(part.prompt, 1)
        main = len(windows)
        windows += encoder.windows(part.main, _MAIN_WINDOWS)
        other = len(windows)
        windows += encoder.windows(part.other, 1) if part.other else []
        spans.append((start, main, other, len(windows)))
    vectors = encoder.encode(windows).astype(np.float64)
    return np.stack([_row(p, vectors, span) for p, span in zip(parts, spans, strict=True)])


def _row(part: Parts, vectors: NDArray[np.float64], span: tuple[int, int, int, int]) -> NDArray[Any]:
    start, main, other, end = span
    prompt, first, last = vectors[start], vectors[main], vectors[other - 1]
    second = vectors[other] if end > other else np.zeros_like(prompt)
    similar = [prompt @ first, prompt @ last, first @ last, second @ first, second @ prompt]
    numbers = np.array(statistics(part), dtype=np.float64) / 1000
    assert len(numbers) == len(NAMES)
    return np.concatenate([numbers, similar, prompt * first * 20, prompt, first, last, first * second * 20])


def _why(parts: Parts) -> str:
    """The most telling statistic of a rejected record, as a reason."""
    named = dict(zip(NAMES, statistics(parts), strict=True))
    if named["main_spam"] > 150 or named["prompt_spam"] > 200 or named["main_boiler"] or named["main_links"]:
        return "spam"
    if named["main_compress"] < 250 or named["main_unique"] < 350 or named["main_bigrams"] < 500:
        return "repetitive"
    if named["main_odd"] > 120 or named["main_letters"] < 500:
        return "garbled"
    if len(parts.main) < 12:
        return "too_short"
    return "mismatch" if parts.kind == "conversation" and named["overlap_prompt"] < 50 else "low_quality"
