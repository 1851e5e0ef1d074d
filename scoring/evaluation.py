"""Figures of a scorer on labelled lines. Knows scores and families, no texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.fit import auc
from scoring.scorer import FLOOR

HONEST = "honest"
_SHARE = 0.02
# Encoder passes: 2 · 10.6M weights · about 160 tokens a record that reaches stage 2; earlier stages cost next to nothing.
_STAGE_2_FLOPS = 2 * 10.6e6 * 160


def evaluate(families: Sequence[str], found: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """AUCs pooled and by family; recall at the threshold that rejects 2 % of the honest; the honest at or below the floor."""
    scores = np.array([row["score"] for row in found], dtype=float)
    names = np.array(families)
    honest, attacks = scores[names == HONEST], scores[names != HONEST]
    threshold = float(np.quantile(honest, _SHARE)) if len(honest) else 0.0
    rejected = float(np.mean(honest <= FLOOR)) if len(honest) else float("nan")
    spread = 1.96 * (rejected * (1 - rejected) / max(1, len(honest))) ** 0.5
    deep = [row["stage"] >= 2 for row in found]
    return {
        "pooled": _rounded(auc(honest, attacks)),
        "recall": _rounded(float(np.mean(attacks <= threshold)) if len(attacks) else float("nan")),
        "false_rejects": _rounded(rejected),
        "false_rejects_interval": [_rounded(max(0.0, rejected - spread)), _rounded(rejected + spread)],
        "families": {f: _rounded(auc(honest, scores[names == f])) for f in sorted(set(families) - {HONEST})},
        "calibration_error": _rounded(abs(rejected - _SHARE)),
        "mean_flops": round(_STAGE_2_FLOPS * sum(deep) / max(1, len(deep))),
        "seconds": round(seconds, 2),
    }


def _rounded(value: float) -> float:
    return round(value, 4)
