"""The journal of a sender stays small: what is final goes, but for the newest and for what may be made again."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kula.protocol.chain.rpc.fees import Fees
from kula.protocol.chain.rpc.journal import RETRY_SECONDS, SendJournal, State, Version

COUNT = 8


def _journal(path: Path, *, age_seconds: int) -> SendJournal:
    """A journal of transactions that were signed so long ago. All but the first and the last one are final."""
    journal = SendJournal(path)
    for nonce in range(COUNT):
        journal.add(bytes([nonce]) * 32, Version(hash=bytes([nonce]) * 32, nonce=nonce, raw=b"raw", fees=Fees(1, 2)))
    with sqlite3.connect(path) as rows:
        rows.execute("UPDATE sending SET since = since - ?", (age_seconds,))
    for nonce in range(1, COUNT - 1):
        journal.mark(nonce, State.FINAL, nonce)
    return journal


def _nonces(path: Path, table: str) -> list[int]:
    with sqlite3.connect(path) as rows:
        return [nonce for (nonce,) in rows.execute(f"SELECT nonce FROM {table} ORDER BY nonce")]


def test_final__beyond_those_that_are_kept__are_dropped_with_their_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kula.protocol.chain.rpc.journal.KEPT_FINAL", 2)
    path = tmp_path / "sent.sqlite"
    journal = _journal(path, age_seconds=2 * RETRY_SECONDS)
    assert _nonces(path, "sending") == _nonces(path, "version") == [0, 4, 5, 6, 7], (
        "the first one is still looked after"
    )
    assert [one.nonce for one in journal.open()] == [0, 7]
    assert (journal.last_nonce(), journal.last_mined()) == (7, 6)


def test_final__whose_call_may_be_a_retry__stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kula.protocol.chain.rpc.journal.KEPT_FINAL", 2)
    path = tmp_path / "sent.sqlite"
    journal = _journal(path, age_seconds=0)
    assert _nonces(path, "sending") == list(range(COUNT))
    assert journal.untold(bytes([1]) * 32) == 1, "it is not sent twice"


FULL = """
import resource, signal, sys
from pathlib import Path
from kula.protocol.chain.rpc.fees import Fees
from kula.protocol.chain.rpc.journal import SendJournal, Version
from kula.protocol.errors import Unavailable

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = SendJournal(Path(sys.argv[1]) / "sent.sqlite")
version = Version(hash=bytes(32), nonce=0, raw=bytes(500_000), fees=Fees(1, 2))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    journal.add(bytes(32), version)
except Unavailable as error:
    assert "sent.sqlite cannot be used" in str(error)
else:
    raise SystemExit("nothing was refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert journal.open() == []
journal.add(bytes(32), version)
assert journal.sending(0).versions == (version,)
"""


def test_journal__on_a_full_disk__says_so_and_nothing_is_signed_that_it_does_not_hold(tmp_path: Path):
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]
