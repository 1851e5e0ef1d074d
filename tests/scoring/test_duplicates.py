"""Near-duplicates: what is called one truly is one, and nearly all that are one are found."""

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.parameters import Parameters
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex, Shingles, shingles_of, shingles_of_all
from kula.scoring.duplicates.shingles import held, letters_and_words
from kula.scoring.epoch import score_epoch
from kula.scoring.features.text import fold, whole_text, words
from kula.scoring.scorer import Scorer
from tests.support.scoring.duplicates import CHINESE, CONTENTS, TEXT, index_of, key_of, texts_of_few_words

THETA = Parameters().duplicate_permille

# Letters of several scripts, look-alikes, invisible ones, ligatures, digits, and every kind of white space and mark.
_letters = st.text("abcdeXYZ éßİΣς ОаесХ 中文あ가ก _-.'\u200b\u00ad\ufb01\u2028\x85\t\n👍²9", max_size=60)

# Many that agree in their high bits, and all others.
_hashes = st.integers(0, 40) | st.integers(2**32 - 9, 2**32 - 1) | st.integers(0, 2**32 - 1)


def _runs(kind: str, text: str) -> set[object]:
    """Shingles as the definition says, without hashes."""
    spoken = words(fold(text))
    if len(spoken) <= 4:
        return {(kind, lane, *(spoken or [fold(text)])) for lane in range(4)}
    return {(kind, *spoken[i : i + 4]) for i in range(len(spoken) - 3)}


def _reads(index: DuplicateIndex) -> list[int]:
    """The places that the index will read, as it goes on."""
    places: list[int] = []
    read = index._log.read
    index._log.read = lambda place: places.append(place) or read(place)  # type: ignore[method-assign]
    return places


@settings(deadline=None)
@given(_letters)
def test_letters_and_words__any_text__the_words_of_the_folded_text(text: str):
    letters, starts, _ = letters_and_words(fold(text))
    edges = [*starts.tolist(), len(letters)]
    split = ["".join(map(chr, letters[a:b])) for a, b in pairwise(edges)]
    assert split == words(fold(text))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["rating", "conversation"]), _letters | texts_of_few_words), max_size=12))
def test_shingles__many_at_once__as_each_alone_and_as_defined(pairs: list[tuple[str, str]]):
    together = list(shingles_of_all(pairs))
    assert len(together) == len(pairs)
    for (kind, text), shingles in zip(pairs, together, strict=True):
        assert shingles.tolist() == shingles_of(kind, text).tolist() == sorted(set(shingles.tolist()))
        assert shingles.tolist() == shingles_of(kind, fold(text)).tolist()
        assert len(shingles) == len(_runs(kind, text))


def test_shingles__more_letters_than_are_hashed_at_once__as_each_alone():
    texts = [("rating", f"{number} " + whole_text(CONTENTS[number % 40]) * 8) for number in range(120)]
    for (kind, text), shingles in zip(texts, shingles_of_all(texts), strict=True):
        assert np.array_equal(shingles, shingles_of(kind, text))


@settings(deadline=None)
@given(st.sets(_hashes, min_size=1), st.lists(st.sets(_hashes, min_size=1), max_size=6))
def test_held__several_at_once__as_sets_count(mine: set[int], others: list[set[int]]):
    arrays = [np.array(sorted(one), dtype=np.uint32) for one in (mine, *others)]
    assert held(arrays[0], arrays[1:]) == [len(mine & other) for other in others]


@settings(max_examples=200, deadline=None)
@given(st.lists(texts_of_few_words, min_size=1, max_size=12), texts_of_few_words, st.integers(1, 1000))
def test_containing__random_texts__never_claims_what_brute_force_denies(texts: list[str], text: str, permille: int):
    key = index_of(texts).containing(shingles_of("rating", text), permille)
    if key is not None:
        runs = _runs("rating", text)
        shared = runs & _runs("rating", texts[int.from_bytes(key, "big")])
        assert 1000 * len(shared) >= permille * len(runs)


@settings(deadline=None)
@given(st.lists(texts_of_few_words, min_size=1, max_size=12), st.data())
def test_containing__a_copy__found(texts: list[str], data: st.DataObject):
    copied = data.draw(st.sampled_from(texts))
    assert index_of(texts).containing(shingles_of("rating", copied), 1000) is not None


@pytest.mark.parametrize(
    "disguise",
    [str.upper, lambda t: t.replace("e", "\u0435"), "\u200b".join, lambda t: t.replace(" ", "  "), lambda t: f"«{t}»!"],
)
@pytest.mark.parametrize("text", [TEXT, CHINESE])
def test_containing__a_disguised_copy__found(disguise, text: str):
    index = index_of([text])
    assert index.containing(shingles_of("rating", disguise(text)), THETA) == key_of(0)
    assert index.containing(shingles_of("conversation", disguise(text)), THETA) is None
    assert index.containing(shingles_of("rating", text), THETA, exclude=key_of(0)) is None


def test_containing__an_excerpt_and_a_padded_copy__found():
    long = " ".join(whole_text(content) for content in CONTENTS[:40])
    excerpt = " ".join(long.split()[700:740])
    padded = f"{whole_text(CONTENTS[3])} {' '.join(['and so on'] * 400)}"
    index = index_of([long, whole_text(CONTENTS[3])])
    assert index.containing(shingles_of("rating", excerpt), THETA) == key_of(0)
    # Padding that repeats itself counts once.
    assert index.containing(shingles_of("rating", padded), THETA) is not None
    assert index.containing(shingles_of("rating", f"{excerpt} {TEXT} {CHINESE}"), THETA) is None


def test_containing__at_most_four_words__only_the_same_words():
    index = index_of(["No, thank you.", "no thank you very much indeed my friend", "👍"])
    assert index.containing(shingles_of("rating", "no thank you"), 1) == key_of(0)
    assert index.containing(shingles_of("rating", "thank you very much"), 1) is None
    assert index.containing(shingles_of("rating", "👎"), 1) is None


def test_containing__one_shingle_in_a_hundred_thousand_records__costs_no_more(tmp_path: Path):
    popular, rng = shingles_of("rating", TEXT), np.random.default_rng(5)
    index = DuplicateIndex()
    for number in range(3_000):
        others = rng.integers(0, 2**32, 60, dtype=np.uint32)
        index.add(np.unique(np.concatenate((popular, others))), key_of(number))
    read = _reads(index)
    mixed: Shingles = np.unique(np.concatenate((popular, rng.integers(0, 2**32, 200, dtype=np.uint32))))
    assert index.containing(mixed, THETA) is None
    assert len(read) <= 8


def test_containing__old_records_whose_halves_became_popular__still_found():
    rng = np.random.default_rng(9)
    halves = [rng.integers(0, 2**32, 60, dtype=np.uint32) for _ in range(200)]
    texts = [np.unique(np.concatenate((halves[a], halves[b]))) for a, b in rng.integers(0, 200, (2_000, 2))]
    index = DuplicateIndex()
    for number, shingles in enumerate(texts):
        index.add(shingles, key_of(number))
    assert sum(index.containing(shingles, THETA) is not None for shingles in texts[:100]) >= 98


def test_containing__edited_copies_of_real_records__nearly_all_found():
    rng = random.Random(11)
    texts = [whole_text(content) for content in CONTENTS]
    index = index_of(texts)
    caught = tried = 0
    for text in texts:
        edited = [word if rng.random() > 0.02 else "quux" for word in text.split()]
        runs, original = _runs("rating", " ".join(edited)), _runs("rating", text)
        if 1000 * len(runs & original) >= THETA * len(runs):
            tried += 1
            caught += index.containing(shingles_of("rating", " ".join(edited)), THETA) is not None
    assert tried > 50
    assert caught >= 0.99 * tried


def test_epoch__naming_what_was_copied_as_the_parent__helps_ratings_only():
    scorer = Scorer.load(device="cpu")
    rating = next(content for content in CONTENTS if content["kind"] == "rating")
    talk = next(content for content in CONTENTS if content["kind"] == "conversation")
    credited = DuplicateIndex()
    for number, content in enumerate((rating, talk)):
        credited.add(shingles_of(content["kind"], whole_text(content)), key_of(number))
    copies = [
        OpenedRecord(record_hash=key_of(9 + number), parent=key_of(number), content=content, imported=False)
        for number, content in enumerate((rating, talk))
    ]
    epoch = score_epoch(scorer, credited, copies, Parameters())
    assert epoch.reasons[0] != ["duplicate"]
    assert epoch.reasons[1] == ["duplicate"]


def test_mirror__of_a_preference_that_another_account_was_paid_for__is_a_duplicate():
    """Both answers to one question from two accounts, so that one of them must be right: the pair earns once."""
    pairs = [content for content in CONTENTS if content["kind"] == "preference"]
    # Where two texts meet, three runs of four words change: too many of them in a short preference.
    long = [pair for pair in pairs if len(words(fold(whole_text(pair)))) > 40]
    assert long
    for pair in long:
        mirror = {**pair, "outcome": "a" if pair["outcome"] == "b" else "b"}
        credited = DuplicateIndex()
        credited.add(shingles_of("preference", whole_text(pair)), key_of(0))
        assert credited.containing(shingles_of("preference", whole_text(mirror)), THETA)
