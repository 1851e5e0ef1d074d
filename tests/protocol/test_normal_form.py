"""Unicode normal forms: what the library gives, for long runs of marks too, and in time that grows with the text alone."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.canonical import canonical_json, normal_form
from tests.support.speed import is_done_within

MARKS = "\u0300\u0301\u0315\u0316\u0344\u0345\u0f73\u0f71\u3099\uff9e\uff9f\U0001d165"
LETTERS = "aé각ᄀ한が½ﷺ\uff76\u1e9b"
_TEXT = st.lists(st.tuples(st.sampled_from(LETTERS), st.text(MARKS, max_size=80)), max_size=4).map(
    lambda parts: "".join(letter + marks for letter, marks in parts)
)


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
@given(text=_TEXT)
@settings(deadline=None)
def test_normal_form__letters_with_any_marks__what_the_library_gives(form, text: str):
    assert normal_form(text, form) == unicodedata.normalize(form, text)


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
def test_normal_form__a_run_of_every_mark_there_is__what_the_library_gives(form):
    every = (chr(point) for point in range(sys.maxunicode, 0, -1) if not 0xD800 <= point < 0xE000)
    marks = "".join(c for c in every if unicodedata.combining(unicodedata.normalize("NFKD", c)[0]))
    assert len(marks) > 800
    assert normal_form(f"a{marks}", form) == unicodedata.normalize(form, f"a{marks}")


def test_canonical_json__a_record_of_marks__in_linear_time():
    text = "a" + "\u0315\u0300" * 15_000
    canonical_json("é\u0301")
    assert len(canonical_json({"content": text})) < 65_536
    assert is_done_within(0.2, lambda: canonical_json({"content": text}))
