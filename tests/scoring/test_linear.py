"""No text makes a scanner slow: every pattern reads each character a bounded number of times, and says what it did before."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kula.scoring.duplicates
import kula.scoring.features
import kula.scoring.models
from kula.scoring.features.counts import arithmetic, turns
from kula.scoring.features.counts.arithmetic import _UNITS, checked_sums
from kula.scoring.models.checks import _recogniser, asks_check
from tests.support.speed import is_done_within

LENGTH = 16_384
_SECONDS = 0.15
"""A scanner that takes the square of LENGTH takes longer; a linear one takes a hundredth of it."""
_ALPHABET = ("a", "1", " ", "\n", ".", "=", "_", "+", "(", "。", "\u4e00", "\u0300")
_NUMBER = r"\d+(?:\.\d+)?"
_PLAIN_SUM = re.compile(rf"({_NUMBER}(?:[-+*/x×÷()]+{_NUMBER})+)\)?=\(?({_NUMBER})")
"""The sums of a line as one plain pattern, which takes the square of the line's length."""
_PLAIN_STEP = re.compile(r"^\s*(\d{1,2})[.)、]\s", re.MULTILINE)


def _patterns() -> Iterator[re.Pattern[str]]:
    for package in (kula.scoring.features, kula.scoring.duplicates, kula.scoring.models):
        for entry in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = vars(import_module(entry.name))
            for value in list(module.values()):
                values = value.values() if isinstance(value, dict) else [value]
                yield from (v for v in values if isinstance(v, re.Pattern))
    yield _recogniser()


PATTERNS = sorted({pattern.pattern: pattern for pattern in _patterns()}.values(), key=lambda p: p.pattern)


def test_patterns__are_all_there():
    assert len(PATTERNS) > 12


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.pattern[:24].encode("unicode_escape").decode())
def test_pattern__any_two_characters_again_and_again__linear_time(pattern: re.Pattern[str]):
    for first, second in product(_ALPHABET, _ALPHABET):
        text = (first + second) * (LENGTH // 2) + "z"
        assert is_done_within(_SECONDS, lambda text=text: pattern.findall(text)), repr(first + second)


@pytest.mark.parametrize(
    "text",
    [
        "1+" * 32_000 + "1=z",
        "11+" * 21_000 + "=",
        "9" * 30_000 + "*" + "9" * 30_000 + "=1",
        "1+1=2 " * 10_000,
        "1=" * 32_000,
    ],
    ids=["ones", "elevens", "nines", "true", "none"],
)
def test_checked_sums__a_long_line_of_sums__soon_done(text: str):
    assert is_done_within(_SECONDS, lambda: checked_sums(text))


@given(st.text("12.+*x/()= -", max_size=60))
@settings(deadline=None, max_examples=500)
def test_sums__any_line__those_that_the_plain_pattern_finds(line: str):
    plain = [(term.replace("x", "*"), claimed) for term, claimed in _PLAIN_SUM.findall(_UNITS.sub("", line))]
    assert list(arithmetic._sums(line)) == plain


def test_checked_sums__a_number_of_thousands_of_digits__left_out():
    assert checked_sums("1+1=" + "9" * 6_000 + "\n2+2=4") == (1, 0)


@given(st.text("12.) \n\r\u2028a", max_size=40))
@settings(deadline=None, max_examples=500)
def test_steps__any_text__those_that_the_plain_pattern_finds(text: str):
    assert turns._STEP.findall(text) == _PLAIN_STEP.findall(text)


@pytest.mark.parametrize("text", ["a" * 65_000, "a has a " * 8_000, "my name is " * 6_000], ids=["one", "has", "name"])
def test_asks_check__a_long_text__soon_done(text: str):
    assert not asks_check(text)
    assert is_done_within(_SECONDS, lambda: asks_check(text))
