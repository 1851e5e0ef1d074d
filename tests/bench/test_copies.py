"""The benches' own measures: copies with a known share of their original, and training rows."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.bench.copies import edited, excerpt, padded, runs, spliced
from kula.bench.selection import _within
from kula.bench.split import _edited
from kula.node.demo.stream import read_stream
from kula.protocol.records.content import parse_content
from kula.scoring.features.text import whole_text

CONTENTS = [arrival.content for arrival in read_stream(None).arrivals]
TEXTS = [(content["kind"], whole_text(content)) for content in CONTENTS]
TEXTS += [("conversation", " ".join(text for _, text in TEXTS[start : start + 20])) for start in range(0, 60, 20)]
LONG = [i for i, (_, text) in enumerate(TEXTS) if len(text.split()) >= 200]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**20), st.sampled_from([edited, padded, excerpt]))
def test_copies__however_made__their_figures_are_those_of_their_runs(seed: int, make):
    rng = random.Random(seed)
    copy = make(TEXTS, rng.choice(LONG), rng)
    mine, theirs = runs(copy.text), runs(TEXTS[copy.original])
    assert copy.text[0] == TEXTS[copy.original][0]
    assert copy.jaccard == pytest.approx(len(mine & theirs) / len(mine | theirs))
    assert copy.contained_permille == 1000 * len(mine & theirs) // len(mine)


def test_runs__texts_of_four_words_or_fewer__the_whole():
    assert runs(("rating", "No, thank you.")) == {"no thank you"}
    assert len(runs(("rating", "one two three four five"))) == 2


def test_excerpt__of_a_long_record__is_a_small_part_of_it():
    rng = random.Random(3)
    copy = excerpt(TEXTS, LONG[0], rng)
    assert len(copy.text[1].split()) <= 60
    assert copy.contained_permille > 600
    assert copy.jaccard < 0.5


def test_spliced__the_same_seed__the_same_texts():
    assert [next(spliced(TEXTS, 4)) for _ in range(2)] == [next(spliced(TEXTS, 4)) for _ in range(2)]


def test_within__more_than_fits__cut_to_the_room():
    assert _within([[1] * 5, [2] * 5, [3] * 5], 8) == [[1] * 5, [2] * 3]


@pytest.mark.parametrize("content", CONTENTS[:12])
def test_edited__a_record__stays_one_and_keeps_its_kind(content):
    changed = parse_content(_edited(content, random.Random(1)))
    assert changed["kind"] == content["kind"]
