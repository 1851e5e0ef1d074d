"""Files are whole or not there, and lines come from plain and packed files alike."""

import gzip
import os
from pathlib import Path

import pytest

from kula.protocol.files import read_lines, write_whole
from kula.protocol.program.keys import load_keystore, new_key, save_keystore


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


def test_keystore__before_its_address_is_known__is_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    fsync, on_disk = os.fsync, list[str]()

    def noting(descriptor: int) -> None:
        fsync(descriptor)
        on_disk.append(Path(f"/proc/self/fd/{descriptor}").read_text())

    monkeypatch.setattr(os, "fsync", noting)
    account = new_key()
    save_keystore(tmp_path / "key.json", account, "password", rounds=1_000)
    assert on_disk == [(tmp_path / "key.json").read_text()]
    assert load_keystore(tmp_path / "key.json", "password").key == account.key
