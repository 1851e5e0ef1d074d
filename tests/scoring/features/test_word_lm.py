"""How much words surprise beside their neighbours: learnt from texts alone, whole numbers, the same on every machine."""

from dataclasses import fields
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.corpus.prose import Prose
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.language.word_lm import NAMES, WINDOW, Surprise, buckets, places_of, surprises, tokens_of
from kula.scoring.features.text import Parts
from kula.scoring.fit.word_lm import learn_surprise
from tests.support.surprise import some_surprise

WHO = ["cat", "dog", "farmer", "teacher", "child", "doctor", "singer", "miller"]
DOES = ["sees", "hears", "follows", "greets", "paints", "helps", "knows", "finds"]
HOW = ["old", "young", "tall", "quiet", "happy", "clever", "tired", "kind"]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120)


def _sentence(rng: Random) -> str:
    return f"The {rng.choice(HOW)} {rng.choice(WHO)} {rng.choice(DOES)} a {rng.choice(HOW)} {rng.choice(WHO)}."


def _talk(question: str, answer: str) -> Parts:
    return Parts("conversation", (("user", question),), answer, "", 0, False)


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    rng = Random(4)
    talks = [[" ".join(_sentence(rng) for _ in range(3)) for _ in range(2)] for _ in range(400)]
    messages = [[{"role": r, "content": t} for r, t in zip(("user", "assistant"), talk, strict=True)] for talk in talks]
    contents = [{"kind": "conversation", "messages": m} for m in messages]
    return [Sample(str(i), c, "en", "test", "CC0-1.0") for i, c in enumerate(contents)]


@pytest.fixture(scope="module")
def surprise(samples: list[Sample]) -> Surprise:
    return learn_surprise(samples)


def test_surprise__words_of_a_sentence_out_of_order__surprise_more(surprise: Surprise):
    rng = Random(9)
    for _ in range(30):
        sentence = _sentence(rng)
        first, *inner = sentence[:-1].split()
        usual = surprises(_talk("", sentence), surprise)
        mixed = surprises(_talk("", " ".join([first, *sorted(inner, reverse=True)]) + "."), surprise)
        assert mixed["main_over"] > usual["main_over"]


def test_surprise__a_word_where_none_belongs__is_the_most_surprising_place(surprise: Surprise):
    tokens = ["the", "old", "cat", "sees", "a", "a", "kind", "dog", "."]
    _, (_, over) = surprise.look([(False, "The tall miller helps a quiet singer."), (True, " ".join(tokens))])
    # The first place is the mark that begins a turn; a word's neighbours are surprised as well.
    assert abs(int(over.argmax()) - 1 - tokens.index("a")) <= 1


def test_surprise__learnt_twice__the_same_bytes(samples: list[Sample], surprise: Surprise):
    again = learn_surprise(samples)
    names = [f.name for f in fields(Surprise)]
    assert all(np.array_equal(getattr(surprise, name), getattr(again, name)) for name in names)


def test_surprise__prose_beside_talks__its_words_are_known():
    prose = [Prose("A lantern lights the harbour.", "books", "CC0-1.0")] * 20
    net = learn_surprise([], prose)
    known, unknown = net.known(places_of("The lantern", True))[2], net.known(places_of("The zeppelin", True))[2]
    assert (int(known), int(unknown)) == (buckets("lantern")[0], buckets("<other>")[0])


def _one_by_one(net: Surprise, text: str) -> list[int]:
    """What lies how far below the likeliest class at each place, by whole numbers of Python alone."""
    found = net.known(places_of(text, True)).tolist()
    pad = [buckets("<pad>")[0]] * WINDOW
    around, out = [*pad, *found, *pad], []
    for place in range(len(found)):
        near = [around[place + n] for n in range(2 * WINDOW + 1) if n != WINDOW]
        given = [int(x) for b in near for x in net.vectors[b]]
        units = [
            min(255, max(0, sum(g * int(w) for g, w in zip(given, column, strict=True)) + int(b) >> int(net.shifts[0])))
            for column, b in zip(net.hidden.T, net.hidden_bias, strict=True)
        ]
        levels = [
            sum(u * int(w) for u, w in zip(units, column, strict=True)) + int(b) >> int(net.shifts[1])
            for column, b in zip(net.out.T, net.out_bias, strict=True)
        ]
        out.append(min(320, max(levels) - levels[int(net.classes[found[place]])]))
    return out


@given(TEXT, st.integers(0, 3))
@settings(deadline=None, max_examples=30)
def test_look__any_text_and_network__what_whole_numbers_alone_give(text: str, seed: int):
    net = some_surprise(seed)
    places = net.known(places_of(text, True))
    below = net._below(places)
    assert below[np.arange(len(places)), net.classes[places]].tolist() == _one_by_one(net, text)


@given(st.lists(TEXT, min_size=1, max_size=4), TEXT)
@settings(deadline=None, max_examples=40)
def test_surprises__any_record__whole_numbers_under_the_same_names(turns: list[str], main: str):
    parts = Parts("conversation", tuple(("user", t) for t in turns), main, "", 0, False)
    found = surprises(parts, some_surprise())
    assert tuple(found) == NAMES
    assert all(type(value) is int for value in found.values())


def test_tokens_of__signs_and_scripts__nothing_but_white_space_lost():
    assert tokens_of("Wait, 1234567 cats? 好的。 don't") == [
        *("wait", ",", "<4>", "cats", "?", "好", "的", "。", "don", "'", "t"),
    ]


def test_known__a_word_nobody_saw__is_read_by_its_ending(surprise: Surprise):
    assert surprise.known(places_of("zzz", True)).shape == (3,)
    sees, unseen = (surprise.look([(True, f"the old cat {w} a kind dog .")])[0][0].sum() for w in ("sees", "qqqqqqqqq"))
    assert unseen > sees
