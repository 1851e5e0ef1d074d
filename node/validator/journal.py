"""A validator's own memory: scores and salt before the commit, reports signed, faults challenged. One process at a time.

What stands here was on disk before anything about it left the machine.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from kula.protocol.errors import RefusedByPolicy


@dataclass(frozen=True, slots=True)
class Scored:
    """An epoch's scores as they will be revealed."""

    scores: bytes
    salt: bytes
    reasons: list[list[str]]


class Journal:
    """SQLite in the validator's folder, every commit on disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "journal.sqlite"
        self._lock = FileLock(folder / "journal.lock")

    def __enter__(self) -> Self:
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise RefusedByPolicy(
                "journal-locked", f"another validator runs on {self._path.parent}; stop it first"
            ) from error
        with self._open() as rows:
            rows.execute(
                "CREATE TABLE IF NOT EXISTS scored (epoch INTEGER, root BLOB, scores BLOB, salt BLOB, reasons TEXT, PRIMARY KEY (epoch, root))"
            )
            rows.execute("CREATE TABLE IF NOT EXISTS done (what TEXT, subject BLOB, PRIMARY KEY (what, subject))")
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def put_scores(self, epoch: int, batches_root: bytes, scores: bytes, reasons: list[list[str]]) -> Scored:
        """Keep an epoch's scores with a fresh salt. What is there already stays: there is never a second commit."""
        with self._open() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO scored VALUES (?, ?, ?, ?, ?)",
                (epoch, batches_root, scores, secrets.token_bytes(32), json.dumps(reasons)),
            )
        kept = self.scores(epoch, batches_root)
        assert kept, "the row was just written"
        return kept

    def scores(self, epoch: int, batches_root: bytes) -> Scored | None:
        """What we scored for an epoch with these batches."""
        with self._open() as rows:
            row = rows.execute(
                "SELECT scores, salt, reasons FROM scored WHERE epoch = ? AND root = ?",
                (epoch, batches_root),
            ).fetchone()
        return Scored(row[0], row[1], json.loads(row[2])) if row else None

    def note(self, what: str, subject: bytes) -> None:
        """Remember that something was done."""
        with self._open() as rows:
            rows.execute("INSERT OR IGNORE INTO done VALUES (?, ?)", (what, subject))

    def noted(self, what: str, subject: bytes) -> bool:
        """Whether something was done."""
        with self._open() as rows:
            found = rows.execute("SELECT 1 FROM done WHERE what = ? AND subject = ?", (what, subject)).fetchone()
        return found is not None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=30)) as rows:
            rows.execute("PRAGMA journal_mode=WAL")
            rows.execute("PRAGMA synchronous=FULL")
            yield rows
