"""A validator's journal: one salt per epoch for ever, and one process at a time."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kula.node.validator.journal import Done, Journal, SignedReport
from kula.protocol.errors import RefusedByPolicy, Unavailable

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
        assert not journal.noted(Done.SAME, ROOT)
        journal.note(Done.SAME, ROOT)
        journal.note(Done.SAME, ROOT)
    with Journal(tmp_path) as journal:
        assert journal.noted(Done.SAME, ROOT)
        assert not journal.noted(Done.CHALLENGED, ROOT)


def _report(digest: bytes, attempt: int = 0) -> SignedReport:
    return SignedReport(
        epoch=7,
        attempt=attempt,
        parent=ROOT,
        digest=digest,
        root=b"\x03" * 32,
        files=b"\x04" * 32,
        sum_credit=2**63,
        price=2**127,
        rows=b"rows",
        taken=False,
    )


def test_journal__two_reports_for_one_place__the_first_has_it_for_ever(tmp_path: Path):
    first, second = _report(b"\x05" * 32), _report(b"\x06" * 32)
    with Journal(tmp_path) as journal:
        assert journal.sign(first) == first
    with Journal(tmp_path) as journal:
        assert journal.sign(second) == first
        assert journal.signed(7, 0, ROOT) == journal.signed_with(first.digest) == first
        assert journal.signed_with(second.digest) is None
        later = _report(b"\x06" * 32, attempt=1)
        assert journal.sign(later) == later, "after a fall it is another place"
        journal.forget_before(8)
        assert journal.sign(second).digest == first.digest
        assert journal.signed(7, 0, ROOT) != first, "the rows are dropped"


def test_journal__old_epochs__keep_nothing_that_people_wrote(tmp_path: Path):
    with Journal(tmp_path) as journal:
        for epoch in (1, 2):
            journal.put_leaves(epoch, ROOT, b"leaves")
            journal.put_scores(epoch, ROOT, b"\x05", [["short"]])
        journal.forget_before(2)
        assert journal.leaves(1, ROOT) is journal.scores(1, ROOT) is None
        assert journal.leaves(2, ROOT) == b"leaves"
        assert journal.scores(2, ROOT)


def test_journal__on_a_full_disk__says_so_and_commits_to_nothing(tmp_path: Path):
    with Journal(tmp_path) as journal:
        with sqlite3.connect(tmp_path / "journal.sqlite") as database:
            database.execute(
                "CREATE TRIGGER full BEFORE INSERT ON scored BEGIN SELECT RAISE(FAIL, 'disk is full'); END"
            )
        with pytest.raises(Unavailable, match="disk is full"):
            journal.put_scores(1, ROOT, b"\x05", [[]])
        assert journal.scores(1, ROOT) is None


def test_journal__a_second_process__is_told_to_go(tmp_path: Path):
    code = f"from kula.node.validator.journal import Journal\nfrom pathlib import Path\nwith Journal(Path({str(tmp_path)!r})): print('in')"
    with Journal(tmp_path):
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "journal-locked" in other.stderr or "another validator runs" in other.stderr
        with pytest.raises(RefusedByPolicy), Journal(tmp_path):
            pass
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "in\n"


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("SELECT * FROM signed WHERE digest = x'01'", "signed_by_digest"),
        ("UPDATE signed SET rows = x'' WHERE epoch < 9 AND rows != x''", "signed_with_rows"),
        ("DELETE FROM scored WHERE epoch < 9", "sqlite_autoindex_scored_1"),
        ("DELETE FROM leaves WHERE epoch < 9", "sqlite_autoindex_leaves_1"),
    ],
)
def test_journal__what_each_turn_asks__reads_no_more_of_an_old_journal(tmp_path: Path, statement: str, index: str):
    """What we signed stays for ever, so without an index each look would cost more than the one before."""
    with Journal(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "journal.sqlite") as database:
        plan = " ".join(row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}"))
    assert index in plan


def test_forget__steps_done_long_ago__leaves_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kula.node.validator.journal._DONE_KEPT", 3)
    digests = [bytes([number]) * 32 for number in range(6)]
    with Journal(tmp_path) as journal:
        for digest in digests:
            journal.note(Done.SAME, digest)
        journal.forget_before(1)
        assert [journal.noted(Done.SAME, digest) for digest in digests] == [False, False, False, True, True, True]
        journal.forget_before(1)
        assert journal.noted(Done.SAME, digests[3]), "nothing more goes before more comes"


def test_writes__of_any_kind__are_counted_and_reads_are_not(tmp_path: Path):
    with Journal(tmp_path) as journal:
        before = journal.writes
        journal.noted(Done.SAME, ROOT)
        journal.scores(1, ROOT)
        assert journal.looked_after() == 0
        assert journal.writes == before
        writing = [
            lambda: journal.put_scores(1, ROOT, b"\x05", [[]]),
            lambda: journal.note(Done.SAME, ROOT),
            lambda: journal.put_leaves(1, ROOT, b"leaves"),
            lambda: journal.sign(_report(ROOT)),
            lambda: journal.note_taken(ROOT),
            lambda: journal.look_after(3),
            lambda: journal.forget_before(0),
        ]
        for count, write in enumerate(writing, start=1):
            write()
            assert journal.writes == before + count
        assert journal.looked_after() == 3
