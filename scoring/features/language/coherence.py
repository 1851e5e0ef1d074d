"""Whether a record holds together: whether the answer belongs to the question, and each piece follows the one before (stage 2).

The numbers come from the encoder's vectors and are rounded to thousandths at once, so that machines which differ by 1e-7 agree.
`kula.scoring.fit.coherence` learns the probes.
Legend: P pairs of vectors, D dimensions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.feature import NO_COSINE
from kula.scoring.features.segments import Segments, Window

PROBES = ("answers", "follows", "speaker")
"""Linear readings of vectors: is the second the answer to the first; does it follow the first; does the assistant speak."""

Values = dict[str, float | None]
"""Numbers by name; None for what a record has nothing to compute from."""


@dataclass(frozen=True)
class Encoded:
    """One record as the encoder reads it: its windows and the vectors of all windows."""

    segments: Segments
    vectors: Mapping[Window, Array]


@dataclass(frozen=True)
class Coherence:
    """The weights of each probe over `pair_of` (over a single vector for `speaker`), with the bias last."""

    probes: dict[str, Array]

    NAMES: ClassVar[tuple[str, ...]] = (
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

    def numbers(self, encoded: Encoded) -> list[int]:
        """Cosines and probes in thousandths; `pieces` is a count."""
        segments, vectors = encoded.segments, encoded.vectors
        main = [vectors[w] for w in segments.main]
        question = [vectors[w] for w in segments.question]
        other = [vectors[w] for w in segments.other]
        turns = [(role, vectors[w]) for role, w in segments.turns]
        whole = joined(main)
        asked = question[-1] if question else None
        values = {
            **_fit(main, whole, question),
            **self._inside(main),
            **self._with_other(whole, joined(other) if other else None, asked),
            **self._along(turns, whole),
            "answers": self.probe("answers", asked, whole) if asked is not None else None,
            "answers_lowest": min(self.probe("answers", asked, m) for m in main) if asked is not None else None,
            "speaker": self.probe("speaker", whole),
            "speaker_question": self.probe("speaker", asked) if asked is not None else None,
            "pieces": len(main) / 1000,
        }
        return [NO_COSINE if (value := values[name]) is None else round(1000 * float(value)) for name in self.NAMES]

    def probe(self, name: str, first: Array, second: Array | None = None) -> float:
        """A logit, divided by 6 and cut to -1.5 … 1.5."""
        inputs = first if second is None else pair_of(first, second)
        w = self.probes[name]
        return float(np.clip((inputs @ w[:-1] + w[-1]) / 6, -1.5, 1.5))

    def _inside(self, main: Sequence[Array]) -> Values:
        names = ("next_lowest", "next_mean", "outlier", "ends", "follows_lowest", "follows_mean")
        if len(main) < 2:
            return dict.fromkeys(names)
        near = [float(a @ b) for a, b in pairwise(main)]
        follows = [self.probe("follows", a, b) for a, b in pairwise(main)]
        closest = [max(float(a @ b) for j, b in enumerate(main) if j != i) for i, a in enumerate(main)]
        values = (min(near), np.mean(near), min(closest), main[0] @ main[-1], min(follows), np.mean(follows))
        return dict(zip(names, map(float, values), strict=True))

    def _with_other(self, whole: Array, other: Array | None, asked: Array | None) -> Values:
        if other is None:
            return dict.fromkeys(("other_fit", "other_main", "other_answers"))
        return {
            "other_main": float(other @ whole),
            "other_fit": float(asked @ whole - asked @ other) if asked is not None else None,
            "other_answers": self.probe("answers", asked, other) if asked is not None else None,
        }

    def _along(self, turns: Sequence[tuple[str, Array]], whole: Array) -> Values:
        names = ("turns_lowest", "turns_mean", "turns_answers_lowest", "better_elsewhere")
        if len(turns) < 2:
            return dict.fromkeys(names)
        near = [float(a @ b) for (_, a), (_, b) in pairwise(turns)]
        answers = [self.probe("answers", a, b) for (_, a), (role, b) in pairwise(turns) if role == "assistant"]
        elsewhere = max(float(v @ whole) for _, v in turns[:-1]) - float(turns[-1][1] @ whole)
        return dict(zip(names, (min(near), float(np.mean(near)), min(answers, default=None), elsewhere), strict=True))


def _fit(main: Sequence[Array], whole: Array, question: Sequence[Array]) -> Values:
    if not question:
        return dict.fromkeys(("fit", "fit_head", "fit_lowest", "fit_highest"))
    single = [float(question[-1] @ m) for m in main]
    return {
        "fit": float(question[-1] @ whole),
        "fit_head": float(question[0] @ whole),
        "fit_lowest": min(single),
        "fit_highest": max(single),
    }


def pair_of(first: Array, second: Array) -> Array:
    """What a probe reads of two vectors: their product, and the size of their difference."""
    return np.concatenate([first * second * 20, np.abs(first - second) * 4], axis=-1)


def joined(vectors: Sequence[Array]) -> Array:
    """The direction of the sum of some vectors."""
    total = np.sum(vectors, axis=0)
    return total / max(1e-6, float(np.linalg.norm(total)))
