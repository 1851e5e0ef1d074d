"""How frequent words, pairs and letter runs are, in a whole passage and in its worst turn."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.features.language.frequency import NAMES, WORST, numbers, worst
from kula.scoring.features.reading import passage_of
from kula.scoring.features.text import Text
from kula.scoring.fit.ngrams import count

LINES = ["the cat sat on the mat and looked at the dog", "the dog sat on the mat and looked at the cat"] * 20
NGRAMS = count((Text(line), []) for line in LINES)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


def _measure(text: str) -> dict[str, int]:
    return dict(zip(NAMES, numbers(passage_of([Text(text)], NGRAMS)), strict=True))


def test_numbers__shuffled_words__tied_less_than_in_order():
    order, shuffled = _measure(LINES[0]), _measure("mat dog the at looked on cat and the the sat")
    assert order["word"] >= shuffled["word"] - 1
    assert order["pair"] > shuffled["pair"]
    assert shuffled["pair_new"] > order["pair_new"] == 0


def test_numbers__stranger_in_one_place__seen_in_the_lowest_stretch():
    spoilt = f"{LINES[0]} xq zzv kjw qqp wvx zkq pfx vvq {LINES[1]}"
    assert _measure(spoilt)["pair_low"] < _measure(f"{LINES[0]} {LINES[1]}")["pair_low"]


def test_numbers__a_word_between_two_that_belong_together__strange():
    assert _measure(LINES[0])["strange"] == 0
    assert _measure(LINES[0].replace("sat on", "sat zebra on"))["strange"] > 0


@given(st.lists(TEXT, min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_worst__a_passage_of_one_turn__the_numbers_of_the_whole(texts: list[str]):
    passage = passage_of([Text(" ".join(texts))], NGRAMS)
    if len(passage.words) > 2:
        whole = dict(zip(NAMES, numbers(passage), strict=True))
        assert worst(passage) == [whole[name] for name in WORST]
