"""Whether texts go together by their words: learnt from pairs alone, whole numbers, whatever the order of the words."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.corpus.samples import Sample
from kula.scoring.features.language.relevance import NAMES, Affinity, affinities, cut
from kula.scoring.features.text import Parts
from kula.scoring.fit.relevance import learn_affinity

TOPICS = {
    "soup": ("How do I cook onion soup with garlic", "Fry onions in butter then simmer them with stock and herbs"),
    "stars": ("Why do distant stars twinkle at night", "Air bends their light so brightness seems to change"),
    "money": ("Should my savings go into bonds or shares", "Bonds swing less while equities return more over decades"),
    "sport": ("Which muscles does swimming train best", "Shoulders back and core work hardest against water"),
}
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
def affinity(samples: list[Sample]) -> Affinity:
    return learn_affinity(samples)


def _asked(affinity: Affinity, question: str, answer: str) -> dict[str, int]:
    parts = Parts("conversation", (("user", question),), answer, "", 0, False)
    return affinities(parts, answer.lower().split(), question.lower().split(), affinity)


def test_affinity__right_and_wrong_answers__the_right_one_goes_best(affinity: Affinity):
    found = {(a, b): _asked(affinity, TOPICS[a][0], TOPICS[b][1]) for a, b in product(TOPICS, TOPICS)}
    for topic, other in product(TOPICS, TOPICS):
        if topic != other:
            assert found[topic, topic]["asked"] > found[topic, other]["asked"]
            assert found[topic, topic]["asked_rank"] < found[topic, other]["asked_rank"]


def test_affinity__half_of_another_answer__its_piece_stands_out(affinity: Affinity):
    question, answer = TOPICS["soup"]
    spliced = f"{answer} {answer} {TOPICS['stars'][1]} {TOPICS['stars'][1]}"
    whole, spoilt = (_asked(affinity, question, text) for text in (" ".join([answer] * 4), spliced))
    assert spoilt["piece_lowest"] < whole["piece_lowest"]
    assert spoilt["next_lowest"] < whole["next_lowest"]


def test_affinity__learnt_twice__the_same_bytes(samples: list[Sample], affinity: Affinity):
    again = learn_affinity(samples)
    for name in ("packed", "scale", "questions", "answers"):
        assert np.array_equal(getattr(again, name), getattr(affinity, name))


@given(st.lists(WORD, max_size=40), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_affinity__words_repeated_or_moved__the_same_vector(affinity: Affinity, words: list[str], rng: Random):
    moved = words + words[:5]
    rng.shuffle(moved)
    one, two = affinity.vectors([words, moved])
    assert np.array_equal(one, two)


def test_affinity__nothing_said__numbers_all_the_same(affinity: Affinity):
    found = affinities(Parts("conversation", (), "", "", 0, False), [], [], affinity)
    assert tuple(found) == NAMES
    assert found["asked"] == 0


@given(st.lists(WORD, max_size=300))
def test_cut__any_words__nothing_lost(words: list[str]):
    assert [w for piece in cut(words) for w in piece] == words
