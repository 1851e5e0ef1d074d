"""The vectors of tests/exports, which web/src/exports passes too: each export gives these records and leaves out this."""

import json
from pathlib import Path
from typing import Any

import pytest

from kula.node.contributor.exports.keys import news
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.personal import personal, redacted, spans_of
from kula.node.contributor.exports.reader import Imported, read_export
from kula.node.contributor.exports.vocabulary import LEFT_OUT
from kula.protocol.errors import KulaError
from kula.protocol.records.content import parse_content

VECTORS = Path(__file__).parents[3] / "exports"
SPECIAL = ("again", "refused")
CASES = sorted(case for case in VECTORS.iterdir() if case.is_dir() and case.name not in SPECIAL)
LARGE = 4_000


def _row(imported: Imported) -> dict[str, Any]:
    content = imported.content
    if len(json.dumps(content)) < LARGE:
        shape: dict[str, Any] = {"content": content}
    else:
        shape = {"kind": content["kind"], "messages": len(content["messages"])}
    place = {"file": imported.file, "number": imported.number, "form": imported.form, "key": imported.key}
    return place | shape


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_read_export__vector__its_records_and_what_is_left_out(case: Path):
    (export,) = (file for file in case.iterdir() if file.name != "expected.json")
    expected = json.loads((case / "expected.json").read_text())
    left_out = LeftOut()
    assert [_row(imported) for imported in read_export(export, left_out)] == expected["records"]
    assert dict(left_out.counts) == expected["left_out"]
    assert left_out.counts.keys() <= LEFT_OUT.keys(), "each reason has words"


def test_news__the_vector_of_a_second_month__only_what_is_new():
    expected = json.loads((VECTORS / "again" / "expected.json").read_text())
    sent: set[str] = set()
    for name, rows in expected.items():
        states = []
        for imported in read_export(VECTORS / "again" / name):
            state = news(imported.content, imported.keys, sent) or "new"
            states.append({"number": imported.number, "key": imported.key, "state": state})
            if state == "new":
                sent.add(imported.key)
        assert states == rows


@pytest.mark.parametrize("file", sorted((VECTORS / "refused").iterdir()), ids=lambda file: file.name)
def test_read_export__a_file_that_is_no_export__one_error(file: Path):
    with pytest.raises(KulaError):
        list(read_export(file))


def test_personal__vectors__found_and_masked():
    vectors = json.loads((VECTORS / "personal.json").read_text())
    for row in vectors["texts"]:
        text = row["text"]
        assert [[span.kind, text[span.start : span.end]] for span in spans_of(text)] == row["found"]
    for row in vectors["contents"]:
        assert [list(pair) for pair in personal(row["content"])] == row["found"]
        assert redacted(row["content"]) == row["redacted"]
        parse_content(row["redacted"])
