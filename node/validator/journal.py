"""What a validator must remember after a kill: scores, salts, leaves, signed reports, and steps that are not repeated.

A row is on disk before anything that follows from it leaves the machine. One process at a time uses a journal.
"""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from kula.node.validator.tables import open_table
from kula.protocol.errors import RefusedByPolicy, Unavailable

EPOCHS_KEPT = 32
"""Final epochs of which scores, leaves and rows stay on disk."""


@dataclass(frozen=True, slots=True)
class OwnScores:
    """Our scores of one epoch, as we will reveal them: one byte per position, the salt, and the reasons per position."""

    scores: bytes
    salt: bytes
    reasons: list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReport:
    """A report that we signed: one for each place, which is an epoch, an attempt and the digest of a parent."""

    epoch: int
    attempt: int
    parent: bytes
    digest: bytes
    root: bytes
    files: bytes
    sum_credit: int
    price: int
    rows: bytes
    """The packed rows of its ledger. Empty once the epoch is final for a while."""
    taken: bool
    """A gateway has taken our signature."""


class Done(StrEnum):
    """Steps that the journal remembers, each with its subject."""

    SAME = "same"
    """A standing report, by its digest: it is the one that we compute."""
    DIFFERS = "differs"
    """A standing report, by its digest: it is not."""
    CHALLENGED = "challenged"
    """A standing report, by its digest: it was challenged, or it shows no fault."""


_DONE_KEPT = 4_096
"""Steps that stay remembered. Reports of many more than the epochs that can still fall; one forgotten is checked anew."""
_TABLES = (
    "scored (epoch INTEGER, root BLOB, scores BLOB, salt BLOB, reasons TEXT, PRIMARY KEY (epoch, root))",
    "done (step TEXT, subject BLOB, PRIMARY KEY (step, subject))",
    "leaves (epoch INTEGER, root BLOB, packed BLOB, PRIMARY KEY (epoch, root))",
    "signed (epoch INTEGER, attempt INTEGER, parent BLOB, digest BLOB, root BLOB, files BLOB, sum_credit TEXT, "
    "price TEXT, rows BLOB, taken INTEGER, PRIMARY KEY (epoch, attempt, parent))",
    "looked_after (id INTEGER PRIMARY KEY, epoch INTEGER)",
    "pins (cid TEXT PRIMARY KEY, epoch INTEGER)",
)
_INDEXES = ("signed_by_digest ON signed (digest)", "signed_with_rows ON signed (epoch) WHERE rows != x''")
"""Without them a look would read all that we ever signed."""


class Journal:
    """A context around SQLite in the validator's folder. Every row is on disk when its method returns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "journal.sqlite"
        self._lock = FileLock(folder / "journal.lock")
        self.writes = 0
        """How often something was written. While it stays the same, everything that is read does too."""
        self._looked_after: int | None = None

    def __enter__(self) -> Self:
        folder = self._path.parent
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError) as error:
            # A lock also counts as held if its file may not be made.
            if isinstance(error, Timeout) and os.access(self._lock.lock_file, os.W_OK):
                raise RefusedByPolicy("journal-locked", f"another validator runs on {folder}; stop it first") from error
            raise Unavailable(f"{folder} cannot be written: {error}; look at its disk and its owner") from error
        self._looked_after = None
        with self._open() as database:
            for table in _TABLES:
                database.execute(f"CREATE TABLE IF NOT EXISTS {table}")
            for index in _INDEXES:
                database.execute(f"CREATE INDEX IF NOT EXISTS {index}")
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def put_scores(self, epoch: int, batches_root: bytes, scores: bytes, reasons: list[list[str]]) -> OwnScores:
        """Write an epoch's scores with a fresh salt. Scores that are there already stay, so there is only one commit."""
        with self._write() as database:
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

    def all_scores(self, epoch: int) -> list[tuple[bytes, OwnScores]]:
        """All our scores of an epoch with the root of its batches then: more than one if a reorganisation changed them."""
        with self._open() as database:
            rows = database.execute(
                "SELECT root, scores, salt, reasons FROM scored WHERE epoch = ?", (epoch,)
            ).fetchall()
        return [(root, OwnScores(scores, salt, json.loads(reasons))) for root, scores, salt, reasons in rows]

    def note(self, step: Done, subject: bytes) -> None:
        """Remember that a step is done."""
        with self._write() as database:
            database.execute("INSERT OR IGNORE INTO done VALUES (?, ?)", (step, subject))

    def noted(self, step: Done, subject: bytes) -> bool:
        """Whether a step is done."""
        with self._open() as database:
            row = database.execute("SELECT 1 FROM done WHERE step = ? AND subject = ?", (step, subject)).fetchone()
        return row is not None

    def put_leaves(self, epoch: int, batches_root: bytes, packed: bytes) -> None:
        """Keep the packed leaves of an epoch. They replace those that are there, which knew no more of them."""
        with self._write() as database:
            database.execute("INSERT OR REPLACE INTO leaves VALUES (?, ?, ?)", (epoch, batches_root, packed))

    def leaves(self, epoch: int, batches_root: bytes) -> bytes | None:
        """The packed leaves of an epoch with these batches, or None."""
        with self._open() as database:
            key = (epoch, batches_root)
            row = database.execute("SELECT packed FROM leaves WHERE epoch = ? AND root = ?", key).fetchone()
        return row[0] if row else None

    def sign(self, report: SignedReport) -> SignedReport:
        """Take a place on the line for a report, before its signature leaves. Returns the one that has the place.

        It is the first that was ever signed there, for ever.
        """
        # Sums and prices may exceed the integers of SQLite.
        values = {**asdict(report), "sum_credit": str(report.sum_credit), "price": str(report.price)}
        with self._write() as database:
            database.execute(
                "INSERT OR IGNORE INTO signed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", tuple(values.values())
            )
        signed = self.signed(report.epoch, report.attempt, report.parent)
        assert signed, "the row was just written"
        return signed

    def signed(self, epoch: int, attempt: int, parent: bytes) -> SignedReport | None:
        """The report that we signed for a place, or None."""
        query = "SELECT * FROM signed WHERE epoch = ? AND attempt = ? AND parent = ?"
        return self._signed(query, (epoch, attempt, parent))

    def signed_with(self, digest: bytes) -> SignedReport | None:
        """The report with this digest, if we signed it."""
        return self._signed("SELECT * FROM signed WHERE digest = ?", (digest,))

    def note_taken(self, digest: bytes) -> None:
        """Remember that a gateway took our signature under a report."""
        with self._write() as database:
            database.execute("UPDATE signed SET taken = 1 WHERE digest = ?", (digest,))

    def looked_after(self) -> int:
        """The last final epoch whose pay we looked after. 0 before the first."""
        if self._looked_after is None:
            with self._open() as database:
                row = database.execute("SELECT epoch FROM looked_after").fetchone()
            self._looked_after = int(row[0]) if row else 0
        return self._looked_after

    def look_after(self, epoch: int) -> None:
        """Remember that we looked after the pay of all final epochs up to this one."""
        with self._write() as database:
            database.execute("INSERT OR REPLACE INTO looked_after VALUES (1, ?)", (epoch,))
        self._looked_after = epoch

    def note_pin(self, epoch: int, cid: str) -> None:
        """Remember that we pinned something in the store that only the disputes of an epoch need."""
        with self._write() as database:
            database.execute("INSERT OR REPLACE INTO pins VALUES (?, ?)", (cid, epoch))

    def pins_before(self, epoch: int, most: int) -> list[str]:
        """At most so many content ids that we pinned for earlier epochs."""
        query = "SELECT cid FROM pins WHERE epoch < ? ORDER BY epoch LIMIT ?"
        with self._open() as database:
            return [cid for (cid,) in database.execute(query, (epoch, most))]

    def drop_pin(self, cid: str) -> None:
        """Forget a pin that the store has ended."""
        with self._write() as database:
            database.execute("DELETE FROM pins WHERE cid = ?", (cid,))

    def forget_before(self, epoch: int) -> None:
        """Drop scores, reasons, leaves and rows of earlier epochs, and steps long done. What we signed stays known by its digest."""
        with self._write() as database:
            database.execute("DELETE FROM scored WHERE epoch < ?", (epoch,))
            database.execute("DELETE FROM leaves WHERE epoch < ?", (epoch,))
            database.execute("DELETE FROM done WHERE rowid <= (SELECT max(rowid) FROM done) - ?", (_DONE_KEPT,))
            database.execute("UPDATE signed SET rows = x'' WHERE epoch < ? AND rows != x''", (epoch,))

    def _signed(self, query: str, values: tuple[object, ...]) -> SignedReport | None:
        with self._open() as database:
            row = database.execute(query, values).fetchone()
        if not row:
            return None
        kept = dict(zip(SignedReport.__dataclass_fields__, row, strict=True))
        numbers = {"sum_credit": int(kept["sum_credit"]), "price": int(kept["price"])}
        return SignedReport(**{**kept, **numbers, "taken": bool(kept["taken"])})

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_table(self._path)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        self.writes += 1
        with self._open() as database:
            yield database
