"""What the judge reads: whole numbers that follow from the text alone."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier

from kula.scoring.features.counts.arithmetic import checked_sums
from kula.scoring.features.counts.characters import letters
from kula.scoring.features.counts.counts import statistics
from kula.scoring.features.counts.difference import difference
from kula.scoring.features.counts.turns import marks_of, order
from kula.scoring.features.language.ngrams import count
from kula.scoring.features.language.relevance import BITS, DIMENSIONS, Affinity
from kula.scoring.features.segments import PIECES, pieces
from kula.scoring.features.text import Parts, fold, invisible_count, sentences, words
from kula.scoring.gates import trees as trees_module
from kula.scoring.gates.preference_words import Phrasing, learn_pairs
from kula.scoring.gates.trees import UNIT, Trees, grow
from tests.support.surprise import some_surprise

LINES = ["the cat sat on the mat and looked at the dog", "the dog sat on the mat and looked at the cat"] * 20
NGRAMS = count((line, []) for line in LINES)
_DRAWN = np.random.default_rng(5)
AFFINITY = Affinity(
    packed=_DRAWN.integers(0, 256, size=(1 << BITS, DIMENSIONS // 4), dtype=np.uint8),
    scale=_DRAWN.integers(0, 256, size=1 << BITS, dtype=np.uint8),
    questions=_DRAWN.integers(-9, 10, size=(4, DIMENSIONS), dtype=np.int16),
    answers=_DRAWN.integers(-9, 10, size=(4, DIMENSIONS), dtype=np.int16),
)
SURPRISE = some_surprise()
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


def _measure(text: str) -> dict[str, int]:
    folded = fold(text)
    return NGRAMS.look(folded, words(folded)).whole()


def test_ngrams__shuffled_words__tied_less_than_in_order():
    order, shuffled = _measure(LINES[0]), _measure("mat dog the at looked on cat and the the sat")
    assert order["word"] >= shuffled["word"] - 1
    assert order["pair"] > shuffled["pair"]
    assert shuffled["pair_new"] > order["pair_new"] == 0


def test_ngrams__stranger_in_one_place__seen_in_the_lowest_stretch():
    spoilt = f"{LINES[0]} xq zzv kjw qqp wvx zkq pfx vvq {LINES[1]}"
    assert _measure(spoilt)["pair_low"] < _measure(f"{LINES[0]} {LINES[1]}")["pair_low"]


def test_ngrams__a_word_between_two_that_belong_together__strange():
    assert _measure(LINES[0])["strange"] == 0
    assert _measure(LINES[0].replace("sat on", "sat zebra on"))["strange"] > 0


@given(st.lists(TEXT, min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_ngrams__a_text_of_one_part__its_worst_part_is_the_whole(texts: list[str]):
    text = " ".join(texts)
    folded = fold(text)
    looked = NGRAMS.look(folded, words(folded))
    if len(looked.word) > 2:
        whole, worst = looked.whole(), looked.worst([0], [0])
        assert worst == {name: whole[name] for name in worst}


def test_marks__openings_counted__tell_an_opening_from_what_follows():
    turns = [("user", "Hello there. How are you?"), ("assistant", "Thanks. And you?")]
    counted = count((text, marks) for _ in range(50) for text, marks in [("", list(marks_of(turns)))])
    opens, follows = counted.beside([("opens", "hello"), ("follows", "hello")])
    assert opens > follows == 0
    in_place = Parts("conversation", (turns[0],), turns[1][1], "", 0, False)
    changed = Parts("conversation", (("user", turns[1][1]),), turns[0][1], "", 0, False)
    assert order(in_place, counted)["role_lowest"] > 0 > order(changed, counted)["role_lowest"]
    mixed = Parts("conversation", (turns[0],), "And you? Thanks.", "", 0, False)
    assert order(in_place, counted)["follows_lowest"] > order(mixed, counted)["follows_lowest"]


def test_order__steps_out_of_order__counted_as_breaks():
    def steps(text: str) -> int:
        return order(Parts("conversation", (), text, "", 0, False), NGRAMS)["list_breaks"]

    assert steps("1. Boil.\n2. Peel.\n3. Eat.") == 0
    assert steps("2. Peel.\n1. Boil.\n3. Eat.") > 0


def test_order__a_strange_sentence__shares_less_than_the_others():
    usual = "Green planets circle stars. Those planets follow circle paths. Stars hold planets in circle paths."
    spoilt = usual + " Chocolate melts quickly under summer sunshine."
    found = [order(Parts("conversation", (), t, "", 0, False), NGRAMS)["shared_lowest"] for t in (usual, spoilt)]
    assert found[0] > found[1] == 0


def test_difference__words_moved_changed_or_kept__told_apart():
    text, moved = ["the", "cat", "sat", "on", "2", "mats"], ["on", "2", "mats", "the", "cat", "sat"]
    assert difference(text, text, NGRAMS)["same_words"] == 1
    assert difference(moved, text, NGRAMS)["moved"] == 1
    changed = difference(["the", "cat", "sat", "on", "3", "mats"], text, NGRAMS)
    assert (changed["only_main"], changed["only_other"], changed["numbers_changed"]) == (1, 1, 3)


@given(TEXT)
@settings(deadline=None, max_examples=60)
def test_letters__any_text__what_counting_one_by_one_gives(text: str):
    found, size = letters(text), max(1, len(text))
    assert found["alpha"] == 1000 * sum(map(str.isalpha, text)) // size
    assert found["digits"] == 1000 * sum(map(str.isdigit, text)) // size
    assert found["lines"] == 1000 * text.count("\n") // size
    inner = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    assert found["inner_upper"] == 1000 * inner // size


@given(TEXT)
@settings(deadline=None)
def test_sentences__any_text__nothing_lost_but_white_space(text: str):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(TEXT, TEXT, TEXT)
@settings(deadline=None, max_examples=60)
def test_statistics__any_text__whole_numbers_under_the_same_names(asked: str, main: str, other: str):
    plain = Parts("conversation", (("user", "hi"),), "hello there", "", 0, False)
    expected = list(statistics(plain, NGRAMS, AFFINITY, SURPRISE))
    found = statistics(Parts("preference", (("user", asked),), main, other, 0, False), NGRAMS, AFFINITY, SURPRISE)
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
