"""Near-duplicates: what is called one truly is one, the bytes follow from the records and their order, and a kill loses no more than its tail."""

import random
import resource
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.credited import extend
from node.demo.stream import read_stream
from protocol.batch import OpenedRecord
from protocol.errors import IntegrityError
from protocol.parameters import Parameters
from scoring.duplicates import DuplicateIndex, Shingles, shingles_of, shingles_of_all
from scoring.duplicates.log import UNIT, Log
from scoring.duplicates.shingles import held, letters_and_words
from scoring.epoch import score_epoch
from scoring.scorer import Scorer
from scoring.text import fold, whole_text, words

THETA = Parameters().duplicate_permille
TEXT = "Lower the egg into boiling water, wait six and a half minutes, then cool it under cold water at once."
CHINESE = "把鸡蛋放进沸水里，等六分半钟，然后立刻用冷水冷却，这样蛋黄还是软的，很好剥壳。"
CONTENTS = [arrival.content for arrival in read_stream(None).arrivals]

# Letters of several scripts, look-alikes, invisible ones, ligatures, digits, and every kind of white space and mark.
_letters = st.text("abcdeXYZ éßİΣς ОаесХ 中文あ가ก _-.'\u200b\u00ad\ufb01\u2028\x85\t\n👍²9", max_size=60)
_words = st.sampled_from(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "一", "二", "三"]
)
_texts = st.lists(_words, min_size=0, max_size=40).map(" ".join)

# Many that agree in their high bits, and all others.
_hashes = st.integers(0, 40) | st.integers(2**32 - 9, 2**32 - 1) | st.integers(0, 2**32 - 1)


def _key(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _runs(kind: str, text: str) -> set[object]:
    """Shingles as the definition says, without hashes."""
    found = words(fold(text))
    if len(found) <= 4:
        return {(kind, lane, *(found or [fold(text)])) for lane in range(4)}
    return {(kind, *found[i : i + 4]) for i in range(len(found) - 3)}


def _index(texts: list[str], folder: Path | None = None) -> DuplicateIndex:
    index = DuplicateIndex(folder)
    for number, text in enumerate(texts):
        index.add(shingles_of("rating", text), _key(number))
    return index


def _reads(index: DuplicateIndex) -> list[int]:
    """The places that the index will read, as it goes on."""
    places: list[int] = []
    read = index._log.read
    index._log.read = lambda place: places.append(place) or read(place)  # type: ignore[method-assign]
    return places


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@settings(deadline=None)
@given(_letters)
def test_letters_and_words__any_text__the_words_of_the_folded_text(text: str):
    letters, starts, _ = letters_and_words(fold(text))
    edges = [*starts.tolist(), len(letters)]
    found = ["".join(map(chr, letters[a:b])) for a, b in pairwise(edges)]
    assert found == words(fold(text))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["rating", "conversation"]), _letters | _texts), max_size=12))
def test_shingles__many_at_once__as_each_alone_and_as_defined(pairs: list[tuple[str, str]]):
    together = list(shingles_of_all(pairs))
    assert len(together) == len(pairs)
    for (kind, text), found in zip(pairs, together, strict=True):
        assert found.tolist() == shingles_of(kind, text).tolist() == sorted(set(found.tolist()))
        assert found.tolist() == shingles_of(kind, fold(text)).tolist()
        assert len(found) == len(_runs(kind, text))


def test_shingles__more_letters_than_are_hashed_at_once__as_each_alone():
    texts = [("rating", f"{number} " + whole_text(CONTENTS[number % 40]) * 8) for number in range(120)]
    for (kind, text), found in zip(texts, shingles_of_all(texts), strict=True):
        assert np.array_equal(found, shingles_of(kind, text))


@settings(deadline=None)
@given(st.sets(_hashes, min_size=1), st.lists(st.sets(_hashes, min_size=1), max_size=6))
def test_held__several_at_once__as_sets_count(found: set[int], others: list[set[int]]):
    arrays = [np.array(sorted(one), dtype=np.uint32) for one in (found, *others)]
    assert held(arrays[0], arrays[1:]) == [len(found & other) for other in others]


@settings(max_examples=200, deadline=None)
@given(st.lists(_texts, min_size=1, max_size=12), _texts, st.integers(1, 1000))
def test_containing__random_texts__never_claims_what_brute_force_denies(texts: list[str], text: str, permille: int):
    key = _index(texts).containing(shingles_of("rating", text), permille)
    if key is not None:
        runs = _runs("rating", text)
        shared = runs & _runs("rating", texts[int.from_bytes(key, "big")])
        assert 1000 * len(shared) >= permille * len(runs)


@settings(deadline=None)
@given(st.lists(_texts, min_size=1, max_size=12), st.data())
def test_containing__a_copy__found(texts: list[str], data: st.DataObject):
    copied = data.draw(st.sampled_from(texts))
    assert _index(texts).containing(shingles_of("rating", copied), 1000) is not None


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(_texts, max_size=20), cut=st.integers(0, 20))
def test_index__the_same_records_in_the_same_order__the_same_bytes(tmp_path_factory, texts: list[str], cut: int):
    base = tmp_path_factory.mktemp("indices")
    _index(texts, base / "whole").close()
    _index(texts[:cut], base / "pieces").close()
    with DuplicateIndex(base / "pieces") as index:
        for number, text in list(enumerate(texts))[cut:]:
            index.add(shingles_of("rating", text), _key(number))
    assert _bytes(base / "whole") == _bytes(base / "pieces")


def test_index__another_order__other_bytes(tmp_path: Path):
    _index([TEXT, CHINESE], tmp_path / "a").close()
    _index([CHINESE, TEXT], tmp_path / "b").close()
    assert _bytes(tmp_path / "a")["records"] != _bytes(tmp_path / "b")["records"]


@settings(max_examples=60, deadline=None)
@given(torn=st.integers(0, 400), room=st.booleans(), closed=st.booleans())
def test_index__torn_by_a_kill__cut_to_whole_records_and_continued(
    tmp_path_factory, torn: int, room: bool, closed: bool
):
    texts = [whole_text(content) for content in CONTENTS[:6]]
    base = tmp_path_factory.mktemp("torn")
    _index(texts, base / "whole").close()
    killed = _index(texts, base / "killed")
    records = base / "killed" / "records"
    if closed:
        killed.close()
    else:
        whole = records.read_bytes()
        end = killed._log.end * UNIT
        records.write_bytes(whole[: end - torn] + (bytes(torn) + whole[end:] if room else b""))
    with DuplicateIndex(base / "killed") as index:
        kept = [number for number, text in enumerate(texts) if index.containing(shingles_of("rating", text), 1000)]
        assert kept == list(range(len(kept)))
        for number in range(len(kept), len(texts)):
            index.add(shingles_of("rating", texts[number]), _key(number))
    assert _bytes(base / "whole") == _bytes(base / "killed")


def test_index__zeros_after_a_power_cut__cut(tmp_path: Path):
    _index([TEXT], tmp_path / "index").close()
    records = tmp_path / "index" / "records"
    size = records.stat().st_size
    with records.open("ab") as out:
        out.write(bytes(4096))
    assert DuplicateIndex(tmp_path / "index").containing(shingles_of("rating", TEXT), 1000) == _key(0)
    assert records.stat().st_size == size


def test_index__anchors_lost__made_anew(tmp_path: Path):
    _index([TEXT, CHINESE], tmp_path / "index").close()
    before = _bytes(tmp_path / "index")
    (tmp_path / "index" / "anchors").unlink()
    DuplicateIndex(tmp_path / "index").close()
    assert _bytes(tmp_path / "index") == before


def test_index__no_room_for_one_record_s_anchors__made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    texts = [TEXT, CHINESE, f"{TEXT} And then some salt and a little pepper on top of it."]
    index = _index(texts[:1], tmp_path / "torn")
    with monkeypatch.context() as full:
        full.setattr("scoring.duplicates.postings.Postings.insert", _no_space)
        with pytest.raises(OSError, match="no space"):
            index.add(shingles_of("rating", texts[1]), _key(1))
    index.add(shingles_of("rating", texts[2]), _key(2))
    index.close()
    DuplicateIndex(tmp_path / "torn").close()
    _index(texts, tmp_path / "whole").close()
    assert _bytes(tmp_path / "torn") == _bytes(tmp_path / "whole")


def _no_space(*_: object) -> None:
    raise OSError("no space left on the device")


def test_index__records_lost_after_it_was_closed__refuses(tmp_path: Path):
    _index([TEXT, CHINESE], tmp_path / "index").close()
    records = tmp_path / "index" / "records"
    records.write_bytes(records.read_bytes()[:-64])
    with pytest.raises(IntegrityError, match="delete the folder"):
        DuplicateIndex(tmp_path / "index")


def test_log__no_room_on_the_disk__an_error_and_what_is_there_stays(tmp_path: Path):
    log, made = Log(tmp_path / "records"), [shingles_of("rating", f"{number} {TEXT}") for number in range(2_000)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    places: list[int] = []
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            places += (log.append(_key(0), found) for found in made)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(places) > 500
    log.close()
    kept = list(Log(tmp_path / "records").scan())
    assert [place for place, _ in kept] == places
    assert all(np.array_equal(found, there) for found, (_, there) in zip(made, kept, strict=False))


def test_index__another_file__refuses(tmp_path: Path):
    (tmp_path / "records").write_bytes(b"something else entirely")
    with pytest.raises(IntegrityError, match="starts with"):
        DuplicateIndex(tmp_path)


def test_index__a_key_of_another_length__refuses():
    with pytest.raises(ValueError, match="32 bytes"):
        DuplicateIndex().add(shingles_of("rating", TEXT), b"short")


@pytest.mark.parametrize(
    "disguise",
    [str.upper, lambda t: t.replace("e", "\u0435"), "\u200b".join, lambda t: t.replace(" ", "  "), lambda t: f"«{t}»!"],
)
@pytest.mark.parametrize("text", [TEXT, CHINESE])
def test_containing__a_disguised_copy__found(disguise, text: str):
    index = _index([text])
    assert index.containing(shingles_of("rating", disguise(text)), THETA) == _key(0)
    assert index.containing(shingles_of("conversation", disguise(text)), THETA) is None
    assert index.containing(shingles_of("rating", text), THETA, exclude=_key(0)) is None


def test_containing__an_excerpt_and_a_padded_copy__found():
    long = " ".join(whole_text(content) for content in CONTENTS[:40])
    excerpt = " ".join(long.split()[700:740])
    padded = f"{whole_text(CONTENTS[3])} {' '.join(['and so on'] * 400)}"
    index = _index([long, whole_text(CONTENTS[3])])
    assert index.containing(shingles_of("rating", excerpt), THETA) == _key(0)
    # Padding that repeats itself counts once.
    assert index.containing(shingles_of("rating", padded), THETA) is not None
    assert index.containing(shingles_of("rating", f"{excerpt} {TEXT} {CHINESE}"), THETA) is None


def test_containing__at_most_four_words__only_the_same_words():
    index = _index(["No, thank you.", "no thank you very much indeed my friend", "👍"])
    assert index.containing(shingles_of("rating", "no thank you"), 1) == _key(0)
    assert index.containing(shingles_of("rating", "thank you very much"), 1) is None
    assert index.containing(shingles_of("rating", "👎"), 1) is None


def test_containing__one_shingle_in_a_hundred_thousand_records__costs_no_more(tmp_path: Path):
    popular, rng = shingles_of("rating", TEXT), np.random.default_rng(5)
    index = DuplicateIndex()
    for number in range(3_000):
        others = rng.integers(0, 2**32, 60, dtype=np.uint32)
        index.add(np.unique(np.concatenate((popular, others))), _key(number))
    read = _reads(index)
    mixed: Shingles = np.unique(np.concatenate((popular, rng.integers(0, 2**32, 200, dtype=np.uint32))))
    assert index.containing(mixed, THETA) is None
    assert len(read) <= 8


def test_containing__old_records_whose_halves_became_popular__still_found():
    rng = np.random.default_rng(9)
    halves = [rng.integers(0, 2**32, 60, dtype=np.uint32) for _ in range(200)]
    made = [np.unique(np.concatenate((halves[a], halves[b]))) for a, b in rng.integers(0, 200, (2_000, 2))]
    index = DuplicateIndex()
    for number, found in enumerate(made):
        index.add(found, _key(number))
    assert sum(index.containing(found, THETA) is not None for found in made[:100]) >= 98


def test_containing__edited_copies_of_real_records__nearly_all_found():
    rng = random.Random(11)
    texts = [whole_text(content) for content in CONTENTS]
    index = _index(texts)
    found = tried = 0
    for text in texts:
        edited = [word if rng.random() > 0.02 else "quux" for word in text.split()]
        runs, original = _runs("rating", " ".join(edited)), _runs("rating", text)
        if 1000 * len(runs & original) >= THETA * len(runs):
            tried += 1
            found += index.containing(shingles_of("rating", " ".join(edited)), THETA) is not None
    assert tried > 50
    assert found >= 0.99 * tried


def test_extend__in_steps_and_after_a_kill__the_bytes_of_one_go(tmp_path: Path):
    records = [
        OpenedRecord(record_hash=_key(i), parent=bytes(32), content=content, imported=False)
        for i, content in enumerate(CONTENTS[:9])
    ]
    extend(tmp_path / "none", tmp_path / "all", records)
    extend(tmp_path / "none", tmp_path / "first", records[:4])
    shutil.copytree(tmp_path / "first", tmp_path / "second.partial")
    extend(tmp_path / "first", tmp_path / "second", records[4:])
    assert _bytes(tmp_path / "second") == _bytes(tmp_path / "all")


def test_epoch__naming_what_was_copied_as_the_parent__helps_ratings_only():
    scorer = Scorer.load(device="cpu")
    rating = next(content for content in CONTENTS if content["kind"] == "rating")
    talk = next(content for content in CONTENTS if content["kind"] == "conversation")
    credited = DuplicateIndex()
    for number, content in enumerate((rating, talk)):
        credited.add(shingles_of(content["kind"], whole_text(content)), _key(number))
    copies = [
        OpenedRecord(record_hash=_key(9 + number), parent=_key(number), content=content, imported=False)
        for number, content in enumerate((rating, talk))
    ]
    found = score_epoch(scorer, credited, copies, Parameters())
    assert found.reasons[0] != ["duplicate"]
    assert found.reasons[1] == ["duplicate"]


def test_mirror__of_a_preference_that_another_account_was_paid_for__is_a_duplicate():
    """Both answers to one question from two accounts, so that one of them must be right: the pair earns once."""
    pairs = [content for content in CONTENTS if content["kind"] == "preference"]
    # Where two texts meet, three runs of four words change: too many of them in a short preference.
    long = [pair for pair in pairs if len(words(fold(whole_text(pair)))) > 40]
    assert long
    for pair in long:
        mirror = {**pair, "chosen": pair["rejected"], "rejected": pair["chosen"]}
        credited = DuplicateIndex()
        credited.add(shingles_of("preference", whole_text(pair)), _key(0))
        assert credited.containing(shingles_of("preference", whole_text(mirror)), THETA)
