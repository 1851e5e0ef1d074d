"""Texts: folding makes disguised copies equal to their originals, and cutting loses nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.features.disguise import disguised, invisible_count
from kula.scoring.features.segments import PIECES, pieces
from kula.scoring.features.text import fold, sentences

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


def test_fold__look_alikes_and_invisible_characters__plain():
    assert fold("Ѕаfе\u200bty  ＡＢＣ") == "safety abc"


def test_disguised__letters_of_another_script_in_words__but_not_in_quantities():
    assert disguised("Thе cаpital of Frаnce is Pаris.")
    assert not disguised(
        "ΔH is the change of enthalpy in kJ: where ΔH < 0 heat leaves; ΔH = 0 for none. A hair has 70 μm, a cell 10 μm."
    )


@given(TEXT)
@settings(deadline=None)
def test_sentences__any_text__nothing_lost_but_white_space(text: str):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(TEXT)
@settings(deadline=None, max_examples=100)
def test_pieces__any_text__few_and_in_order(text: str):
    runs = pieces(text or "x")
    assert 1 <= len(runs) <= PIECES
    assert all(run in (text or "x") for run in runs)


def test_invisible__joiners_that_a_script_needs__not_counted():
    persian = "می‌خواهم کتاب‌های خوب را بخوانم و می‌روم"
    assert invisible_count(persian) == 0
    assert invisible_count("he\u200bl\u200cl\u200do") == 3
