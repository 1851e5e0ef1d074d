"""Files are whole or not there, and lines come from plain and packed files alike."""

import gzip
from pathlib import Path

import pytest

from kula.protocol.files import read_lines, write_whole


def test_write_whole__new_and_old_file__holds_the_last_content_and_nothing_else_is_left(tmp_path: Path):
    path = tmp_path / "new folder" / "file"
    write_whole(path, "first")
    write_whole(path, b"second", 0o600)
    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_write_whole__cannot_replace__keeps_the_old_and_leaves_no_part(tmp_path: Path):
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(OSError, match="taken"):
        write_whole(folder, "content")
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("name", ["lines.jsonl", "lines.jsonl.gz"])
def test_read_lines__plain_and_packed__without_blank_lines(tmp_path: Path, name: str):
    text = '{"a": "ü"}\n\n  \n[1]\n'.encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    assert [line.strip() for line in read_lines(tmp_path / name)] == ['{"a": "ü"}', "[1]"]
