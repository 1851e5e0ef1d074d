"""Figures over scores: how well one group stands above another. Knows no records."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def auc(positive: Array, negative: Array) -> float:
    """Chance that a positive scores above a negative, ties counting half; NaN if either is empty."""
    if not len(positive) or not len(negative):
        return float("nan")
    both = np.concatenate([positive, negative])
    _values, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))
