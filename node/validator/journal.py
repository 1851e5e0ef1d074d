"""What a validator must remember after a kill: scores and salts before their commits, and steps that are not repeated.

A row is on disk before anything that follows from it leaves the machine. One process at a time uses a journal.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from kula.protocol.errors import RefusedByPolicy


@dataclass(frozen=True, slots=True)
class OwnScores:
    """Our scores of one epoch, as we will reveal them: one byte per position, the salt, and the reasons per position."""

    scores: bytes
    salt: bytes
    reasons: list[list[str]]


class Done(StrEnum):
    """Steps that the journal remembers, each with its subject."""

    SIGNED = "signed"
    """A report, by its digest."""
    CHALLENGED = "challenged"
    """A standing report, by its digest: it was challenged, or it shows no fault."""
    COLLECTED = "collected"
    """An epoch whose pay is claimed, by its number in four bytes."""


class Journal:
    """A context around SQLite in the validator's folder. Every row is on disk when its method returns."""

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
        with self._open() as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS scored (epoch INTEGER, root BLOB, scores BLOB, salt BLOB, reasons TEXT, PRIMARY KEY (epoch, root))"
            )
            database.execute("CREATE TABLE IF NOT EXISTS done (step TEXT, subject BLOB, PRIMARY KEY (step, subject))")
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def put_scores(self, epoch: int, batches_root: bytes, scores: bytes, reasons: list[list[str]]) -> OwnScores:
        """Write an epoch's scores with a fresh salt. Scores that are there already stay, so there is only one commit."""
        with self._open() as database:
            database.execute(
                "INSERT OR IGNORE INTO scored VALUES (?, ?, ?, ?, ?)",
                (epoch, batches_root, scores, secrets.token_bytes(32), json.dumps(reasons)),
            )
        own = self.scores(epoch, batches_root)
        assert own, "the row was just written"
        return own

    def scores(self, epoch: int, batches_root: bytes) -> OwnScores | None:
        """Our scores of an epoch with these batches, or None before we have scored it."""
        with self._open() as database:
            row = database.execute(
                "SELECT scores, salt, reasons FROM scored WHERE epoch = ? AND root = ?",
                (epoch, batches_root),
            ).fetchone()
        return OwnScores(row[0], row[1], json.loads(row[2])) if row else None

    def note(self, step: Done, subject: bytes) -> None:
        """Remember that a step is done."""
        with self._open() as database:
            database.execute("INSERT OR IGNORE INTO done VALUES (?, ?)", (step, subject))

    def noted(self, step: Done, subject: bytes) -> bool:
        """Whether a step is done."""
        with self._open() as database:
            row = database.execute("SELECT 1 FROM done WHERE step = ? AND subject = ?", (step, subject)).fetchone()
        return row is not None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=30)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            yield database
