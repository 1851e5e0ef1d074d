"""A gibibyte of another program's chats goes through both importers, and neither holds it in memory."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import opened

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.chromium]
GIB = 1 << 30
CHATS = 2_000
"""Chats that give a record. What fills the file beside them is longer than a record may be, or no chat."""
MOST_BYTES = 300 << 20
WAIT = 1_200_000
READ = """
import re, sys
from pathlib import Path
from kula.node.contributor.exports.reader import read_export
count = sum(1 for _ in read_export(Path(sys.argv[1])))
print(count, 1_024 * int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]))
"""


def _talk(number: int, length: int) -> str:
    answer = f"Boil dish {number} in salted water for ten minutes. " * (length // 48)
    turns = [{"role": "user", "content": f"How do I cook dish {number}?"}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": turns})


def _lines(path: Path, size: int = GIB) -> Path:
    with path.open("w") as file:
        for number in range(CHATS):
            file.write(_talk(number, 2_000) + "\n" + _talk(number, size // CHATS - 2_500) + "\n")
    assert path.stat().st_size > 0.98 * size
    return path


def _archive(path: Path) -> Path:
    """A ZIP with a file of chats, and pictures that nobody reads."""
    picture = bytes(range(256)) * (1 << 16)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(GIB // len(picture) - 1):
            archive.writestr(f"images/{number}.png", picture)
        archive.writestr("chats.jsonl", "\n".join(_talk(number, 2_000) for number in range(CHATS)))
    assert path.stat().st_size > 0.98 * GIB
    return path


@pytest.mark.parametrize("make", [_lines, _archive], ids=["lines", "archive"])
def test_import__of_a_gibibyte__gives_its_chats_in_bounded_memory(tmp_path: Path, make):
    path = make(tmp_path / ("chats.jsonl" if make is _lines else "export.zip"))
    read = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    count, most = map(int, read.stdout.split())
    assert count == CHATS
    assert most < MOST_BYTES


@pytest.mark.parametrize("make", [_lines, _archive], ids=["lines", "archive"])
def test_page__given_a_gibibyte__offers_its_chats(tmp_path: Path, gallery: str, browser: Browser, make):
    path = make(tmp_path / ("chats.jsonl" if make is _lines else "export.zip"))
    with opened(browser, None, []) as page:
        page.goto(f"{gallery}/import")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Choose a file").click()
        chooser.value.set_files(path)
        expect(page.get_by_role("button", name=f"Give {CHATS:,} chats")).to_be_visible(timeout=WAIT)
