"""Clean prose for the tables: read if there is some, without the texts of later splits."""

import gzip
import json
from pathlib import Path

from kula.scoring.corpus.prose import FILE, read_prose
from kula.scoring.corpus.samples import Sample

MOON = "The moon gives no light of its own; what we see of it is the part of its face that the sun happens to reach."
TIDE = "Twice a day the water comes up the beach and goes down again, because the moon pulls at it as the earth turns."


def _folder(tmp_path: Path, *texts: str) -> Path:
    rows = [{"id": str(i), "text": t, "source": f"books:{i}", "licence": "CC0-1.0"} for i, t in enumerate(texts)]
    (tmp_path / FILE).write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return tmp_path


def _record(answer: str) -> Sample:
    messages = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": answer}]
    return Sample("1", {"kind": "conversation", "messages": messages}, "en", "talks", "MIT")


def test_read_prose__nothing_of_it_in_records__all_with_source_and_licence(tmp_path: Path):
    prose = read_prose(_folder(tmp_path, MOON, TIDE), [_record("Because it can.")])
    assert [(p.text, p.source, p.licence) for p in prose] == [(MOON, "books", "CC0-1.0"), (TIDE, "books", "CC0-1.0")]


def test_read_prose__a_text_that_a_later_split_holds_with_a_word_changed__left_out(tmp_path: Path):
    folder = _folder(tmp_path, MOON, TIDE)
    assert [p.text for p in read_prose(folder, [_record(f"Well. {MOON.upper().replace('SUN', 'LAMP')} Yes.")])] == [
        TIDE
    ]


def test_read_prose__too_short_to_tell__kept(tmp_path: Path):
    assert [p.text for p in read_prose(_folder(tmp_path, "Go on."), [_record("Go on.")])] == ["Go on."]


def test_read_prose__a_folder_without__none(tmp_path: Path):
    assert read_prose(tmp_path, []) == []
