"""Outliers: limits come from honest records alone, for each kind by itself."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.types import KINDS
from kula.scoring.features.outliers import NO_LIMITS, STEPS, Outliers
from kula.scoring.fit.outliers import learn_outliers

_DRAWN = np.random.default_rng(3)
HONEST = _DRAWN.normal(0, 1_000, size=(8_192, 6)).astype(np.int64)
LEARNT = learn_outliers(HONEST, ["rating"] * len(HONEST))


def _steps(value: int) -> int:
    """The steps of a record of which one number is `value` and the others are usual."""
    return int(LEARNT.numbers(np.array([[value, 0, 0, 0, 0, 0]]), ["rating"])[0, 0])


def test_numbers__further_out__more_steps_on_either_side():
    assert _steps(0) == 0
    assert _steps(10**6) == _steps(-(10**6)) == STEPS
    steps = [_steps(value) for value in range(0, 4_000, 100)]
    assert steps == sorted(steps)
    assert len(set(steps)) > 5


def test_numbers__honest_records__each_step_holds_half_as_many():
    steps = np.array([_steps(int(value)) for value in HONEST[:, 0]])
    for step in range(5):
        assert abs(np.mean(steps > step) - 2.0 ** -(step + 1)) < 0.01


def test_numbers__a_kind_without_honest_records__never_out():
    others = [kind for kind in KINDS if kind != "rating"]
    assert not LEARNT.numbers(np.full((3, 6), 10**6), others).any()
    assert NO_LIMITS.numbers(np.full((3, 6), 10**6), others).shape == (3, len(Outliers.NAMES))


@given(st.permutations(range(40)))
@settings(deadline=None, max_examples=30)
def test_numbers__any_order_and_company__the_same_for_each_record(order: list[int]):
    kinds = ["rating", "preference"] * 20
    rows = 3 * HONEST[:40]
    alone = [LEARNT.numbers(rows[i : i + 1], [kinds[i]])[0] for i in range(40)]
    together = LEARNT.numbers(rows[order], [kinds[i] for i in order])
    assert np.array_equal(together, np.stack([alone[i] for i in order]))
