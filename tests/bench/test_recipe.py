"""The bench of the recipe: the judgement's bound, parts that do not mix, and controls that are worse than their original."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.bench.recipe import ARMS, _folder
from kula.bench.recipe.material import part_of
from kula.bench.recipe.measures import better, bound, local_share, words_ratio
from kula.bench.recipe.preference import controls

GAINS = st.lists(st.tuples(st.integers(-2_000, 2_000), st.integers(0, 5)), min_size=4, max_size=60)


def test_bound__six_records_of_two_accounts__as_computed_by_hand():
    assert math.floor(bound([127, 127, -15, 59, 60, 67], [0, 0, 0, 1, 1, 1], 0.0125)) == -693


@given(GAINS, st.integers(0, 5_000))
def test_bound__a_dropped_gain_rises__the_same(records: list[tuple[int, int]], more: int):
    gains, accounts = [gain for gain, _ in records], [account for _, account in records]
    best = max(range(len(gains)), key=lambda i: (gains[i], -i))
    raised = [*gains[:best], gains[best] + more, *gains[best + 1 :]]
    assert bound(raised, accounts, 0.1) == bound(gains, accounts, 0.1)


def test_better__at_the_margin__does_not_count():
    assert better([2, 3, 3]) == 666


def test_local_share__no_gain_or_a_steady_gain__never_or_always():
    accounts = [i // 4 for i in range(96)]
    rng = random.Random(5)
    assert local_share([rng.choice((-2, 2)) for _ in accounts], accounts) == 0
    assert local_share([40 + i % 7 for i in range(96)], accounts) == 1


def test_part_of__the_same_first_message_in_another_spelling__the_same_part():
    assert part_of("Hello, World!") == part_of("hello world")
    assert {part_of(f"question {i}") for i in range(60)} == {"preference", "train", "test"}


def test_controls__each__is_no_answer_of_the_base():
    base = [f"The answer to question {i} is that it depends on what you mean by it, I think." for i in range(4)]
    answers_of = controls(base)
    changed = [answers_of[name] for name in ("first half", "looped", "shuffled", "evasive")]
    assert all(len(answers) == 4 and not set(answers) & set(base) for answers in changed)
    assert sorted(answers_of["another prompt"]) == sorted(base)
    assert words_ratio(answers_of["first half"], base) == pytest.approx(0.5, abs=0.05)


def test_arms__each__has_a_folder_of_its_own_and_a_valid_recipe():
    assert len({_folder("arm", arm.config, []) for arm in ARMS}) == len(ARMS)
    assert _folder("arm", ARMS[0].config, [1]) != _folder("arm", ARMS[0].config, [2]), "other records"
    assert all(arm.config.tokens >= 8_000 for arm in ARMS)
