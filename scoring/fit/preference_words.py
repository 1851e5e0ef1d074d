"""Learns the weights of `kula.scoring.features.language.preference_words` from labelled records."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.language.preference_words import BITS, NO_GRAMS, WordWeights, differing, grams
from kula.scoring.features.text import Text, Texts

_PASSES = 60


def learn_words(kind: str, records: Sequence[Texts]) -> WordWeights:
    """The weights of words from honest records of one kind that carries a label."""
    if kind == "rating":
        return learn_values([texts.main for texts in records], [_level(texts) for texts in records])
    return learn_pairs([(texts.main, texts.other) for texts in records])


def learn_pairs(pairs: Sequence[tuple[Text, Text]]) -> WordWeights:
    """Weights with which the first text of each pair sums higher than the second."""
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    pairs_of_grams = [(grams(a), grams(b)) for a, b in pairs]
    differ = _matrix([differing(a, b) for a, b in pairs_of_grams])
    sides = np.concatenate([np.ones(len(pairs)), np.zeros(len(pairs))])
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=_PASSES).fit(vstack([differ, -differ]), sides)
    return _rounded(model.coef_[0])


def learn_values(texts: Sequence[Text], values: Sequence[float]) -> WordWeights:
    """Weights whose sums follow the values."""
    from sklearn.linear_model import Ridge

    matrix = _matrix([(grams(text), NO_GRAMS) for text in texts])
    return _rounded(Ridge(alpha=3.0).fit(matrix, np.array(values)).coef_)


def _level(texts: Texts) -> float:
    """A rating as -1 … 1."""
    return (texts.rating - 3) / 2 if texts.wide_range else float(texts.rating)


def _matrix(rows: Sequence[tuple[Array, Array]]) -> Any:
    """One sparse row per pair of gram sets: the first positive, the second negative, scaled by the root of their number."""
    from scipy.sparse import csr_matrix

    places = [np.concatenate(row) for row in rows]
    signs = [
        np.repeat([1.0, -1.0], [len(plus), len(minus)]) / max(1, len(plus) + len(minus)) ** 0.5 for plus, minus in rows
    ]
    ends = np.cumsum([0, *map(len, places)])
    return csr_matrix((np.concatenate(signs), np.concatenate(places), ends), shape=(len(rows), 1 << BITS))


def _rounded(weights: Array) -> WordWeights:
    unit = max(1e-9, float(np.quantile(np.abs(weights), 0.999))) / 127
    return WordWeights(np.clip(np.rint(weights / unit), -127, 127).astype(np.int8))
