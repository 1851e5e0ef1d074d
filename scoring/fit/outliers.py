"""Learns the limits of `kula.scoring.features.outliers` from honest records."""

from collections.abc import Sequence

import numpy as np

from kula.protocol.types import KINDS
from kula.scoring.arrays import Array
from kula.scoring.features.outliers import STEPS, Outliers


def learn_outliers(rows_bf: Array, kinds: Sequence[str]) -> Outliers:
    """Limits from rows of honest records (B × F) and their kinds; a kind without records has no limits."""
    bounds = np.iinfo(np.int32)
    low = np.full((len(KINDS), rows_bf.shape[1], STEPS), bounds.min, dtype=np.int32)
    high = np.full_like(low, bounds.max)
    kind_b = np.array([KINDS.index(kind) for kind in kinds])
    for kind in set(kind_b.tolist()):
        ordered_bf = np.sort(rows_bf[kind_b == kind], axis=0)
        places = [len(ordered_bf) >> step + 2 for step in range(STEPS)]
        low[kind] = ordered_bf[places].T
        high[kind] = ordered_bf[[len(ordered_bf) - 1 - place for place in places]].T
    return Outliers(low, high)
