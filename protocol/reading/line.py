"""The line of final ledgers, and each account's last rows in them, kept in SQLite: in a file, or in memory.

What is final never changes, so it is read once for all. With a file, a restart reads only what became final meanwhile. So
neither the requests nor the time of a look depend on how many epochs are behind.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.errors import Unavailable
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.types import ZERO_HASH, Address

_TABLES = """
CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY, epoch INTEGER);
CREATE TABLE IF NOT EXISTS ledger (
    epoch INTEGER PRIMARY KEY, digest BLOB, root BLOB, records INTEGER, price TEXT, proposed_at INTEGER,
    parent INTEGER, signers TEXT, indexed INTEGER DEFAULT 0
);
CREATE INDEX IF NOT EXISTS not_indexed ON ledger (epoch) WHERE NOT indexed;
CREATE TABLE IF NOT EXISTS last_row (
    account TEXT, epoch INTEGER, start TEXT, PRIMARY KEY (account, epoch)
) WITHOUT ROWID;
"""
_STATE = "digest, root, records, price, proposed_at, parent, signers"
NO_LEDGER = ReportState(digest=ZERO_HASH, root=ZERO_HASH, records=0, price=0, proposed_at=0, parent=0, signers=0)


class Line:
    """The ledgers of final epochs. Threads and processes may share its file. It knows no chain: its caller reads that.

    Methods raise Unavailable if the file cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        with _usable():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30, check_same_thread=False)
            self._rows.execute("PRAGMA journal_mode=WAL")
            self._rows.execute("PRAGMA synchronous=NORMAL")
            self._rows.executescript(_TABLES)

    def upto(self) -> int:
        """Returns the last epoch of which it is known here whether it has a ledger."""
        return self._number("SELECT coalesce(max(epoch), 0) FROM cursor")

    def last(self, upto: int) -> int:
        """Returns the last epoch up to `upto` with a ledger, or 0. Like all that follows, it takes no later one than `upto()`."""
        return self._number("SELECT coalesce(max(epoch), 0) FROM ledger WHERE epoch <= ?", upto)

    def add(self, epoch: int, state: ReportState) -> None:
        """Keeps what the chain says of a final epoch, the next one after `upto`."""
        with self._change():
            if state.exists:
                self._put(epoch, state)
            self._rows.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?)", (epoch,))

    def put(self, epoch: int, state: ReportState) -> None:
        """Keeps what the chain says of any final epoch with a ledger. Only `state` knows it until `add` reaches it."""
        with self._change():
            self._put(epoch, state)

    def cut(self, epoch: int) -> None:
        """Forgets an epoch and all later ones, because the chain says something else now."""
        with self._change():
            self._rows.execute("DELETE FROM ledger WHERE epoch >= ?", (epoch,))
            self._rows.execute("DELETE FROM last_row WHERE epoch >= ?", (epoch,))
            self._rows.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?)", (epoch - 1,))

    def state(self, epoch: int) -> ReportState | None:
        """Returns what the chain said of a final epoch, or None if it is not known here."""
        with self._lock, _usable():
            row = self._rows.execute(f"SELECT {_STATE} FROM ledger WHERE epoch = ?", (epoch,)).fetchone()  # noqa: S608
        if row:
            digest, root, records, price, proposed_at, parent, signers = row
            return ReportState(
                digest=digest,
                root=root,
                records=records,
                price=int(price),
                proposed_at=proposed_at,
                parent=parent,
                signers=int(signers),
            )
        return NO_LEDGER if epoch <= self.upto() else None

    def epochs(self, after: int, upto: int) -> list[int]:
        """Returns the epochs with a ledger, oldest first."""
        with self._lock, _usable():
            rows = self._rows.execute(
                "SELECT epoch FROM ledger WHERE epoch > ? AND epoch <= ? ORDER BY epoch", (after, upto)
            )
            return [epoch for (epoch,) in rows]

    def not_indexed(self, upto: int) -> list[int]:
        """Returns the epochs whose ledgers are not in the index of accounts yet, oldest first."""
        with self._lock, _usable():
            query = "SELECT epoch FROM ledger WHERE NOT indexed AND epoch <= ? ORDER BY epoch"
            return [epoch for (epoch,) in self._rows.execute(query, (upto,))]

    def index(self, ledger: Ledger) -> None:
        """Adds the accounts of a ledger to the index."""
        rows = [(account, ledger.epoch, str(ledger.start_after(row))) for account, row in ledger.last_rows().items()]
        with self._change():
            self._rows.executemany("INSERT OR REPLACE INTO last_row VALUES (?, ?, ?)", rows)
            self._rows.execute("UPDATE ledger SET indexed = 1 WHERE epoch = ?", (ledger.epoch,))

    def earlier(self, account: Address, upto: int) -> Earlier | None:
        """Returns an account's last row in the indexed ledgers up to `upto`, or None."""
        query = "SELECT start, epoch FROM last_row WHERE account = ? AND epoch <= ? ORDER BY epoch DESC LIMIT 1"
        with self._lock, _usable():
            row = self._rows.execute(query, (account, upto)).fetchone()
        return Earlier(int(row[0]), row[1]) if row else None

    def accounts(self, upto: int) -> list[Address]:
        """Returns all accounts with a row in the indexed ledgers up to `upto`."""
        with self._lock, _usable():
            rows = self._rows.execute("SELECT DISTINCT account FROM last_row WHERE epoch <= ?", (upto,)).fetchall()
        return [Address(account) for (account,) in rows]

    def _put(self, epoch: int, state: ReportState) -> None:
        digest, root, records, price, proposed_at, parent, signers = astuple(state)
        values = (epoch, digest, root, records, str(price), proposed_at, parent, str(signers))
        query = f"INSERT OR IGNORE INTO ledger (epoch, {_STATE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        self._rows.execute("DELETE FROM ledger WHERE epoch = ? AND digest != ?", (epoch, digest))
        self._rows.execute(query, values)

    def _number(self, query: str, *values: int) -> int:
        with self._lock, _usable():
            return self._rows.execute(query, values).fetchone()[0]

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._lock, _usable(), self._rows:
            self._rows.execute("BEGIN IMMEDIATE")
            yield


class Payments(Mapping[Address, Earlier]):
    """Each account's last row in the ledgers of a line: read from the index of `line` up to `final`, and from `later`."""

    def __init__(self, line: Line, final: int, later: Mapping[Address, Earlier]) -> None:
        self._line = line
        self._final = final
        self._later = later

    def __getitem__(self, account: Address) -> Earlier:
        earlier = self._later.get(account) or self._line.earlier(account, self._final)
        if earlier is None:
            raise KeyError(account)
        return earlier

    def __iter__(self) -> Iterator[Address]:
        return iter({**dict.fromkeys(self._line.accounts(self._final)), **self._later})

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Shown(Mapping[int, Ledger]):
    """Ledgers by epoch, each read when it is looked at: those of `line` up to `final`, and `later` ones, without `hidden` ones."""

    def __init__(
        self, line: Line, final: int, later: Sequence[int], hidden: Sequence[int], read: Callable[[int], Ledger]
    ) -> None:
        self._line = line
        self._final = final
        self._later = [epoch for epoch in later if epoch not in hidden]
        self._hidden = hidden
        self._read = read

    def __contains__(self, epoch: object) -> bool:
        if not isinstance(epoch, int) or epoch in self._hidden:
            return False
        state = self._line.state(epoch) if epoch <= self._final else None
        return epoch in self._later or (state is not None and state.exists)

    def __getitem__(self, epoch: int) -> Ledger:
        if epoch not in self:
            raise KeyError(epoch)
        return self._read(epoch)

    def __iter__(self) -> Iterator[int]:
        return (epoch for epoch in (*self._line.epochs(0, self._final), *self._later) if epoch not in self._hidden)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Unavailable(f"the kept line of ledgers cannot be used: {error}; look at the folder's disk") from error
