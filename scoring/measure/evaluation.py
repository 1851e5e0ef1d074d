"""Figures of a scorer on labelled records. Knows scores and families, no texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.scoring.measure.auc import auc
from kula.scoring.scorer import FLOOR

HONEST = "honest"
CHOSEN_SHARE = 0.02
"""Of honest records: the share that is meant to be rejected."""


def evaluate(families: Sequence[str], found: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """AUC pooled and by family, recall where 2 % of the honest are rejected, false rejects with their interval, pay and cost.

    `found` holds `score` and `flops` of every record. `calibration_error` is how far the share of honest records at or below
    the floor is from the chosen one; `pay_ratio` is an attack's mean credit over an honest record's.
    """
    scores = np.array([row["score"] for row in found], dtype=float)
    names = np.array(families)
    honest, attacks = scores[names == HONEST], scores[names != HONEST]
    rejected = _mean(honest <= FLOOR)
    low, high = wilson(rejected, len(honest))
    return {
        "pooled": _rounded(auc(honest, attacks)),
        "recall": _rounded(_mean(attacks <= threshold(honest))),
        "false_rejects": _rounded(rejected),
        "false_rejects_interval": [_rounded(low), _rounded(high)],
        "families": {f: _rounded(auc(honest, scores[names == f])) for f in sorted(set(families) - {HONEST})},
        "calibration_error": _rounded(abs(rejected - CHOSEN_SHARE)),
        "pay_ratio": _rounded(_mean(credit(attacks)) / max(1e-9, _mean(credit(honest)))),
        "mean_flops": round(_mean(np.array([row["flops"] for row in found], dtype=float))),
        "seconds": round(seconds, 2),
    }


def threshold(honest: NDArray[Any]) -> float:
    """The score at or below which CHOSEN_SHARE of honest records lie, counted so that ties do not reject more."""
    ordered = np.sort(honest)
    place = int(CHOSEN_SHARE * len(ordered))
    return float(ordered[place - 1]) if place and ordered[place - 1] < ordered[place] else _below(ordered, place)


def credit(scores: NDArray[Any]) -> NDArray[Any]:
    """What scores earn under the default floor."""
    return np.maximum(0, scores - FLOOR)


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share that was seen in `count` trials (Wilson 1927)."""
    if not count:
        return float("nan"), float("nan")
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def _below(ordered: NDArray[Any], place: int) -> float:
    if not len(ordered):
        return float("nan")
    tied = ordered[min(place, len(ordered) - 1)]
    lower = ordered[ordered < tied]
    return float(lower[-1]) if len(lower) else float(tied) - 1


def _mean(values: NDArray[Any]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _rounded(value: float) -> float:
    return round(value, 4)
