"""Whether what a contributor claims is plausible: that one text is better than another, or that a text deserves a rating.

Cheap and whole-number, like the statistics it reads. A conversation claims nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.protocol.records.content import RATINGS
from kula.scoring.features.text import Parts
from kula.scoring.gates.preference_words import Phrasing, learn_pairs, learn_values
from kula.scoring.gates.trees import Trees, grow

Array = NDArray[Any]

CLAIMING = ("rating", "correction", "preference")
_TREES, _LEAVES = 500, 16


@dataclass(frozen=True)
class Claims:
    """By kind: what phrasing says, and trees over it and the statistics."""

    phrasings: dict[str, Phrasing]
    trees: dict[str, Trees]

    def phrased(self, parts: Parts) -> int:
        """How the claim sits with the words that people prefer; 0 for a conversation."""
        if parts.kind not in CLAIMING:
            return 0
        return _phrased(self.phrasings[parts.kind], parts)

    def logits(self, kind: str, statistics_bf: Array) -> Array:
        """Plausibility in thousandths of a logit; the statistics' last column is `phrased`."""
        return self.trees[kind].logits(statistics_bf)


def learn_phrasing(kind: str, parts: Sequence[Parts]) -> Phrasing:
    """Weights of words, from honest records of one kind."""
    if kind == "rating":
        return learn_values([p.main for p in parts], [_level(p) for p in parts])
    return learn_pairs([(p.main, p.other) for p in parts])


def grow_ratings(honest_bf: Array, rating: int) -> Trees:
    """Trees that tell the people's rating from every other one; `rating` is its column, the next one tells the range."""
    false, weights = [], []
    for row in honest_bf:
        allowed = RATINGS["1..5" if row[rating + 1] else "-1/1"]
        for other in allowed:
            if other != row[rating]:
                changed = row.copy()
                changed[rating] = other
                false.append(changed)
                weights.append(1 / (len(allowed) - 1))
    return grow(honest_bf, np.stack(false), np.array(weights), trees=_TREES, leaves=_LEAVES)


def grow_pairs(honest_bf: Array, reversed_bf: Array) -> Trees:
    """Trees that tell a pair from the same pair the other way round."""
    return grow(honest_bf, reversed_bf, trees=_TREES, leaves=_LEAVES)


def _phrased(phrasing: Phrasing, parts: Parts) -> int:
    return phrasing.of(parts.main) if parts.kind == "rating" else phrasing.between(parts.main, parts.other)


def _level(parts: Parts) -> float:
    return (parts.rating - 3) / 2 if parts.wide_range else float(parts.rating)
