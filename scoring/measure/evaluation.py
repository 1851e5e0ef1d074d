"""Figures of a scorer on labelled records. Knows scores and families, no texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.scoring.measure.auc import auc, wilson
from kula.scoring.scorer import FLOOR, Verdict

HONEST = "honest"
CHOSEN_SHARE = 0.02
"""Of honest records: the share that is meant to be rejected."""


def evaluate(families: Sequence[str], verdicts: Sequence[Verdict], seconds: float) -> dict[str, Any]:
    """The figures of a scorer, given the family and the verdict of every record and the seconds that scoring took.

    pooled, families       AUC of honest records against all attacks, and against those of each family
    recall                 share of attacks that score no more than `threshold`
    false_rejects          share of honest records at or below the floor, with its 95 % interval
    calibration_error      distance of that share from CHOSEN_SHARE
    pay_ratio              mean credit of an attack over that of an honest record
    mean_flops             the encoder's operations per record
    """
    scores = np.array([verdict.score for verdict in verdicts], dtype=float)
    names = np.array(families)
    honest, attacks = scores[names == HONEST], scores[names != HONEST]
    rejected = _mean(honest <= FLOOR)
    low, high = wilson(int((honest <= FLOOR).sum()), len(honest))
    return {
        "pooled": _rounded(auc(honest, attacks)),
        "recall": _rounded(_mean(attacks <= threshold(honest))),
        "false_rejects": _rounded(rejected),
        "false_rejects_interval": [_rounded(low), _rounded(high)],
        "families": {f: _rounded(auc(honest, scores[names == f])) for f in sorted(set(families) - {HONEST})},
        "calibration_error": _rounded(abs(rejected - CHOSEN_SHARE)),
        "pay_ratio": _rounded(_mean(credit(attacks)) / max(1e-9, _mean(credit(honest)))),
        "mean_flops": round(_mean(np.array([verdict.flops for verdict in verdicts], dtype=float))),
        "seconds": round(seconds, 2),
    }


def threshold(honest: NDArray[Any]) -> float:
    """The highest score at or below which at most CHOSEN_SHARE of honest records lie. NaN without records."""
    ordered = np.sort(honest)
    place = int(CHOSEN_SHARE * len(ordered))
    return float(ordered[place - 1]) if place and ordered[place - 1] < ordered[place] else _below(ordered, place)


def credit(scores: NDArray[Any]) -> NDArray[Any]:
    """What scores earn under the default floor: the points above it."""
    return np.maximum(0, scores - FLOOR)


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
