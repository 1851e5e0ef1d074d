"""Relevance: learnt from pairs alone, in whole numbers, whatever the order of the words."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.corpus.samples import Sample
from kula.scoring.features.language.relevance import Relevance, cut
from kula.scoring.features.reading import Reading
from kula.scoring.features.text import Text, Texts
from kula.scoring.fit.ngrams import count
from kula.scoring.fit.relevance import learn_relevance

TOPICS = {
    "soup": ("How do I cook onion soup with garlic", "Fry onions in butter then simmer them with stock and herbs"),
    "stars": ("Why do distant stars twinkle at night", "Air bends their light so brightness seems to change"),
    "money": ("Should my savings go into bonds or shares", "Bonds swing less while equities return more over decades"),
    "sport": ("Which muscles does swimming train best", "Shoulders back and core work hardest against water"),
}
NGRAMS = count([])
WORD = st.text("abcdefghij", min_size=1, max_size=8)


def _shuffled(rng: Random, text: str) -> str:
    words = text.split()
    return " ".join(rng.sample(words, len(words) - 2))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    rng = Random(3)
    talks = [[_shuffled(rng, text) for text in TOPICS[name]] for name in TOPICS for _ in range(60)]
    return [
        Sample(
            str(i),
            {
                "kind": "conversation",
                "messages": [{"role": r, "content": t} for r, t in zip(("user", "assistant"), talk, strict=True)],
            },
            "en",
            "test",
            "CC0-1.0",
        )
        for i, talk in enumerate(talks)
    ]


@pytest.fixture(scope="module")
def relevance(samples: list[Sample]) -> Relevance:
    return learn_relevance(samples)


def _numbers(relevance: Relevance, question: str, answer: str) -> dict[str, int]:
    turns = (("user", Text(question)),) if question else ()
    texts = Texts("conversation", turns, Text(answer), Text(""), 0, False)
    return dict(zip(relevance.NAMES, relevance.numbers(Reading(texts, NGRAMS)), strict=True))


def test_relevance__right_and_wrong_answers__the_right_one_goes_best(relevance: Relevance):
    numbers = {(a, b): _numbers(relevance, TOPICS[a][0], TOPICS[b][1]) for a, b in product(TOPICS, TOPICS)}
    for topic, other in product(TOPICS, TOPICS):
        if topic != other:
            assert numbers[topic, topic]["relevance_asked"] > numbers[topic, other]["relevance_asked"]
            assert numbers[topic, topic]["relevance_asked_rank"] < numbers[topic, other]["relevance_asked_rank"]


def test_relevance__half_of_another_answer__its_piece_stands_out(relevance: Relevance):
    question, answer = TOPICS["soup"]
    spliced = f"{answer} {answer} {TOPICS['stars'][1]} {TOPICS['stars'][1]}"
    whole, spoilt = (_numbers(relevance, question, text) for text in (" ".join([answer] * 4), spliced))
    assert spoilt["relevance_piece_lowest"] < whole["relevance_piece_lowest"]
    assert spoilt["relevance_next_lowest"] < whole["relevance_next_lowest"]


def test_relevance__learnt_twice__the_same_bytes(samples: list[Sample], relevance: Relevance):
    again = learn_relevance(samples)
    for name in ("packed", "scale", "questions", "answers"):
        assert np.array_equal(getattr(again, name), getattr(relevance, name))


@given(st.lists(WORD, max_size=40), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_relevance__words_repeated_or_moved__the_same_vector(relevance: Relevance, words: list[str], rng: Random):
    moved = words + words[:5]
    rng.shuffle(moved)
    one, two = relevance.vectors([words, moved])
    assert np.array_equal(one, two)


def test_relevance__nothing_said__numbers_all_the_same(relevance: Relevance):
    assert _numbers(relevance, "", "")["relevance_asked"] == 0


@given(st.lists(WORD, max_size=300))
def test_cut__any_words__nothing_lost(words: list[str]):
    assert [w for piece in cut(words) for w in piece] == words
