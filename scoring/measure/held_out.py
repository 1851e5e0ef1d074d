"""A scorer on held-out records: honest ones that it never saw, attacks on them, and copies with a false label."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kula.protocol.types import KINDS
from kula.scoring.attacks import FAMILIES, FLIPS, Pool
from kula.scoring.corpus.adversarial import attack_all
from kula.scoring.corpus.samples import Sample, spread
from kula.scoring.features.text import Content
from kula.scoring.measure.auc import auc
from kula.scoring.measure.evaluation import HONEST, evaluate
from kula.scoring.scorer import FLOOR, Scorer

_BATCH = 64
_ATTACKS_EACH = 2


@dataclass(frozen=True)
class Trial:
    """Records with their families."""

    families: list[str]
    contents: list[Content]


def draw_trial(samples: Sequence[Sample], per_kind: int, seed: int) -> Trial:
    """Honest records of all kinds, and two attacks on each; label flips come last."""
    honest = [s.content for kind in KINDS for s in spread(samples, kind, per_kind)]
    pool = Pool([s.content for s in samples])
    attacks = attack_all(honest, FAMILIES, pool, _ATTACKS_EACH, seed)
    flips = attack_all([c for c in honest if c["kind"] in ("rating", "preference")], FLIPS, pool, 1, seed)
    families = [HONEST] * len(honest) + [a.family for a in [*attacks, *flips]]
    return Trial(families, [*honest, *(a.content for a in [*attacks, *flips])])


def try_scorer(scorer: Scorer, trial: Trial) -> dict[str, Any]:
    """The figures of `evaluate`, with label flips apart, and false rejects by kind."""
    began = time.monotonic()
    verdicts = [v for i in range(0, len(trial.contents), _BATCH) for v in scorer.score(trial.contents[i : i + _BATCH])]
    seconds = time.monotonic() - began
    judged = [i for i, family in enumerate(trial.families) if family not in FLIPS]
    figures = evaluate([trial.families[i] for i in judged], [verdicts[i] for i in judged], seconds)
    scores = np.array([v.score for v in verdicts], dtype=float)
    return {**figures, **flips_apart(trial, scores), "false_rejects_by_kind": _by_kind(trial, scores)}


def flips_apart(trial: Trial, scores: Any) -> dict[str, float]:
    """Swapped preferences against honest ones; false ratings against honest records with the same rating."""
    names = np.array(trial.families)
    kinds = np.array([c["kind"] for c in trial.contents])
    claimed = np.array([f"{c.get('range')} {c.get('rating')}" for c in trial.contents])
    swapped = auc(scores[(names == HONEST) & (kinds == "preference")], scores[names == "swapped_preference"])
    pairs = [
        (scores[(names == HONEST) & (claimed == r)], scores[(names == "false_rating") & (claimed == r)])
        for r in sorted(set(claimed[names == "false_rating"]))
    ]
    areas = [(auc(honest, false), len(false)) for honest, false in pairs if len(honest)]
    false_rating = sum(area * count for area, count in areas) / max(1, sum(count for _, count in areas))
    return {"swapped_preference_auc": round(swapped, 4), "false_rating_auc": round(false_rating, 4)}


def _by_kind(trial: Trial, scores: Any) -> dict[str, float]:
    names, kinds = np.array(trial.families), np.array([c["kind"] for c in trial.contents])
    return {k: round(float(np.mean(scores[(names == HONEST) & (kinds == k)] <= FLOOR)), 4) for k in KINDS}
