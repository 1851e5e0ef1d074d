"""Checks follow from a seed, are many, and stay out of training. An answer passes by what it says first."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.demo.stream import read_stream
from kula.scoring.features.text import whole_text
from kula.scoring.models.answers import Check, passes
from kula.scoring.models.checks import asks_check, draw_checks, facts
from kula.scoring.models.drawing import Choices, seat_seed
from kula.scoring.models.templates import FAMILIES, WORDS

SEED = bytes(range(32))
PINNED = [
    "Henry has a brown spoon. Diego has a silver bike. What colour is the spoon?",
    "Vera has a hamster. Tina has a dog. Who has the dog?",
    "Nora lives in Vienna and Thomas lives in Berlin. In which city does Thomas live?",
]


def test_draw_checks__another_seed__other_checks():
    checks = draw_checks(SEED, 512)
    assert len({check.question for check in checks}) == 512
    assert checks == draw_checks(SEED, 512)
    shared = {c.question for c in checks} & {c.question for c in draw_checks(seat_seed(SEED, 0), 512)}
    assert len(shared) < 100, "mostly facts, sums and short sentences can come twice"


def test_draw_checks__first_ones_of_a_seed__never_change():
    assert [check.question for check in draw_checks(bytes(32), 3)] == PINNED


def test_draw_checks__more_than_there_are__refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kula.scoring.models.checks.FAMILIES", ())
    with pytest.raises(ValueError, match="too few"):
        draw_checks(SEED, len(facts()) + 1)


def test_families__together__have_more_than_a_billion_questions():
    lists = [family for family in FAMILIES if "word4" in family.text]
    assert len(set(WORDS)) == len(WORDS)
    assert len(lists) * math.perm(len(WORDS), 5) > 10**9


@given(st.binary(min_size=32, max_size=32), st.integers(0, len(FAMILIES) - 1))
def test_families__any_question__is_recognised_and_answered_by_its_answer(seed: bytes, number: int):
    check = FAMILIES[number].check(Choices(seed))
    assert asks_check(f"Hello!\n{check.question.upper()} Thank you.")
    assert passes(check, f"It is {check.accepted[0]}.")
    assert not passes(check, "I am not sure what you mean.")
    assert all(not passes(check, f"{other}, not {check.accepted[0]}") for other in check.others)


def test_asks_check__facts_are_recognised_and_honest_records_are_not():
    assert all(asks_check(f"Tell me: {check.question}") for check in facts())
    arrivals = read_stream(None).arrivals
    assert sum(asks_check(whole_text(a.content)) for a in arrivals) <= len(arrivals) // 20


@pytest.mark.parametrize(
    ("check", "answer", "right"),
    [
        (Check("q", ("Paris",)), "It is Paris.", True),
        (Check("q", ("Paris",)), "PARIS", True),
        (Check("q", ("Paris",)), "Comparison", False),
        (Check("q", ("Paris",)), "London", False),
        (Check("q", ("12",)), "It is 123.", False),
        (Check("q", ("door",)), "doors", True),
        (Check("q", ("Tom",), ("Anna",)), "Tom, not Anna", True),
        (Check("q", ("Tom",), ("Anna",)), "Anna and Tom", False),
        (Check("q", ("A B",), exact=True), "say: AB", True),
        (Check("q", ("A B",), exact=True), "a b", False),
    ],
)
def test_passes__whole_words_and_the_first_named(check: Check, answer: str, right: bool):
    assert passes(check, answer) is right


@given(st.binary(max_size=40), st.integers(1, 1_000))
def test_choices__below_and_some__in_range_and_the_same_again(seed: bytes, limit: int):
    assert 0 <= Choices(seed).below(limit) < limit
    some = Choices(seed).some(range(limit), min(limit, 7))
    assert len(set(some)) == min(limit, 7)
    assert some == Choices(seed).some(range(limit), min(limit, 7))
    with pytest.raises(IndexError):
        Choices(seed).some(range(limit), limit + 1)
