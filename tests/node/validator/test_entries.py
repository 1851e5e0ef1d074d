"""The kept entries on disk: a file that a full or failing disk has spoiled counts as none, and is said."""

import gzip
import json
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from kula.node.validator.entries import KeptEntries
from kula.protocol.records.entry import entry_to_json
from kula.protocol.types import ZERO_HASH
from tests.fuzz.seeds import ENTRY

BENT = (b"", b"[]", b"5", b'{"x": []}', b'{"1": 5}', b'{"1": [{}]}', b"[" * 50_000)
WHOLE = gzip.compress(json.dumps({"3": [entry_to_json(ENTRY)]}).encode(), mtime=0)


@pytest.fixture
def kept(tmp_path: Path) -> KeptEntries:
    return KeptEntries(tmp_path)


def test_entries__that_are_whole__are_read(kept: KeptEntries):
    assert kept.of(7, ZERO_HASH) == {}, "there is no file yet"
    kept._path(7, ZERO_HASH).write_bytes(WHOLE)
    assert kept.of(7, ZERO_HASH) == {3: [ENTRY]}


@pytest.mark.parametrize(
    "spoiled",
    [
        b"",
        WHOLE[:200],
        WHOLE[:40] + b"\xff\xff\xff\xff" + WHOLE[44:],
        bytes(len(WHOLE)),
        *(gzip.compress(raw, mtime=0) for raw in BENT),
    ],
)
def test_entries__in_a_spoiled_file__count_as_none_and_are_said(kept: KeptEntries, spoiled: bytes):
    kept._path(7, ZERO_HASH).write_bytes(spoiled)
    with capture_logs() as logs:
        assert kept.of(7, ZERO_HASH) == {}
    assert [entry["event"] for entry in logs] == ["broken"]


def test_entries__of_earlier_epochs__go_also_where_a_kill_left_them_half_written(kept: KeptEntries):
    for name in ("7-00.gz", ".7-00.gz.5eed", "8-00.gz", ".8-00.gz.5eed", "notes.gz"):
        (kept.folder / name).write_bytes(b"keys")
    kept.drop_before(8)
    assert sorted(path.name for path in kept.folder.iterdir()) == [".8-00.gz.5eed", "8-00.gz", "notes.gz"]
