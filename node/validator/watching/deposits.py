"""The deposits of our demands: how much they may cost, which are open, and which come back. On disk before they are sent.

Whoever answers a demand keeps its deposit. So a party that hides rows or leaves from us only, and then posts each one
that we ask for, earns by it. The budget bounds that.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from web3.contract.contract import ContractFunction

from kula.node.validator.tables import open_table
from kula.protocol.chain.clients.demands import DemandKind
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable

_LOST_SECONDS = 3_600
"""A demand that is not on chain after this time was never sent: we were killed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What our demands may cost. Deposits that came back do not count. Money is in units of 10^-18 KULA."""

    epoch: int
    """The most for the reports of one epoch."""
    whole: int
    """The most in all, since the folder was made."""
    leaves: int
    """The most leaves that are demanded of one report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A demand of ours whose deposit is neither lost nor returned."""

    digest: bytes
    kind: DemandKind
    place: int
    epoch: int
    deposit: int
    noted_at: int
    """When it was written down (block time, seconds)."""


class Deposits:
    """A table in the watcher's folder. Every row is on disk when its method returns."""

    def __init__(self, network: Network, folder: Path, budget: Budget) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._network = network
        self._path = folder / "deposits.sqlite"
        self._budget = budget
        self._open_now: list[Asked] | None = None
        """What `open` returns, or None since the table changed. No other process writes it."""
        with self._open() as rows:
            rows.execute(
                "CREATE TABLE IF NOT EXISTS asked (digest BLOB, kind INTEGER, place INTEGER, epoch INTEGER,"
                " deposit TEXT, state TEXT, noted_at INTEGER, PRIMARY KEY (digest, kind, place))"
            )
            rows.execute("CREATE TABLE IF NOT EXISTS secret (one INTEGER PRIMARY KEY, bytes BLOB)")
            rows.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
            self.secret: bytes = rows.execute("SELECT bytes FROM secret").fetchone()[0]
            """Chooses what we demand first, so that nobody knows it before."""

    def allows(self, digest: bytes, kind: DemandKind, epoch: int) -> bool:
        """Tells whether one more demand of a report stays within the budget."""
        paid = [(row[0], row[1], row[3], int(row[4])) for row in self._rows("state != 'returned'")]
        leaves = sum(of == digest and kind_of == DemandKind.LEAF for of, kind_of, _, _ in paid)
        if kind is DemandKind.LEAF and leaves >= self._budget.leaves:
            return False
        deposit = self.deposit(kind)
        in_epoch = sum(amount for _, _, number, amount in paid if number == epoch)
        whole = sum(amount for *_, amount in paid)
        return in_epoch + deposit <= self._budget.epoch and whole + deposit <= self._budget.whole

    def deposit(self, kind: DemandKind) -> int:
        """Returns the deposit of a demand (10^-18 KULA)."""
        return self._network.demands.constant("ROWS_DEPOSIT" if kind is DemandKind.ROWS else "LEAF_DEPOSIT")

    def note(self, digest: bytes, kind: DemandKind, place: int, epoch: int) -> None:
        """Writes down a demand that we are about to send."""
        with self._open() as rows:
            values = (digest, kind, place, epoch, str(self.deposit(kind)), self._network.connection.now())
            self._open_now = None
            rows.execute("INSERT OR REPLACE INTO asked VALUES (?, ?, ?, ?, ?, 'asked', ?)", values)

    def has(self, digest: bytes, kind: DemandKind, place: int) -> bool:
        """Tells whether we have sent, or are about to send, this demand."""
        with self._open() as rows:
            key = (digest, kind, place)
            query = "SELECT 1 FROM asked WHERE digest = ? AND kind = ? AND place = ?"
            return rows.execute(query, key).fetchone() is not None

    def drop(self, digest: bytes, kind: DemandKind, place: int) -> None:
        """Forgets a demand that the chain refused. It took no deposit."""
        with self._open() as rows:
            self._open_now = None
            rows.execute("DELETE FROM asked WHERE digest = ? AND kind = ? AND place = ?", (digest, kind, place))

    def open(self) -> list[Asked]:
        """Returns our demands whose deposit is neither lost nor returned."""
        if self._open_now is None:
            self._open_now = [
                Asked(digest=digest, kind=DemandKind(kind), place=place, epoch=epoch, deposit=int(deposit), noted_at=at)
                for digest, kind, place, epoch, deposit, _, at in self._rows("state = 'asked'")
            ]
        return list(self._open_now)

    def lost(self) -> int:
        """Returns the deposits that others earned by their answers (10^-18 KULA)."""
        return sum(int(row[4]) for row in self._rows("state = 'lost'"))

    def calls(self) -> Iterator[ContractFunction]:
        """Yields the calls that return deposits of fallen reports. Notes what became of each demand, once that is certain."""
        demands, reports = self._network.demands, self._network.reports
        for asked in self.open():
            demand = demands.demand(asked.digest, asked.kind, asked.place)
            stands = reports.standing(asked.epoch).digest == asked.digest
            if demand.answered:
                with suppress(Unavailable):
                    self._end(asked, "lost" if self._was_posted(asked) else "returned")
            elif demand.until and not stands:
                yield demands.take_back(asked.digest, asked.kind, asked.place)
            elif not demand.until and self._network.connection.now() >= asked.noted_at + _LOST_SECONDS:
                self.drop(asked.digest, asked.kind, asked.place)

    def _was_posted(self, asked: Asked) -> bool:
        """Whether somebody answered. Otherwise the report fell, and the deposit went back to us.

        Raises Unavailable while an endpoint hides answers. The deposit then counts as open, so the budget stays bounded.
        """
        since = asked.noted_at - 2 * self._network.parameters.challenge_seconds
        return (asked.kind, asked.place) in self._network.demands.opened(asked.digest, since)

    def _end(self, asked: Asked, state: str) -> None:
        with self._open() as rows:
            key = (state, asked.digest, asked.kind, asked.place)
            self._open_now = None
            rows.execute("UPDATE asked SET state = ? WHERE digest = ? AND kind = ? AND place = ?", key)

    def _rows(self, where: str) -> list[tuple[bytes, int, int, int, str, str, int]]:
        with self._open() as rows:
            return rows.execute(f"SELECT * FROM asked WHERE {where} ORDER BY epoch, kind, place").fetchall()  # noqa: S608 (our own words)

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_table(self._path)
