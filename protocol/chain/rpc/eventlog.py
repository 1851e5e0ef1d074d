"""Events that were read once, with a cursor, in SQLite: in memory, or in a file.

A *kind* is one event of one contract. Each kind has a cursor: the last block up to which its logs are here. Checkpoints
are blocks, by number and hash, up to which logs were read. If the chain no longer has a checkpoint's block, it was
reorganised, and the logs after the last common checkpoint are read again.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kula.protocol.chain.rpc.filters import Filter, Log
from kula.protocol.chain.rpc.ranges import LogReader
from kula.protocol.chain.rpc.results import Block, bloom_of
from kula.protocol.errors import Unavailable
from kula.protocol.types import Address

OVERLAP = 4
"""So many blocks before the cursor are read again, because an endpoint may answer before it has all logs of its head."""
FOLLOWED = 1_000
"""Up to so many new blocks are looked through to learn whether anything happened."""
_CHECKPOINTS = 64
_TABLES = """
CREATE TABLE IF NOT EXISTS about (deployment TEXT);
CREATE TABLE IF NOT EXISTS kind (address TEXT, topic BLOB, upto INTEGER, PRIMARY KEY (address, topic)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
    block INTEGER, place INTEGER, address TEXT, t0 BLOB, t1 BLOB, t2 BLOB, t3 BLOB,
    body BLOB, block_hash BLOB, tx BLOB, tx_index INTEGER, PRIMARY KEY (block, place)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_kind ON log (address, t0, block);
CREATE INDEX IF NOT EXISTS by_first ON log (address, t0, t1, block);
CREATE INDEX IF NOT EXISTS by_second ON log (address, t0, t2, block);
CREATE TABLE IF NOT EXISTS checkpoint (number INTEGER PRIMARY KEY, hash BLOB);
"""
Kind = tuple[str, bytes]
"""A contract's address in lower case, and the topic of one of its events."""


class EventLog:
    """The kept events of one deployment. Threads and processes may share its file.

    `deployment` names the deployment; a file of another one is emptied. `path` None keeps the events in memory.
    """

    def __init__(self, deployment: str, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._first: dict[str, int] = {}
        """The block of its deployment, by a contract's address in lower case."""
        self._addresses: list[Address] = []
        self._blooms: list[int] = []
        self._upto: dict[Kind, int] = {}
        self._tip: tuple[int, bytes] | None = None
        """The newest checkpoint."""
        self._recent: set[tuple[bytes, int]] | None = None
        """Hash of the block and place of the logs of the last blocks that were followed."""
        self._rows = self._open(deployment, path)

    def watch(self, address: Address, first_block: int, topics: Sequence[bytes]) -> None:
        """Names a contract, the block before which it logged nothing, and the events that are kept from now on."""
        with self._lock:
            if address.lower() not in self._first:
                self._first[address.lower()] = first_block
                self._addresses.append(address)
                self._blooms.append(bloom_of(address))
            for topic in topics:
                self._add((address.lower(), topic))

    def catch_up(self, reader: LogReader, block_at: Callable[[int], Block], head: Block, kind: Kind) -> None:
        """Reads the logs up to `head` that are not here: those of `kind`, and of the kinds with the same cursor.

        Raises Unavailable. What was read until then is kept.
        """
        with self._lock:
            self._add(kind)
            self._rewind(block_at, head)
            cursor = self._upto[kind]
            if cursor >= head.number:
                return
            kinds = [one for one, upto in self._upto.items() if upto == cursor]
            for _ in self._read(reader, kinds, self._filter(kinds), max(0, cursor + 1 - OVERLAP), head.number):
                pass
            self._checkpoint(head)

    def follow(self, reader: LogReader, block_at: Callable[[int], Block], before: Block, head: Block) -> bool:
        """Reads what happened after `before`, up to `head`. Returns True if no watched contract logged anything.

        One block without our contracts in its filter costs no request, and a few blocks cost one or two.
        """
        with self._lock:
            is_next = head.parent == before.hash
            if is_next and not head.may_log(self._blooms):
                self._advance(before, head)
                return True
            is_far = not 0 < head.number - before.number <= FOLLOWED
            if is_far or (not is_next and block_at(before.number).hash != before.hash):
                # The next head continues this one, so nothing would tell later that the kept logs are of another chain.
                self._rewind(block_at, head)
                return False
            followed = [kind for kind, upto in self._upto.items() if upto >= before.number]
            start = max(0, before.number + 1 - OVERLAP)
            everything = Filter(tuple(self._addresses))
            logs = [log for part in self._read(reader, followed, everything, start, head.number) for log in part]
            self._advance(before, head)
            earlier = {(log.block_hash, log.index) for log in logs if log.block <= before.number}
            is_late = self._recent is not None and not earlier <= self._recent
            self._recent = {(log.block_hash, log.index) for log in logs if log.block > head.number - OVERLAP}
            return not is_late and all(log.block <= before.number for log in logs)

    def read_again(self, kind: Kind, first: int) -> None:
        """Lets the logs of a kind from block `first` on be read again, because an endpoint has hidden some."""
        with self._lock:
            self._add(kind)
            upto = max(min(self._upto[kind], first - 1), self._first.get(kind[0], 0) - 1)
            with self._change():
                self._rows.execute("UPDATE kind SET upto = ? WHERE address = ? AND topic = ?", (upto, *kind))
            self._upto[kind] = upto

    def find(self, wanted: Filter, first: int, last: int) -> list[Log]:
        """Returns kept logs of one event in the blocks `first` to `last`, in the order of the chain."""
        conditions, values = ["address = ?", "block BETWEEN ? AND ?"], [wanted.addresses[0].lower(), first, last]
        for place, topic in enumerate(wanted.topics):
            if topic is not None:
                conditions.append(f"t{place} = ?")
                values.append(topic)  # type: ignore[arg-type]
        query = f"SELECT * FROM log WHERE {' AND '.join(conditions)} ORDER BY block, place"  # noqa: S608
        with self._lock, _kept():
            return [_log(row) for row in self._rows.execute(query, values)]

    def _add(self, kind: Kind) -> None:
        if kind in self._upto:
            return
        with _kept():
            row = self._rows.execute("SELECT upto FROM kind WHERE address = ? AND topic = ?", kind).fetchone()
        before = self._first.get(kind[0], 0) - 1
        self._upto[kind] = max(before, row[0]) if row else before

    def _filter(self, kinds: Sequence[Kind]) -> Filter:
        named = {address for address, _ in kinds}
        addresses = tuple(address for address in self._addresses if address.lower() in named)
        return Filter(addresses, (tuple(sorted({topic for _, topic in kinds})),))

    def _read(
        self, reader: LogReader, kinds: Sequence[Kind], wanted: Filter, first: int, last: int
    ) -> Iterator[list[Log]]:
        """Reads logs, keeps those of kinds, and moves their cursors after each range, whose logs it yields."""
        for end, logs in reader.logs(wanted, first, last):
            self._keep(kinds, logs, first, end)
            first = end + 1
            yield logs

    def _keep(self, kinds: Sequence[Kind], logs: Sequence[Log], first: int, last: int) -> None:
        chosen = set(kinds)
        rows = [_row(log) for log in logs if log.topics and (log.address, log.topics[0]) in chosen]
        if not kinds:
            return
        with self._change():
            for address, topic in kinds:
                self._rows.execute(
                    "DELETE FROM log WHERE address = ? AND t0 = ? AND block BETWEEN ? AND ?",
                    (address, topic, first, last),
                )
            self._rows.executemany("INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._rows.executemany(
                "INSERT INTO kind VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET upto = max(upto, excluded.upto)",
                [(*kind, last) for kind in kinds],
            )
        for kind in kinds:
            self._upto[kind] = max(self._upto[kind], last)

    def _advance(self, before: Block, head: Block) -> None:
        """Moves cursors and the newest checkpoint in memory. A restart reads these blocks again."""
        for kind, upto in self._upto.items():
            if upto >= before.number:
                self._upto[kind] = max(upto, head.number)
        self._tip = head.number, head.hash

    def _checkpoint(self, head: Block) -> None:
        with self._change():
            self._rows.execute("INSERT OR REPLACE INTO checkpoint VALUES (?, ?)", (head.number, head.hash))
            self._rows.execute(
                "DELETE FROM checkpoint WHERE number NOT IN (SELECT number FROM checkpoint ORDER BY number DESC LIMIT ?)",
                (_CHECKPOINTS,),
            )
        self._tip = head.number, head.hash

    def _rewind(self, block_at: Callable[[int], Block], head: Block) -> None:
        """Drops what a reorganisation undid: logs after the newest checkpoint that the chain still has."""
        if self._tip is None or _agree(self._tip, head):
            return
        if self._tip[0] < head.number and block_at(self._tip[0]).hash == self._tip[1]:
            return
        with _kept():
            rows = self._rows.execute("SELECT number, hash FROM checkpoint ORDER BY number DESC").fetchall()
        common = -1
        for number, digest in rows:
            if number <= head.number and block_at(number).hash == digest:
                common = number
                break
        if self._tip[0] > head.number and common == max((n for n, _ in rows if n <= head.number), default=-2):
            # The head is behind what we have read, and no checkpoint contradicts it.
            return
        with self._change():
            self._rows.execute("DELETE FROM log WHERE block > ?", (common,))
            self._rows.execute("DELETE FROM checkpoint WHERE number > ?", (common,))
            self._rows.execute("UPDATE kind SET upto = min(upto, ?)", (common,))
        self._upto = {
            kind: max(min(upto, common), self._first.get(kind[0], 0) - 1) for kind, upto in self._upto.items()
        }
        self._tip = next(((number, digest) for number, digest in rows if number == common), None)
        self._recent = None

    def _open(self, deployment: str, path: Path | None) -> sqlite3.Connection:
        rows = _connect(path)
        row = rows.execute("SELECT deployment FROM about").fetchone()
        if row is None or row[0] != deployment:
            for table in ("about", "kind", "log", "checkpoint"):
                rows.execute(f"DELETE FROM {table}")  # noqa: S608
            rows.execute("INSERT INTO about VALUES (?)", (deployment,))
        self._tip = rows.execute("SELECT number, hash FROM checkpoint ORDER BY number DESC LIMIT 1").fetchone()
        return rows

    @contextmanager
    def _change(self) -> Iterator[None]:
        with _kept(), self._rows:
            self._rows.execute("BEGIN IMMEDIATE")
            yield


def _connect(path: Path | None) -> sqlite3.Connection:
    """Opens the file, or a new one in place of one that is broken. What it holds can be read from the chain again."""
    if path is None:
        return _prepared(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        try:
            return _prepared(sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise Unavailable(f"the events cannot be kept in {path}: {error}") from error
            for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                name.unlink(missing_ok=True)
    raise Unavailable(f"the events cannot be kept in {path}; remove the file, or give another KULA_DATA")


def _prepared(rows: sqlite3.Connection) -> sqlite3.Connection:
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=NORMAL")
    rows.executescript(_TABLES)
    return rows


@contextmanager
def _kept() -> Iterator[None]:
    """Turns errors of SQLite into Unavailable: a full disk, a locked file."""
    try:
        yield
    except sqlite3.Error as error:
        raise Unavailable(f"the kept events cannot be read or written: {error}") from error


def _agree(tip: tuple[int, bytes], head: Block) -> bool:
    return tip == (head.number, head.hash) or tip == (head.number - 1, head.parent)


def _row(log: Log) -> tuple[object, ...]:
    topics = (*log.topics, None, None, None, None)[:4]
    return (
        log.block,
        log.index,
        log.address,
        *topics,
        log.body,
        log.block_hash,
        log.transaction,
        log.transaction_index,
    )


def _log(row: Sequence[object]) -> Log:
    block, place, address, t0, t1, t2, t3, body, block_hash, tx, tx_index = row
    topics = tuple(topic for topic in (t0, t1, t2, t3) if topic is not None)
    return Log(block, place, address, topics, body, block_hash, tx, tx_index)  # type: ignore[arg-type]
