"""Every version of every transaction that a Sender signed, in SQLite. A version is on disk before it leaves.

All versions of a transaction have the same nonce, so at most one of them is mined.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from kula.protocol.chain.rpc.fees import Fees
from kula.protocol.errors import Unavailable

RETRY_SECONDS = 600
"""A call that is made again within this time, after its sender got no receipt, is a retry and no second call."""
KEPT_FINAL = 1_000
"""So many final transactions before the newest one stay. Nothing reads older ones, unless their call may be a retry."""
_MOST_NONCE = 2**63 - 1
_TABLES = """
CREATE TABLE IF NOT EXISTS sending (
    nonce INTEGER PRIMARY KEY, call BLOB, state TEXT, block INTEGER, since INTEGER, told INTEGER
);
CREATE TABLE IF NOT EXISTS version (hash BLOB PRIMARY KEY, nonce INTEGER, raw BLOB, tip INTEGER, most INTEGER);
CREATE INDEX IF NOT EXISTS versions_of ON version (nonce, most);
CREATE INDEX IF NOT EXISTS states ON sending (state);
"""


class State(StrEnum):
    """What became of a transaction."""

    SENT = "sent"
    MINED = "mined"
    """In a block that can still be undone."""
    FINAL = "final"
    REPLACED = "replaced"
    """Its nonce was used by a transaction that another process signed."""


@dataclass(frozen=True, slots=True)
class Version:
    """A signed transaction."""

    hash: bytes
    nonce: int
    raw: bytes
    fees: Fees


@dataclass(frozen=True, slots=True)
class Sending:
    """A transaction that is not final yet, with its versions, the dearest first. `call` tells which call it makes."""

    nonce: int
    call: bytes
    state: State
    versions: tuple[Version, ...]


class SendJournal:
    """The journal of one account. `path` is an SQLite file, made if it is missing. Processes may share it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with self._open() as rows:
            rows.executescript(_TABLES)
            _take_over(rows)

    def untold(self, call: bytes) -> int | None:
        """Returns the nonce of a recent transaction that makes a call and whose receipt no caller has got, or None."""
        with self._open() as rows:
            row = rows.execute(
                "SELECT nonce FROM sending WHERE call = ? AND told = 0 AND state != 'replaced' AND since > ?",
                (call, int(time.time()) - RETRY_SECONDS),
            ).fetchone()
            return row[0] if row else None

    def tell(self, nonce: int) -> None:
        """Notes that a caller gets the receipt of a transaction."""
        with self._open() as rows:
            rows.execute("UPDATE sending SET told = 1 WHERE nonce = ?", (nonce,))

    def open(self, upto: int | None = None) -> list[Sending]:
        """Returns the transactions that are not final, in order of nonces, up to the nonce `upto`."""
        with self._open() as rows:
            sendings = rows.execute(
                "SELECT nonce, call, state FROM sending WHERE state IN ('sent', 'mined') ORDER BY nonce"
            ).fetchall()
            return [
                Sending(nonce, call, State(state), self._versions(rows, nonce))
                for nonce, call, state in sendings
                if upto is None or nonce <= upto
            ]

    def last_nonce(self) -> int | None:
        """Returns the highest nonce that the journal holds, or None if it is empty."""
        with self._open() as rows:
            return rows.execute("SELECT max(nonce) FROM sending").fetchone()[0]

    def add(self, call: bytes, version: Version) -> None:
        """Writes the first version of a transaction."""
        with self._open() as rows:
            rows.execute(
                "INSERT OR REPLACE INTO sending VALUES (?, ?, 'sent', NULL, ?, 0)",
                (version.nonce, call, int(time.time())),
            )
            self._add(rows, version)

    def add_version(self, version: Version) -> None:
        """Writes a replacement."""
        with self._open() as rows:
            self._add(rows, version)

    def last_mined(self) -> int:
        """Returns the highest nonce of a transaction that was in a block, or -1."""
        with self._open() as rows:
            [[nonce]] = rows.execute("SELECT max(nonce) FROM sending WHERE state IN ('mined', 'final')")
            return -1 if nonce is None else nonce

    def drop(self, nonce: int) -> None:
        """Forgets a transaction that no pool has taken."""
        self._drop(nonce, nonce)

    def drop_from(self, nonce: int) -> None:
        """Forgets every transaction from a nonce on, because the chain knows none of them."""
        self._drop(nonce, _MOST_NONCE)

    def _drop(self, first: int, last: int) -> None:
        with self._open() as rows:
            rows.execute("DELETE FROM sending WHERE nonce BETWEEN ? AND ?", (first, last))
            rows.execute("DELETE FROM version WHERE nonce BETWEEN ? AND ?", (first, last))

    def mark(self, nonce: int, state: State, block: int | None = None) -> None:
        """Notes what became of a transaction. The bytes of one that is final are dropped, and later its hashes too."""
        with self._open() as rows:
            rows.execute("UPDATE sending SET state = ?, block = ? WHERE nonce = ?", (state, block, nonce))
            if state is State.FINAL:
                rows.execute("UPDATE version SET raw = x'' WHERE nonce = ?", (nonce,))
                self._drop_old(rows, nonce - KEPT_FINAL)

    def _drop_old(self, rows: sqlite3.Connection, before: int) -> None:
        old = "SELECT nonce FROM sending WHERE nonce < ? AND state IN ('final', 'replaced') AND since < ?"
        values = (before, int(time.time()) - RETRY_SECONDS)
        rows.execute(f"DELETE FROM version WHERE nonce IN ({old})", values)  # noqa: S608 (our own words)
        rows.execute(f"DELETE FROM sending WHERE nonce IN ({old})", values)  # noqa: S608 (our own words)

    def sending(self, nonce: int) -> Sending:
        """Returns the transaction with a nonce, final or not."""
        with self._open() as rows:
            call, state = rows.execute("SELECT call, state FROM sending WHERE nonce = ?", (nonce,)).fetchone()
            return Sending(nonce, call, State(state), self._versions(rows, nonce))

    def _versions(self, rows: sqlite3.Connection, nonce: int) -> tuple[Version, ...]:
        query = "SELECT hash, nonce, raw, tip, most FROM version WHERE nonce = ? ORDER BY most DESC"
        return tuple(Version(h, n, raw, Fees(tip, most)) for h, n, raw, tip, most in rows.execute(query, (nonce,)))

    def _add(self, rows: sqlite3.Connection, version: Version) -> None:
        fields = (version.hash, version.nonce, version.raw, version.fees.tip, version.fees.most)
        rows.execute("INSERT OR REPLACE INTO version VALUES (?, ?, ?, ?, ?)", fields)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Raises Unavailable if the disk is full, or the file is broken, locked or cannot be written."""
        try:
            with closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as rows:
                rows.execute("PRAGMA journal_mode=WAL")
                rows.execute("PRAGMA synchronous=FULL")
                rows.execute("BEGIN")
                yield rows
                if rows.in_transaction:
                    rows.execute("COMMIT")
        except sqlite3.Error as error:
            raise Unavailable(f"{self._path} cannot be used: {error}; look at its disk and its owner") from error


def fields_of(raw: bytes) -> dict[str, object]:
    """Returns the fields of a signed transaction, without its signature."""
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    return {name: value for name, value in fields.items() if name not in ("v", "r", "s", "yParity")}


def _take_over(rows: sqlite3.Connection) -> None:
    """Moves the rows of a journal of Kula 0.1.0 before November 2026, which kept one version per nonce."""
    if not rows.execute("SELECT 1 FROM sqlite_master WHERE name = 'sent'").fetchone():
        return
    for nonce, digest, raw, mined in rows.execute("SELECT nonce, hash, raw, mined FROM sent").fetchall():
        fields = fields_of(raw)
        fees = int(str(fields["maxPriorityFeePerGas"])), int(str(fields["maxFeePerGas"]))
        state = State.FINAL if mined else State.SENT
        rows.execute("INSERT OR IGNORE INTO sending VALUES (?, x'', ?, NULL, 0, 1)", (nonce, state))
        values = (bytes(HexBytes(digest)), nonce, b"" if mined else raw, *fees)
        rows.execute("INSERT OR IGNORE INTO version VALUES (?, ?, ?, ?, ?)", values)
    rows.execute("DROP TABLE sent")
