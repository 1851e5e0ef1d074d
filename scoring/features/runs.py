"""Means, shares and extreme stretches of whole numbers, in thousandths. Exact; 0 for nothing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def mean(values: Array) -> int:
    """Their mean, rounded down."""
    return 1000 * int(np.add.reduce(values)) // len(values) if len(values) else 0


def share(holds: Array) -> int:
    """The share that is true."""
    return 1000 * int(np.count_nonzero(holds)) // len(holds) if len(holds) else 0


def lowest(values: Array, width: int) -> int:
    """The lowest mean of `width` neighbours; of all where there are no more."""
    if len(values) <= width:
        return mean(values)
    sums = values.cumsum()
    return 1000 * min(int(sums[width - 1]), int((sums[width:] - sums[:-width]).min())) // width


def highest(values: Array, width: int) -> int:
    """The highest mean of `width` neighbours."""
    return -lowest(-values, width)


def top(values: Array, count: int) -> int:
    """The mean of the `count` largest."""
    return mean(np.sort(values)[len(values) - min(count, len(values)) :])
