"""Learns the probes of `kula.scoring.features.language.coherence` from honest records."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.language.coherence import Coherence, Encoded, joined, pair_of


def learn_coherence(records: Sequence[Encoded], seed: int) -> Coherence:
    """Probes that tell true neighbours from random ones, and the assistant from everyone else."""
    rng = np.random.default_rng(seed)
    whole = [joined([r.vectors[w] for w in r.segments.main]) for r in records]
    asked = [(i, r.vectors[r.segments.question[-1]]) for i, r in enumerate(records) if r.segments.question]
    steps = [(r.vectors[a], r.vectors[b]) for r in records for a, b in pairwise(r.segments.main)]
    turns = [(role, r.vectors[w]) for r in records for role, w in r.segments.turns]
    drawn = rng.integers(len(whole), size=len(asked))
    strangers = rng.integers(max(1, len(steps)), size=len(steps))
    pair, single = len(pair_of(whole[0], whole[0])), len(whole[0])
    true_answers = [pair_of(q, whole[i]) for i, q in asked]
    answers = _logistic(true_answers, [pair_of(q, whole[j]) for (_, q), j in zip(asked, drawn, strict=True)], pair)
    true_steps = [pair_of(a, b) for a, b in steps]
    follows = _logistic(true_steps, [pair_of(a, steps[j][1]) for (a, _), j in zip(steps, strangers, strict=True)], pair)
    assistants, others = ([v for role, v in turns if (role == "assistant") is wanted] for wanted in (True, False))
    speaker = _logistic([*whole, *assistants], others, single)
    return Coherence({"answers": answers, "follows": follows, "speaker": speaker})


def _logistic(good: Sequence[Array], bad: Sequence[Array], size: int) -> Array:
    """Weights and bias that tell good vectors of `size` numbers from bad ones."""
    from sklearn.linear_model import LogisticRegression

    if not good or not bad:
        # For example, no answer fills a second window: a probe that leans neither way.
        return np.zeros(1 + size)
    inputs = np.concatenate([np.stack(good), np.stack(bad)]).astype(np.float64)
    sides = np.concatenate([np.ones(len(good)), np.zeros(len(bad))])
    model = LogisticRegression(C=0.05, class_weight="balanced", max_iter=80).fit(inputs, sides)
    return np.concatenate([model.coef_[0], model.intercept_])
