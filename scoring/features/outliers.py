"""How far a record's numbers lie outside those of honest records of its kind, whatever the numbers are (stage 1).

A number is d steps out if fewer than 1 in 2^(d+1) honest records lie further on that side. Gates learn from known attacks;
the count of numbers that are far out also reveals unknown ones. The limits are two-sided and conformal; steps are summed
as Fisher sums logarithms of p-values.
`kula.scoring.fit.outliers` learns the limits from honest records alone. Whole numbers.
Legend: B records, F numbers per record, K kinds, D steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from kula.protocol.types import KINDS
from kula.scoring.arrays import Array

STEPS = 10
_FAR = (4, 6, 8)
_TOGETHER = 1_000
"""Records that are compared at once."""


@dataclass(frozen=True)
class Outliers:
    """The limits of each kind, number and step. Without numbers (F = 0), nothing is out."""

    low: Array
    """int32 of K × F × D: few honest records lie below."""
    high: Array
    """int32 of K × F × D: few honest records lie above."""

    NAMES: ClassVar[tuple[str, ...]] = (
        "out_sum",
        "out_top_5",
        "out_top_20",
        "out_next_40",
        "out_most",
        *(f"out_beyond_{steps}" for steps in (4, 6, 8)),
    )
    """Sums of all steps; of the 5, the 20 and the next 40 largest; the largest; how many exceed 4, 6 and 8."""

    def numbers(self, rows_bf: Array, kinds: Sequence[str]) -> Array:
        """The columns of NAMES for some records at once: B × 8."""
        columns = np.zeros((len(rows_bf), len(self.NAMES)), dtype=np.int64)
        kind_b = np.array([KINDS.index(kind) for kind in kinds])
        for start in range(0, len(rows_bf) if self.low.size else 0, _TOGETHER):
            part = slice(start, start + _TOGETHER)
            steps_bf = np.zeros(rows_bf[part].shape, dtype=np.int64)
            for kind in set(kind_b[part].tolist()):
                places = kind_b[part] == kind
                rows = rows_bf[part][places, :, None]
                steps_bf[places] = (rows < self.low[kind]).sum(axis=2) + (rows > self.high[kind]).sum(axis=2)
            columns[part] = _summed(steps_bf)
        return columns


NO_LIMITS = Outliers(*np.zeros((2, len(KINDS), 0, STEPS), dtype=np.int32))
"""Before anything is learnt."""


def _summed(steps_bf: Array) -> Array:
    furthest = -np.sort(-steps_bf, axis=1)
    sums = [furthest[:, part].sum(axis=1) for part in (slice(None), slice(5), slice(20), slice(20, 60), slice(1))]
    return np.stack([*sums, *((steps_bf > far).sum(axis=1) for far in _FAR)], axis=1)
