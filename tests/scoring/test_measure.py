"""Figures of a scorer: known scores give known figures, and the libraries' AUC and intervals are those of the formulas."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.scoring.measure.auc import auc, wilson
from kula.scoring.measure.evaluation import evaluate, threshold
from kula.scoring.scorer import Verdict

_Z = 1.959963984540054
"""The normal distribution's quantile at 0.975."""


def _auc_by_ranks(positive: list[int], negative: list[int]) -> float:
    """The statistic of Mann and Whitney over its largest value."""
    _, inverse, counts = np.unique([*positive, *negative], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return above / (len(positive) * len(negative))


def _wilson_by_hand(count: int, of: int) -> tuple[float, float]:
    share = count / of
    middle = (share + _Z * _Z / (2 * of)) / (1 + _Z * _Z / of)
    half = _Z / (1 + _Z * _Z / of) * (share * (1 - share) / of + _Z * _Z / (4 * of * of)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


@pytest.mark.parametrize(
    ("positive", "negative"),
    [
        ([3], [1]),
        ([1], [3]),
        ([2, 2], [2]),
        ([255, 64, 65, 64], [64, 8, 0, 250, 65]),
        ([*range(200)], [*range(90, 130)]),
    ],
)
def test_auc__fixed_scores__the_same_as_by_ranks(positive: list[int], negative: list[int]):
    assert auc(np.array(positive), np.array(negative)) == pytest.approx(_auc_by_ranks(positive, negative), abs=1e-12)


def test_auc__an_empty_group__no_number():
    assert math.isnan(auc(np.array([]), np.array([1.0])))


@pytest.mark.parametrize(("count", "of"), [(0, 1), (1, 1), (0, 30), (2, 100), (37, 800), (800, 800), (1, 100_000)])
def test_wilson__fixed_shares__the_same_as_by_hand(count: int, of: int):
    assert wilson(count, of) == pytest.approx(_wilson_by_hand(count, of), abs=1e-12)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilson__any_share__holds_it(trials: tuple[int, int]):
    count, of = trials
    low, high = wilson(count, of)
    assert 0 <= low <= count / of + 1e-9
    assert count / of - 1e-9 <= high <= 1


def test_wilson__no_trials__no_numbers():
    assert all(map(math.isnan, wilson(0, 0)))


def test_evaluate__known_scores__known_figures():
    families = ["honest"] * 100 + ["salad"] * 50
    verdicts = [Verdict(100 + i, 2, ("good",), 10) for i in range(100)] + [Verdict(20, 1, ("garbled",))] * 50
    figures = evaluate(families, verdicts, 1.0)
    shares = [figures[name] for name in ("pooled", "recall", "false_rejects", "pay_ratio")]
    assert shares == [1.0, 1.0, 0.0, 0.0]
    assert figures["families"] == {"salad": 1.0}


@given(st.lists(st.integers(0, 255), min_size=1, max_size=300))
def test_threshold__any_scores__rejects_no_more_than_chosen(scores: list[int]):
    limit = threshold(np.array(scores, dtype=float))
    assert sum(s <= limit for s in scores) <= 0.02 * len(scores)
