"""Files of rows on a disk that is full, broken, or not ours: each is one named error, which a loop survives."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kula.node.validator.journal import Journal
from kula.node.validator.tables import open_table
from kula.protocol.errors import Unavailable


def _broken(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5_000)


def _no_database(path: Path) -> None:
    path.write_bytes(b"something else" * 500)


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("spoil", [_broken, _no_database, _folder])
def test_table__that_cannot_be_used__is_unavailable_and_named(tmp_path: Path, spoil: Callable[[Path], None]):
    path = tmp_path / "rows.sqlite"
    spoil(path)
    with pytest.raises(Unavailable, match=r"rows\.sqlite cannot be used"), open_table(path) as rows:
        rows.execute("CREATE TABLE t (a)")


FULL = """
import resource, signal, sys
from pathlib import Path
from kula.node.validator.journal import Journal
from kula.protocol.errors import Unavailable

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Journal(Path(sys.argv[1])) as journal:
    journal.put_scores(1, bytes(32), b"1", [["reason"]])
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        journal.put_scores(2, bytes(32), bytes(500_000), [["reason"]])
    except Unavailable as error:
        assert "journal.sqlite" in str(error)
    else:
        raise SystemExit("nothing was refused")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert journal.scores(1, bytes(32)).scores == b"1"
    assert journal.scores(2, bytes(32)) is None
    assert journal.put_scores(2, bytes(32), bytes(500_000), [["reason"]]).scores == bytes(500_000)
"""


def test_journal__on_a_full_disk__says_so_keeps_what_it_has_and_goes_on_when_there_is_room(tmp_path: Path):
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]


def test_journal__in_a_folder_that_nobody_may_write__says_so_in_one_line():
    with pytest.raises(Unavailable, match="/proc cannot be written"), Journal(Path("/proc")):
        pass
