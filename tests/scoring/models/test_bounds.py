"""The bound, against integers of another implementation, a table of scipy's, and what must not change it."""

import json
import math
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from kula.protocol.parameters import Parameters
from kula.scoring.models import bounds
from kula.scoring.models.bounds import LEAST, MOST, better_permille, lower_bound, students_t, upper_bound, worst_slice

# Of each vector: gains, the number of records of each account, candidates in the round, bound.
VECTORS = json.loads(Path(__file__).with_name("bounds.json").read_text())
SAMPLES = st.lists(st.tuples(st.integers(-5_000, 5_000), st.integers(0, 12)), min_size=1, max_size=120)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["bound"]))
def test_lower_bound__vectors_of_another_implementation__equal(vector: dict[str, Any]):
    accounts = list(chain.from_iterable(repeat(account, size) for account, size in enumerate(vector["sizes"])))
    assert lower_bound(vector["gains"], accounts, 25, vector["candidates"]) == vector["bound"]


@pytest.mark.parametrize(("level", "most"), [(25, 8), (100, 8), (5, 1)])
def test_students_t__every_level__is_scipys_rounded_up(level: int, most: int):
    for candidates in range(1, most + 1):
        quantiles = [stats.t.ppf(1 - level / 1_000 / candidates, df) for df in range(1, 31)]
        assert list(students_t(level, candidates)) == [math.ceil(1_000 * quantile) for quantile in quantiles]


def test_students_t__published_values__equal():
    known = {5: (2571, 3164, 3535), 17: (2110, 2459, 2655), 23: (2069, 2398, 2583), 30: (2043, 2360, 2536)}
    assert {df: tuple(students_t(25, m)[df - 1] for m in (1, 2, 3)) for df in known} == known


@pytest.mark.parametrize(("level", "candidates"), [(25, 0), (25, 9), (5, 2), (24, 1)])
def test_students_t__no_table__refused(level: int, candidates: int):
    with pytest.raises(ValueError, match="no table"):
        students_t(level, candidates)


@given(SAMPLES, st.integers(0, 10_000))
def test_lower_bound__a_left_out_gain_rises__does_not_change(sample: list[tuple[int, int]], more: int):
    gains, accounts = [g for g, _ in sample], [a for _, a in sample]
    best = max(range(len(gains)), key=lambda i: (gains[i], -i))
    raised = [gain + more if i == best else gain for i, gain in enumerate(gains)]
    assert lower_bound(gains, accounts, 25, 3) == lower_bound(raised, accounts, 25, 3)


@given(SAMPLES, st.permutations(range(13)))
def test_lower_bound__accounts_have_other_names__does_not_change(sample: list[tuple[int, int]], names: list[int]):
    gains, accounts = [g for g, _ in sample], [a for _, a in sample]
    assert lower_bound(gains, accounts, 100, 1) == lower_bound(gains, [f"0x{names[a]}" for a in accounts], 100, 1)


@given(SAMPLES)
def test_lower_bound__below_the_mean_of_what_is_left(sample: list[tuple[int, int]]):
    gains, accounts = [g for g, _ in sample], [a for _, a in sample]
    rest = sorted(gains)[: len(gains) - -(-len(gains) // 4)]
    assume(rest)
    assert lower_bound(gains, accounts, 25, 1) <= sum(max(g, bounds.FLOOR) for g in rest) / len(rest)


@given(SAMPLES, st.integers(1, 8))
def test_lower_bound__more_candidates__is_not_higher(sample: list[tuple[int, int]], candidates: int):
    gains, accounts = [g for g, _ in sample], [a for _, a in sample]
    assert lower_bound(gains, accounts, 25, candidates) <= lower_bound(gains, accounts, 25, 1)


@given(SAMPLES)
def test_upper_bound__above_the_mean(sample: list[tuple[int, int]]):
    gains, accounts = [g for g, _ in sample], [a for _, a in sample]
    assert upper_bound(gains, accounts) >= sum(gains) / len(gains)


@pytest.mark.parametrize("gain", [2**40, -(2**40)])
def test_lower_bound__gains_beyond_int32__stays_in_it(gain: int):
    assert LEAST <= lower_bound([gain] * 8, [0, 1] * 4, 25, 1) <= MOST
    assert LEAST <= upper_bound([gain] * 8, [0, 1] * 4) <= MOST


def test_lower_bound__one_account_or_none__is_the_least():
    assert lower_bound([500] * 40, ["a"] * 40, 25, 1) == lower_bound([], [], 25, 1) == LEAST


@pytest.mark.parametrize(
    ("gains", "permille"), [([3] * 85 + [2] * 15, 850), ([3] * 849 + [2] * 151, 849), ([3, 3, 2], 666), ([], 0)]
)
def test_better_permille__more_than_the_margin_counts__rounded_down(gains: list[int], permille: int):
    assert better_permille(gains, 2) == permille


def test_worst_slice__only_large_ones_are_looked_at():
    parameters = Parameters(slice_records=4, slice_accounts=2)
    gains = [10, 12, 14, 16, -900, -900, -900, -300, -301, -302, -303]
    accounts = [0, 0, 1, 1, 2, 2, 3, 4, 5, 4, 5]
    slices = {"few records": [4, 5, 6], "one account": [0, 1, 4, 5], "good": [0, 1, 2, 3], "bad": [7, 8, 9, 10]}
    one_account = {"one account": [0, 1, 0, 1]}
    assert worst_slice(gains, accounts, slices | one_account, parameters) == upper_bound(gains[7:], accounts[7:]) < -50
    assert worst_slice(gains, accounts, one_account, parameters) == MOST
    assert worst_slice(gains, accounts, slices, Parameters(slice_records=0, slice_accounts=0)) == MOST
