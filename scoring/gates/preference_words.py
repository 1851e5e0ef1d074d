"""Which words people prefer: one small whole-number weight for every hashed word, word pair and run of four letters.

Learnt from pairs of texts of which people preferred one, or from rated texts. Exact on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.language.ngrams import hashes_of
from kula.scoring.features.text import fold, words

Array = NDArray[Any]

BITS = 16
_PASSES = 60


@dataclass(frozen=True)
class Phrasing:
    """Weights under 2^BITS hashes, in arbitrary units of one byte."""

    weights: Array

    def of(self, text: str) -> int:
        """The sum over a text's grams, over the root of their number, in hundredths."""
        return self._sum(grams(text), _NOTHING)

    def between(self, text: str, other: str) -> int:
        """The same over the grams in which two texts differ; swapping the texts changes the sign only."""
        return self._sum(*_differ(grams(text), grams(other)))

    def _sum(self, plus: Array, minus: Array) -> int:
        total = int(self.weights[plus].sum(dtype=np.int64)) - int(self.weights[minus].sum(dtype=np.int64))
        size = 1000 * abs(total) // max(1, isqrt(100 * (len(plus) + len(minus))))
        return size if total >= 0 else -size


_NOTHING = np.zeros(0, dtype=np.int64)


def grams(text: str) -> Array:
    """Hashes of a text's folded words, word pairs and runs of four letters, each once."""
    folded = fold(text)
    return np.unique(hashes_of(folded, words(folded)) >> np.uint64(64 - BITS)).astype(np.int64)


def _differ(mine: Array, theirs: Array) -> tuple[Array, Array]:
    return np.setdiff1d(mine, theirs, assume_unique=True), np.setdiff1d(theirs, mine, assume_unique=True)


def learn_pairs(pairs: Sequence[tuple[str, str]]) -> Phrasing:
    """Weights with which the first text of each pair sums higher than the second."""
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    split = [(grams(a), grams(b)) for a, b in pairs]
    differ = _matrix([_differ(a, b) for a, b in split])
    labels = np.concatenate([np.ones(len(pairs)), np.zeros(len(pairs))])
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=_PASSES).fit(vstack([differ, -differ]), labels)
    return _small(model.coef_[0])


def learn_values(texts: Sequence[str], values: Sequence[float]) -> Phrasing:
    """Weights whose sums follow the values."""
    from sklearn.linear_model import Ridge

    matrix = _matrix([(grams(text), _NOTHING) for text in texts])
    return _small(Ridge(alpha=3.0).fit(matrix, np.array(values)).coef_)


def _matrix(rows: Sequence[tuple[Array, Array]]) -> Any:
    from scipy.sparse import csr_matrix

    places = [np.concatenate(row) for row in rows]
    signs = [
        np.repeat([1.0, -1.0], [len(plus), len(minus)]) / max(1, len(plus) + len(minus)) ** 0.5 for plus, minus in rows
    ]
    ends = np.cumsum([0, *map(len, places)])
    return csr_matrix((np.concatenate(signs), np.concatenate(places), ends), shape=(len(rows), 1 << BITS))


def _small(weights: Array) -> Phrasing:
    unit = max(1e-9, float(np.quantile(np.abs(weights), 0.999))) / 127
    return Phrasing(np.clip(np.rint(weights / unit), -127, 127).astype(np.int8))
