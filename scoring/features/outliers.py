"""How far a record's numbers lie outside what honest records of its kind show, whatever they are (stage 1).

A number beyond the limit that a share of 2^-(d+1) of honest records lies beyond, on either side, is d steps out. Gates learn
from attacks that we know; that many numbers are far out tells also those that we do not (two-sided conformal gates, as
Fisher sums of p-values). Learnt from honest records alone; whole numbers.
Legend: B records, F numbers of a record, K kinds, D steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.protocol.types import KINDS

Array = NDArray[Any]

STEPS = 10
WIDTH = 8
_FAR = (4, 6, 8)
_TOGETHER = 1_000


@dataclass(frozen=True)
class Typicality:
    """Limits of each kind, number and step; without numbers, everything is typical."""

    low: Array
    """int32 of K × F × D: honest records lie below it seldom."""
    high: Array
    """int32 of K × F × D: and seldom above this."""

    def numbers(self, rows_bf: Array, kinds: Sequence[str]) -> Array:
        """B × WIDTH: steps out in all, of the five, twenty and next forty that are furthest, of the furthest; how many are far out."""
        out = np.zeros((len(rows_bf), WIDTH), dtype=np.int64)
        of = np.array([KINDS.index(kind) for kind in kinds])
        for start in range(0, len(rows_bf) if self.low.size else 0, _TOGETHER):
            part = slice(start, start + _TOGETHER)
            steps_bf = np.zeros(rows_bf[part].shape, dtype=np.int64)
            for kind in set(of[part].tolist()):
                mine = of[part] == kind
                rows = rows_bf[part][mine, :, None]
                steps_bf[mine] = (rows < self.low[kind]).sum(axis=2) + (rows > self.high[kind]).sum(axis=2)
            out[part] = _told(steps_bf)
        return out


TYPICAL = Typicality(*np.zeros((2, len(KINDS), 0, STEPS), dtype=np.int32))
"""Before anything was learnt."""


def learn_typicality(rows_bf: Array, kinds: Sequence[str]) -> Typicality:
    """Limits from honest records; a kind without records has none."""
    size = np.iinfo(np.int32)
    low = np.full((len(KINDS), rows_bf.shape[1], STEPS), size.min, dtype=np.int32)
    high = np.full_like(low, size.max)
    of = np.array([KINDS.index(kind) for kind in kinds])
    for kind in set(of.tolist()):
        ordered_bf = np.sort(rows_bf[of == kind], axis=0)
        places = [len(ordered_bf) >> step + 2 for step in range(STEPS)]
        low[kind] = ordered_bf[places].T
        high[kind] = ordered_bf[[len(ordered_bf) - 1 - place for place in places]].T
    return Typicality(low, high)


def _told(steps_bf: Array) -> Array:
    furthest = -np.sort(-steps_bf, axis=1)
    sums = [furthest[:, part].sum(axis=1) for part in (slice(None), slice(5), slice(20), slice(20, 60), slice(1))]
    return np.stack([*sums, *((steps_bf > far).sum(axis=1) for far in _FAR)], axis=1)
