"""The network that expects words: learnt from texts alone, in whole numbers, the same on every machine."""

from dataclasses import fields
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.corpus.prose import Prose
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.language.word_lm import WINDOW, WordLm, buckets, places_of, tokens_of
from kula.scoring.features.reading import Reading
from kula.scoring.features.text import Text, Texts
from kula.scoring.fit.ngrams import count
from kula.scoring.fit.word_lm import learn_word_lm
from tests.support.scoring.word_lm import some_word_lm

WHO = ["cat", "dog", "farmer", "teacher", "child", "doctor", "singer", "miller"]
DOES = ["sees", "hears", "follows", "greets", "paints", "helps", "knows", "finds"]
HOW = ["old", "young", "tall", "quiet", "happy", "clever", "tired", "kind"]
NGRAMS = count([])
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120)


def _sentence(rng: Random) -> str:
    return f"The {rng.choice(HOW)} {rng.choice(WHO)} {rng.choice(DOES)} a {rng.choice(HOW)} {rng.choice(WHO)}."


def _numbers(net: WordLm, turns: list[str], answer: str) -> dict[str, int]:
    texts = Texts("conversation", tuple(("user", Text(t)) for t in turns), Text(answer), Text(""), 0, False)
    return dict(zip(net.NAMES, net.numbers(Reading(texts, NGRAMS)), strict=True))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    rng = Random(4)
    talks = [[" ".join(_sentence(rng) for _ in range(3)) for _ in range(2)] for _ in range(400)]
    messages = [[{"role": r, "content": t} for r, t in zip(("user", "assistant"), talk, strict=True)] for talk in talks]
    contents = [{"kind": "conversation", "messages": m} for m in messages]
    return [Sample(str(i), c, "en", "test", "CC0-1.0") for i, c in enumerate(contents)]


@pytest.fixture(scope="module")
def word_lm(samples: list[Sample]) -> WordLm:
    return learn_word_lm(samples)


def test_word_lm__words_of_a_sentence_out_of_order__surprise_more(word_lm: WordLm):
    rng = Random(9)
    for _ in range(30):
        sentence = _sentence(rng)
        first, *inner = sentence[:-1].split()
        usual = _numbers(word_lm, [""], sentence)
        mixed = _numbers(word_lm, [""], " ".join([first, *sorted(inner, reverse=True)]) + ".")
        assert mixed["word_lm_main_over"] > usual["word_lm_main_over"]


def test_word_lm__a_word_where_none_belongs__is_the_most_surprising_place(word_lm: WordLm):
    tokens = ["the", "old", "cat", "sees", "a", "a", "kind", "dog", "."]
    _, (_, over) = word_lm.look_up(
        [(False, Text("The tall miller helps a quiet singer.")), (True, Text(" ".join(tokens)))]
    )
    # The first place is the mark that begins a turn; a word's neighbours are surprised as well.
    assert abs(int(over.argmax()) - 1 - tokens.index("a")) <= 1


def test_word_lm__learnt_twice__the_same_bytes(samples: list[Sample], word_lm: WordLm):
    again = learn_word_lm(samples)
    names = [f.name for f in fields(WordLm)]
    assert all(np.array_equal(getattr(word_lm, name), getattr(again, name)) for name in names)


def test_word_lm__prose_beside_talks__its_words_are_known():
    prose = [Prose("A lantern lights the harbour.", "books", "CC0-1.0")] * 20
    net = learn_word_lm([], prose)
    known, unknown = (
        net.known(places_of(Text("The lantern"), True))[2],
        net.known(places_of(Text("The zeppelin"), True))[2],
    )
    assert (int(known), int(unknown)) == (buckets("lantern")[0], buckets("<other>")[0])


def _one_by_one(net: WordLm, text: str) -> list[int]:
    """How far each place's class lies below the likeliest one, by whole numbers of Python alone."""
    spoken = net.known(places_of(Text(text), True)).tolist()
    pad = [buckets("<pad>")[0]] * WINDOW
    around, below = [*pad, *spoken, *pad], []
    for place in range(len(spoken)):
        near = [around[place + n] for n in range(2 * WINDOW + 1) if n != WINDOW]
        inputs = [int(x) for b in near for x in net.vectors[b]]
        units = [
            min(
                255, max(0, sum(g * int(w) for g, w in zip(inputs, column, strict=True)) + int(b) >> int(net.shifts[0]))
            )
            for column, b in zip(net.hidden.T, net.hidden_bias, strict=True)
        ]
        levels = [
            sum(u * int(w) for u, w in zip(units, column, strict=True)) + int(b) >> int(net.shifts[1])
            for column, b in zip(net.output.T, net.output_bias, strict=True)
        ]
        below.append(min(320, max(levels) - levels[int(net.classes[spoken[place]])]))
    return below


@given(TEXT, st.integers(0, 3))
@settings(deadline=None, max_examples=30)
def test_look_up__any_text_and_network__what_whole_numbers_alone_give(text: str, seed: int):
    net = some_word_lm(seed)
    places = net.known(places_of(Text(text), True))
    below = net._below(places)
    assert below[np.arange(len(places)), net.classes[places]].tolist() == _one_by_one(net, text)


@given(st.lists(TEXT, min_size=1, max_size=4), TEXT)
@settings(deadline=None, max_examples=40)
def test_numbers__any_record__whole_numbers_under_the_same_names(turns: list[str], main: str):
    numbers = _numbers(some_word_lm(), turns, main)
    assert all(type(value) is int for value in numbers.values())


def test_tokens_of__signs_and_scripts__nothing_but_white_space_lost():
    assert tokens_of(Text("Wait, 1234567 cats? 好的。 don't")) == [
        *("wait", ",", "<4>", "cats", "?", "好", "的", "。", "don", "'", "t"),
    ]


def test_known__a_word_nobody_saw__is_read_by_its_ending(word_lm: WordLm):
    assert word_lm.known(places_of(Text("zzz"), True)).shape == (3,)
    sees, unseen = (
        word_lm.look_up([(True, Text(f"the old cat {w} a kind dog ."))])[0][0].sum() for w in ("sees", "qqqqqqqqq")
    )
    assert unseen > sees
