"""Means, shares and extreme stretches of whole numbers. Exact; 0 for nothing.

Means and shares are in thousandths, rounded down.
"""

import numpy as np

from kula.scoring.arrays import Array


def mean(values: Array) -> int:
    """The mean of some numbers."""
    return 1000 * int(np.add.reduce(values)) // len(values) if len(values) else 0


def share(holds: Array) -> int:
    """The share of true values."""
    return 1000 * int(np.count_nonzero(holds)) // len(holds) if len(holds) else 0


def permille(part: int, whole: int) -> int:
    """A part of a whole."""
    return 1000 * part // whole if whole else 0


def log_size(size: int) -> int:
    """About 8·log2(1 + size), from the bits of the number alone, so that it is exact everywhere."""
    bits = (size + 1).bit_length() - 1
    return 8 * bits + ((size + 1) * 8 >> bits) - 8


def lowest(values: Array, width: int) -> int:
    """The lowest mean of `width` neighbours; the mean of all if there are no more than that."""
    if len(values) <= width:
        return mean(values)
    sums = values.cumsum()
    return 1000 * min(int(sums[width - 1]), int((sums[width:] - sums[:-width]).min())) // width


def highest(values: Array, width: int) -> int:
    """The highest mean of `width` neighbours, rounded up."""
    return -lowest(-values, width)


def top(values: Array, count: int) -> int:
    """The mean of the `count` largest numbers."""
    return mean(np.sort(values)[len(values) - min(count, len(values)) :])
