"""What is counted in texts: whole numbers that follow from the texts alone."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.features.counts import characters, difference, turns
from kula.scoring.features.counts.arithmetic import checked_sums
from kula.scoring.features.reading import Reading, passage_of
from kula.scoring.features.text import Text, Texts
from kula.scoring.fit.ngrams import count, marks_of

LINES = ["the cat sat on the mat and looked at the dog", "the dog sat on the mat and looked at the cat"] * 20
NGRAMS = count((Text(line), []) for line in LINES)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


def _talk(main: str, before: Sequence[tuple[str, str]] = (), other: str = "") -> Texts:
    return Texts("conversation", tuple((role, Text(text)) for role, text in before), Text(main), Text(other), 0, False)


def _turns(texts: Texts, ngrams=NGRAMS) -> dict[str, int]:
    return dict(zip(turns.NAMES, turns.numbers(Reading(texts, ngrams)), strict=True))


def _difference(main: str, other: str) -> dict[str, int]:
    return dict(zip(difference.NAMES, difference.numbers(Reading(_talk(main, other=other), NGRAMS)), strict=True))


def test_marks__openings_counted__tell_an_opening_from_what_follows():
    spoken = [("user", "Hello there. How are you?"), ("assistant", "Thanks. And you?")]
    marks = list(marks_of([(role, Text(text)) for role, text in spoken]))
    counted = count((Text(""), marks) for _ in range(50))
    opens, follows = counted.beside([("opens", "hello"), ("follows", "hello")])
    assert opens > follows == 0
    in_place = _talk(spoken[1][1], [spoken[0]])
    changed = _talk(spoken[0][1], [("user", spoken[1][1])])
    assert _turns(in_place, counted)["role_lowest"] > 0 > _turns(changed, counted)["role_lowest"]
    mixed = _talk("And you? Thanks.", [spoken[0]])
    assert _turns(in_place, counted)["follows_lowest"] > _turns(mixed, counted)["follows_lowest"]


def test_turns__steps_out_of_order__counted_as_breaks():
    assert _turns(_talk("1. Boil.\n2. Peel.\n3. Eat."))["list_breaks"] == 0
    assert _turns(_talk("2. Peel.\n1. Boil.\n3. Eat."))["list_breaks"] > 0


def test_turns__a_strange_sentence__shares_less_than_the_others():
    usual = "Green planets circle stars. Those planets follow circle paths. Stars hold planets in circle paths."
    spoilt = usual + " Chocolate melts quickly under summer sunshine."
    shares = [_turns(_talk(text))["shared_lowest"] for text in (usual, spoilt)]
    assert shares[0] > shares[1] == 0


def test_difference__words_moved_changed_or_kept__told_apart():
    text, moved = "the cat sat on 2 mats", "on 2 mats the cat sat"
    assert _difference(text, text)["same_words"] == 1
    assert _difference(moved, text)["moved"] == 1
    changed = _difference("the cat sat on 3 mats", text)
    assert (changed["only_main"], changed["only_other"], changed["numbers_changed"]) == (1, 1, 3)


@given(TEXT)
@settings(deadline=None, max_examples=60)
def test_characters__any_text__what_counting_one_by_one_gives(text: str):
    numbers = dict(zip(characters.NAMES, characters.numbers(passage_of([Text(text)], NGRAMS)), strict=True))
    size = max(1, len(text))
    assert numbers["alpha"] == 1000 * sum(map(str.isalpha, text)) // size
    assert numbers["digits"] == 1000 * sum(map(str.isdigit, text)) // size
    assert numbers["lines"] == 1000 * text.count("\n") // size
    inner = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    assert numbers["inner_upper"] == 1000 * inner // size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("48 / 2 = 24 clips", (1, 0)),
        ("$12.50 * 4 = $50", (1, 0)),
        ("3 + 4 * 2 = 14", (0, 1)),
        ("1,000 - 1 = 999 and 2 + 2 = 5", (1, 1)),
        ("1 / 0 = 3", (0, 0)),
        ("x = y", (0, 0)),
    ],
)
def test_sums__checked(text: str, expected: tuple[int, int]):
    assert checked_sums(text) == expected
