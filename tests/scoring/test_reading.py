"""What the judge reads: whole numbers that follow from the text alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier

from scoring import trees as trees_module
from scoring.arithmetic import checked_sums
from scoring.ngrams import NAMES, count
from scoring.phrasing import Phrasing, learn_pairs
from scoring.segments import PIECES, pieces
from scoring.statistics import statistics
from scoring.text import Parts, fold, invisible_count, words
from scoring.trees import UNIT, Trees, grow

LINES = ["the cat sat on the mat and looked at the dog", "the dog sat on the mat and looked at the cat"] * 20
NGRAMS = count(LINES)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


def _measure(text: str) -> dict[str, int]:
    folded = fold(text)
    return dict(zip(NAMES, NGRAMS.measure(folded, words(folded)), strict=True))


def test_ngrams__shuffled_words__tied_less_than_in_order():
    order, shuffled = _measure(LINES[0]), _measure("mat dog the at looked on cat and the the sat")
    assert order["word"] >= shuffled["word"] - 1
    assert order["pair"] > shuffled["pair"]
    assert shuffled["pair_new"] > order["pair_new"] == 0


def test_ngrams__stranger_in_one_place__seen_in_the_lowest_stretch():
    spoilt = f"{LINES[0]} xq zzv kjw qqp wvx zkq pfx vvq {LINES[1]}"
    assert _measure(spoilt)["pair_low"] < _measure(f"{LINES[0]} {LINES[1]}")["pair_low"]


@given(TEXT, TEXT, TEXT)
@settings(deadline=None, max_examples=60)
def test_statistics__any_text__whole_numbers_under_the_same_names(asked: str, main: str, other: str):
    expected = list(statistics(Parts("conversation", (("user", "hi"),), "hello there", "", 0, False), NGRAMS))
    found = statistics(Parts("preference", (("user", asked),), main, other, 0, False), NGRAMS)
    assert list(found) == expected
    assert all(type(value) is int for value in found.values())


@given(st.lists(TEXT, min_size=2, max_size=2))
@settings(deadline=None, max_examples=60)
def test_phrasing__texts_swapped__the_opposite_number(texts: list[str]):
    weights = (np.arange(1 << 16) * 7919 % 255 - 127).astype(np.int8)
    phrasing = Phrasing(weights)
    assert phrasing.between(*texts) == -phrasing.between(*texts[::-1])


def test_phrasing__learnt_from_pairs__tells_an_unseen_pair():
    pairs = [(f"thank you for number {i}", f"go away number {i}") for i in range(40)]
    assert learn_pairs(pairs).between("thank you for the fish", "go away fish") > 0


def test_trees__whole_numbers__agree_with_the_library(monkeypatch: pytest.MonkeyPatch):
    kept = []
    fit = HistGradientBoostingClassifier.fit
    monkeypatch.setattr(
        HistGradientBoostingClassifier, "fit", lambda self, *a, **k: kept.append(self) or fit(self, *a, **k)
    )
    rng = np.random.default_rng(1)
    good, bad = rng.integers(-900, 1000, (300, 6)), rng.integers(-1000, 900, (300, 6))
    grown = grow(good, bad, trees=40, leaves=8)
    fresh = rng.integers(-1200, 1200, (200, 6))
    library = kept[0].decision_function(fresh.astype(float))
    assert np.abs(grown.logits(fresh) - UNIT * library).max() <= 40 * 0.5 + 1
    again = Trees.of(grown.tensors("x"), "x")
    assert np.array_equal(again.logits(fresh), grown.logits(fresh))
    assert trees_module.UNIT == UNIT


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


@given(TEXT)
@settings(deadline=None, max_examples=100)
def test_pieces__any_text__few_and_in_order(text: str):
    found = pieces(text or "x")
    assert 1 <= len(found) <= PIECES
    assert all(piece in (text or "x") for piece in found)


def test_invisible__joiners_that_a_script_needs__not_counted():
    persian = "می‌خواهم کتاب‌های خوب را بخوانم و می‌روم"
    assert invisible_count(persian) == 0
    assert invisible_count("he\u200bl\u200cl\u200do") == 3
