"""How well one group of scores stands above another. Knows no records."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

Array = NDArray[Any]


def auc(positive: Array, negative: Array) -> float:
    """The chance that a positive scores above a negative, where a tie counts as half. NaN if either group is empty."""
    if not len(positive) or not len(negative):
        return float("nan")
    labels = np.repeat([1, 0], [len(positive), len(negative)])
    return float(roc_auc_score(labels, np.concatenate([positive, negative])))


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share that was seen `count` times in `of` trials (Wilson 1927). NaN without trials."""
    if not of:
        return float("nan"), float("nan")
    interval = binomtest(count, of).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)
