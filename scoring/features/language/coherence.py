"""Whether a record holds together: does the answer belong to the question, does each piece follow the one before (stage 2).

Numbers come from the encoder's vectors and are rounded to thousandths at once, so that machines that differ by 1e-7 agree.
Legend: P pairs of vectors, D dimensions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.segments import Segments, Window

Array = NDArray[Any]

PROBES = ("answers", "follows", "speaker")
"""Linear readings of vectors: is the second the answer to the first; does it follow on the first; is it the assistant."""
NAMES = (
    "fit",
    "fit_head",
    "fit_lowest",
    "fit_highest",
    "next_lowest",
    "next_mean",
    "outlier",
    "ends",
    "other_fit",
    "other_main",
    "turns_lowest",
    "turns_mean",
    "better_elsewhere",
    "answers",
    "answers_lowest",
    "other_answers",
    "turns_answers_lowest",
    "follows_lowest",
    "follows_mean",
    "speaker",
    "speaker_question",
    "pieces",
)
_NONE = -2_000
"""Stands for what a record lacks; no cosine or probe comes near it."""


@dataclass(frozen=True)
class Probes:
    """Weights of each probe over `pair_of` (or a single vector, for the speaker), the bias last."""

    weights: dict[str, Array]

    def read(self, name: str, first: Array, second: Array | None = None) -> float:
        """A logit, squeezed into -1.5 … 1.5."""
        inputs = first if second is None else pair_of(first, second)
        w = self.weights[name]
        return float(np.clip((inputs @ w[:-1] + w[-1]) / 6, -1.5, 1.5))


def pair_of(first: Array, second: Array) -> Array:
    """What a probe sees of two vectors: their product and the size of their difference."""
    return np.concatenate([first * second * 20, np.abs(first - second) * 4], axis=-1)


def coherence(segments: Segments, vectors: Mapping[Window, Array], probes: Probes) -> list[int]:
    """The numbers of NAMES in thousandths."""
    main = [vectors[w] for w in segments.main]
    question = [vectors[w] for w in segments.question]
    other = [vectors[w] for w in segments.other]
    turns = [(role, vectors[w]) for role, w in segments.turns]
    whole = _joined(main)
    asked = question[-1] if question else None
    found = {
        **_fit(main, whole, question),
        **_inside(main, probes),
        **_with_other(whole, _joined(other) if other else None, asked, probes),
        **_along(turns, whole, probes),
        "answers": probes.read("answers", asked, whole) if asked is not None else None,
        "answers_lowest": min(probes.read("answers", asked, m) for m in main) if asked is not None else None,
        "speaker": probes.read("speaker", whole),
        "speaker_question": probes.read("speaker", asked) if asked is not None else None,
        "pieces": len(main) / 1000,
    }
    return [_NONE if found[name] is None else round(1000 * float(found[name])) for name in NAMES]  # type: ignore[arg-type]


Found = dict[str, float | None]


def _fit(main: Sequence[Array], whole: Array, question: Sequence[Array]) -> Found:
    if not question:
        return dict.fromkeys(("fit", "fit_head", "fit_lowest", "fit_highest"))
    single = [float(question[-1] @ m) for m in main]
    return {
        "fit": float(question[-1] @ whole),
        "fit_head": float(question[0] @ whole),
        "fit_lowest": min(single),
        "fit_highest": max(single),
    }


def _inside(main: Sequence[Array], probes: Probes) -> Found:
    names = ("next_lowest", "next_mean", "outlier", "ends", "follows_lowest", "follows_mean")
    if len(main) < 2:
        return dict.fromkeys(names)
    near = [float(a @ b) for a, b in pairwise(main)]
    follows = [probes.read("follows", a, b) for a, b in pairwise(main)]
    closest = [max(float(a @ b) for j, b in enumerate(main) if j != i) for i, a in enumerate(main)]
    values = (min(near), np.mean(near), min(closest), main[0] @ main[-1], min(follows), np.mean(follows))
    return dict(zip(names, map(float, values), strict=True))


def _with_other(whole: Array, other: Array | None, asked: Array | None, probes: Probes) -> Found:
    if other is None:
        return dict.fromkeys(("other_fit", "other_main", "other_answers"))
    return {
        "other_main": float(other @ whole),
        "other_fit": float(asked @ whole - asked @ other) if asked is not None else None,
        "other_answers": probes.read("answers", asked, other) if asked is not None else None,
    }


def _along(turns: Sequence[tuple[str, Array]], whole: Array, probes: Probes) -> Found:
    names = ("turns_lowest", "turns_mean", "turns_answers_lowest", "better_elsewhere")
    if len(turns) < 2:
        return dict.fromkeys(names)
    near = [float(a @ b) for (_, a), (_, b) in pairwise(turns)]
    answers = [probes.read("answers", a, b) for (_, a), (role, b) in pairwise(turns) if role == "assistant"]
    elsewhere = max(float(v @ whole) for _, v in turns[:-1]) - float(turns[-1][1] @ whole)
    return dict(zip(names, (min(near), float(np.mean(near)), min(answers, default=None), elsewhere), strict=True))


def _joined(vectors: Sequence[Array]) -> Array:
    total = np.sum(vectors, axis=0)
    return total / max(1e-6, float(np.linalg.norm(total)))


def learn_probes(records: Sequence[Segments], vectors: Mapping[Window, Array], seed: int) -> Probes:
    """Probes from honest records alone: true neighbours against random ones, assistants against users."""
    rng = np.random.default_rng(seed)
    whole = [_joined([vectors[w] for w in s.main]) for s in records]
    asked = [(i, vectors[s.question[-1]]) for i, s in enumerate(records) if s.question]
    steps = [(vectors[a], vectors[b]) for s in records for a, b in pairwise(s.main)]
    said = [(role, vectors[w]) for s in records for role, w in s.turns]
    drawn = rng.integers(len(whole), size=len(asked))
    strangers = rng.integers(max(1, len(steps)), size=len(steps))
    pair, single = len(pair_of(whole[0], whole[0])), len(whole[0])
    true_answers = [pair_of(q, whole[i]) for i, q in asked]
    answers = _logistic(true_answers, [pair_of(q, whole[j]) for (_, q), j in zip(asked, drawn, strict=True)], pair)
    true_steps = [pair_of(a, b) for a, b in steps]
    follows = _logistic(true_steps, [pair_of(a, steps[j][1]) for (a, _), j in zip(steps, strangers, strict=True)], pair)
    assistants, others = ([v for r, v in said if (r == "assistant") is wanted] for wanted in (True, False))
    speaker = _logistic([*whole, *assistants], others, single)
    return Probes({"answers": answers, "follows": follows, "speaker": speaker})


def _logistic(good: Sequence[Array], bad: Sequence[Array], size: int) -> Array:
    from sklearn.linear_model import LogisticRegression

    if not good or not bad:
        # Nothing to tell apart, as where no answer fills a second window: a probe that leans neither way.
        return np.zeros(1 + size)
    inputs = np.concatenate([np.stack(good), np.stack(bad)]).astype(np.float64)
    labels = np.concatenate([np.ones(len(good)), np.zeros(len(bad))])
    model = LogisticRegression(C=0.05, class_weight="balanced", max_iter=80).fit(inputs, labels)
    return np.concatenate([model.coef_[0], model.intercept_])
