"""Which words people prefer: one small whole-number weight for every hashed word, word pair and run of four letters.

Learnt from pairs of texts of which people preferred one, or from rated texts. Exact on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scoring.text import fold, words

Array = NDArray[Any]

BITS = 16
_PASSES = 60


@dataclass(frozen=True)
class Phrasing:
    """Weights under 2^BITS hashes, in arbitrary units of one byte."""

    weights: Array

    def of(self, text: str) -> int:
        """The sum over a text's grams, over the root of their number, in hundredths."""
        return self._sum(grams(text), set())

    def between(self, text: str, other: str) -> int:
        """The same over the grams in which two texts differ; swapping the texts changes the sign only."""
        mine, theirs = grams(text), grams(other)
        return self._sum(mine - theirs, theirs - mine)

    def _sum(self, plus: set[int], minus: set[int]) -> int:
        total = sum(int(self.weights[g]) for g in plus) - sum(int(self.weights[g]) for g in minus)
        size = 1000 * abs(total) // max(1, isqrt(100 * (len(plus) + len(minus))))
        return size if total >= 0 else -size


def grams(text: str) -> set[int]:
    """Hashes of a text's folded words, word pairs and runs of four letters."""
    folded = fold(text)
    tokens = words(folded)
    runs = [folded[i : i + 4] for i in range(len(folded) - 3)]
    named = [*tokens, *(f"{a} {b}" for a, b in pairwise(tokens)), *(f"#{run}" for run in runs)]
    return {crc32(name.encode()) >> (32 - BITS) for name in named}


def learn_pairs(pairs: Sequence[tuple[str, str]]) -> Phrasing:
    """Weights with which the first text of each pair sums higher than the second."""
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    split = [(grams(a), grams(b)) for a, b in pairs]
    differ = _matrix([(a - b, b - a) for a, b in split])
    labels = np.concatenate([np.ones(len(pairs)), np.zeros(len(pairs))])
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=_PASSES).fit(vstack([differ, -differ]), labels)
    return _small(model.coef_[0])


def learn_values(texts: Sequence[str], values: Sequence[float]) -> Phrasing:
    """Weights whose sums follow the values."""
    from sklearn.linear_model import Ridge

    matrix = _matrix([(grams(text), set()) for text in texts])
    return _small(Ridge(alpha=3.0).fit(matrix, np.array(values)).coef_)


def _matrix(rows: Sequence[tuple[set[int], set[int]]]) -> Any:
    from scipy.sparse import csr_matrix

    places = [sorted(plus | minus) for plus, minus in rows]
    values = [
        [(1 if g in plus else -1) / max(1, len(place)) ** 0.5 for g in place]
        for (plus, _), place in zip(rows, places, strict=True)
    ]
    ends = np.cumsum([0, *map(len, places)])
    return csr_matrix((np.concatenate(values), np.concatenate(places), ends), shape=(len(rows), 1 << BITS))


def _small(weights: Array) -> Phrasing:
    unit = max(1e-9, float(np.quantile(np.abs(weights), 0.999))) / 127
    return Phrasing(np.clip(np.rint(weights / unit), -127, 127).astype(np.int8))
