"""A validator's journal: one salt per epoch for ever, and one process at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from kula.node.validator.journal import Done, Journal
from kula.protocol.errors import RefusedByPolicy

ROOT = b"\x01" * 32


def test_journal__scored_again_after_a_kill__the_first_scores_and_salt_stay(tmp_path: Path):
    with Journal(tmp_path) as journal:
        first = journal.put_scores(1, ROOT, b"\x05\x06", [[], ["short"]])
    with Journal(tmp_path) as journal:
        assert journal.put_scores(1, ROOT, b"\x09\x09", [[], []]) == first
        assert journal.scores(1, ROOT) == first
        assert journal.scores(1, b"\x02" * 32) is None, "other batches are another epoch's scores"
        assert journal.put_scores(2, ROOT, b"\x05\x06", [[], []]).salt != first.salt
        assert len(first.salt) == 32


def test_journal__noted__is_remembered(tmp_path: Path):
    with Journal(tmp_path) as journal:
        assert not journal.noted(Done.SIGNED, ROOT)
        journal.note(Done.SIGNED, ROOT)
        journal.note(Done.SIGNED, ROOT)
    with Journal(tmp_path) as journal:
        assert journal.noted(Done.SIGNED, ROOT)
        assert not journal.noted(Done.CHALLENGED, ROOT)


def test_journal__a_second_process__is_told_to_go(tmp_path: Path):
    code = f"from kula.node.validator.journal import Journal\nfrom pathlib import Path\nwith Journal(Path({str(tmp_path)!r})): print('in')"
    with Journal(tmp_path):
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "journal-locked" in other.stderr or "another validator runs" in other.stderr
        with pytest.raises(RefusedByPolicy), Journal(tmp_path):
            pass
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "in\n"
