"""Which words people prefer: learnt from pairs, and fair to both sides of a pair."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.features.language.preference_words import WordWeights
from kula.scoring.features.text import Text
from kula.scoring.fit.preference_words import learn_pairs

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


@given(st.lists(TEXT, min_size=2, max_size=2))
@settings(deadline=None, max_examples=60)
def test_between__texts_swapped__the_opposite_number(texts: list[str]):
    words = WordWeights((np.arange(1 << 16) * 7919 % 255 - 127).astype(np.int8))
    one, two = map(Text, texts)
    assert words.between(one, two) == -words.between(two, one)


def test_learn_pairs__an_unseen_pair__told_apart():
    pairs = [(Text(f"thank you for number {i}"), Text(f"go away number {i}")) for i in range(40)]
    assert learn_pairs(pairs).between(Text("thank you for the fish"), Text("go away fish")) > 0
