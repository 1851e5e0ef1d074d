"""What a seat posts about a candidate."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.parameters import Parameters
from kula.scoring.models.bounds import MOST
from kula.scoring.models.numbers import MOST_WORDS, Measure, Sample, numbers_of, weighted_median


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 9)), min_size=1, max_size=9))
def test_weighted_median__any_values__half_of_the_weight_lies_on_either_side(pairs: list[tuple[int, int]]):
    median = weighted_median([v for v, _ in pairs], [w for _, w in pairs])
    total = sum(w for _, w in pairs)
    assert median in [v for v, _ in pairs]
    assert 2 * sum(w for v, w in pairs if v <= median) >= total
    assert 2 * sum(w for v, w in pairs if v < median) < total


def test_weighted_median__no_values__refused():
    with pytest.raises(ValueError, match="no values"):
        weighted_median([], [])


def test_numbers_of__a_small_draw__counts_each_thing():
    parent = Measure((3_000,) * 8, (True, True, False, False), ((True,) * 5, (False,) * 5, (True,) * 5), 100)
    after = Measure((2_900,) * 7 + (3_001,), (True, False, True, True), ((False,) * 5, (True,) * 5, (True,) * 5), 79)
    base = Measure((), (True, True, True, False), (), 40)
    sample = Sample(["a", "b"] * 4, {"kind rating": list(range(8))}, (1, 5, 1))
    numbers = numbers_of(parent, after, base, sample, Parameters(slice_records=8, slice_accounts=2), 1)
    assert (numbers.better, numbers.loss_before, numbers.loss_after) == (875, 3_000, 2_912)
    assert numbers.bound < 100 < numbers.worst_slice < MOST
    assert (numbers.won_parent, numbers.lost_parent, numbers.won_base, numbers.lost_base) == (2, 1, 1, 1)
    assert (numbers.sets, numbers.words_parent, numbers.words_base) == (5, 790, 1_975)


def test_numbers_of__no_sets__is_zero_and_silence_is_no_ratio():
    silent = Measure((5, 5), (True,), (), 0)
    numbers = numbers_of(silent, silent, silent, Sample("ab", {}), Parameters(), 8)
    assert (numbers.sets, numbers.words_parent, numbers.worst_slice) == (0, 1_000, MOST)
    talks = dataclasses.replace(silent, words=1)
    assert numbers_of(silent, talks, silent, Sample("ab", {}), Parameters(), 8).words_parent == MOST_WORDS


def test_numbers_of__measures_of_other_draws__refused():
    with pytest.raises(ValueError, match="zip"):
        numbers_of(
            Measure((1,), (), (), 0),
            Measure((1, 2), (), (), 0),
            Measure((), (), (), 0),
            Sample("a", {}),
            Parameters(),
            1,
        )
