"""The index of duplicates on disk.

Its bytes follow from the records and their order. A kill or a full disk loses its tail at most.
"""

import resource
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.node.validator.scores.credited import extend
from kula.protocol.errors import IntegrityError
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex, shingles_of
from kula.scoring.duplicates.log import UNIT, Log
from kula.scoring.features.text import whole_text
from tests.support.scoring.duplicates import CHINESE, CONTENTS, TEXT, bytes_in, index_of, key_of, texts_of_few_words


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(texts_of_few_words, max_size=20), cut=st.integers(0, 20))
def test_index__the_same_records_in_the_same_order__the_same_bytes(tmp_path_factory, texts: list[str], cut: int):
    base = tmp_path_factory.mktemp("indices")
    index_of(texts, base / "whole").close()
    index_of(texts[:cut], base / "pieces").close()
    with DuplicateIndex(base / "pieces") as index:
        for number, text in list(enumerate(texts))[cut:]:
            index.add(shingles_of("rating", text), key_of(number))
    assert bytes_in(base / "whole") == bytes_in(base / "pieces")


def test_index__another_order__other_bytes(tmp_path: Path):
    index_of([TEXT, CHINESE], tmp_path / "a").close()
    index_of([CHINESE, TEXT], tmp_path / "b").close()
    assert bytes_in(tmp_path / "a")["records"] != bytes_in(tmp_path / "b")["records"]


@settings(max_examples=60, deadline=None)
@given(torn=st.integers(0, 400), room=st.booleans(), closed=st.booleans())
def test_index__torn_by_a_kill__cut_to_whole_records_and_continued(
    tmp_path_factory, torn: int, room: bool, closed: bool
):
    texts = [whole_text(content) for content in CONTENTS[:6]]
    base = tmp_path_factory.mktemp("torn")
    index_of(texts, base / "whole").close()
    killed = index_of(texts, base / "killed")
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
            index.add(shingles_of("rating", texts[number]), key_of(number))
    assert bytes_in(base / "whole") == bytes_in(base / "killed")


def test_index__zeros_after_a_power_cut__cut(tmp_path: Path):
    index_of([TEXT], tmp_path / "index").close()
    records = tmp_path / "index" / "records"
    size = records.stat().st_size
    with records.open("ab") as log:
        log.write(bytes(4096))
    assert DuplicateIndex(tmp_path / "index").containing(shingles_of("rating", TEXT), 1000) == key_of(0)
    assert records.stat().st_size == size


def test_index__anchors_lost__made_anew(tmp_path: Path):
    index_of([TEXT, CHINESE], tmp_path / "index").close()
    before = bytes_in(tmp_path / "index")
    (tmp_path / "index" / "anchors").unlink()
    DuplicateIndex(tmp_path / "index").close()
    assert bytes_in(tmp_path / "index") == before


def test_index__no_room_for_one_record_s_anchors__made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    texts = [TEXT, CHINESE, f"{TEXT} And then some salt and a little pepper on top of it."]
    index = index_of(texts[:1], tmp_path / "torn")
    with monkeypatch.context() as full:
        full.setattr("kula.scoring.duplicates.postings.Postings.insert", _no_space)
        with pytest.raises(OSError, match="no space"):
            index.add(shingles_of("rating", texts[1]), key_of(1))
    index.add(shingles_of("rating", texts[2]), key_of(2))
    index.close()
    DuplicateIndex(tmp_path / "torn").close()
    index_of(texts, tmp_path / "whole").close()
    assert bytes_in(tmp_path / "torn") == bytes_in(tmp_path / "whole")


def _no_space(*_: object) -> None:
    raise OSError("no space left on the device")


def test_index__records_lost_after_it_was_closed__refuses(tmp_path: Path):
    index_of([TEXT, CHINESE], tmp_path / "index").close()
    records = tmp_path / "index" / "records"
    records.write_bytes(records.read_bytes()[:-64])
    with pytest.raises(IntegrityError, match="delete the folder"):
        DuplicateIndex(tmp_path / "index")


def test_log__no_room_on_the_disk__an_error_and_what_is_there_stays(tmp_path: Path):
    log, texts = Log(tmp_path / "records"), [shingles_of("rating", f"{number} {TEXT}") for number in range(2_000)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    places: list[int] = []
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            places += (log.append(key_of(0), shingles) for shingles in texts)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(places) > 500
    log.close()
    kept = list(Log(tmp_path / "records").scan())
    assert [place for place, _ in kept] == places
    assert all(np.array_equal(shingles, there) for shingles, (_, there) in zip(texts, kept, strict=False))


def test_index__another_file__refuses(tmp_path: Path):
    (tmp_path / "records").write_bytes(b"something else entirely")
    with pytest.raises(IntegrityError, match="starts with"):
        DuplicateIndex(tmp_path)


def test_index__a_key_of_another_length__refuses():
    with pytest.raises(ValueError, match="32 bytes"):
        DuplicateIndex().add(shingles_of("rating", TEXT), b"short")


def test_extend__in_steps_and_after_a_kill__the_bytes_of_one_go(tmp_path: Path):
    records = [
        OpenedRecord(record_hash=key_of(i), parent=bytes(32), content=content, imported=False)
        for i, content in enumerate(CONTENTS[:9])
    ]
    extend(tmp_path / "none", tmp_path / "all", records)
    extend(tmp_path / "none", tmp_path / "first", records[:4])
    shutil.copytree(tmp_path / "first", tmp_path / "second.partial")
    extend(tmp_path / "first", tmp_path / "second", records[4:])
    assert bytes_in(tmp_path / "second") == bytes_in(tmp_path / "all")
