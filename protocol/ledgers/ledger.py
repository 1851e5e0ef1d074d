"""The ledger of an epoch, computed from its leaves and medians: rows, running sums, root and price. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kula.protocol.encoding import ledger_leaf
from kula.protocol.merkle import Tree
from kula.protocol.types import ZERO_ADDRESS, Address, Leaf, Report, Row


@dataclass(frozen=True, slots=True)
class Earlier:
    """An account's last row before an epoch: `before` is all its pay up to and including epoch `since`."""

    before: int
    since: int


NOTHING_EARLIER = Earlier(0, 0)


@dataclass(frozen=True)
class Ledger:
    """The rows of an epoch, and the numbers that follow from them."""

    dom: bytes
    epoch: int
    rows: tuple[Row, ...]
    price: int

    @cached_property
    def tree(self) -> Tree:
        """The positional tree over the rows."""
        return Tree([ledger_leaf(self.dom, self.epoch, row) for row in self.rows])

    @property
    def root(self) -> bytes:
        """The root of the tree, to which the report commits."""
        return self.tree.root

    @property
    def sum_credit(self) -> int:
        """The credit of all accounts in the epoch."""
        return self.rows[-1].sum_credit

    def report(self, *, attempt: int, parent: bytes, files: bytes) -> Report:
        """Returns the report of this ledger.

        `attempt` is the number of reports that have fallen, `parent` the previous report's digest, and `files` the
        digest of the published node.
        """
        return Report(
            epoch=self.epoch,
            attempt=attempt,
            parent=parent,
            root=self.root,
            records=len(self.rows),
            sum_credit=self.sum_credit,
            files=files,
        )

    def proven(self, t: int) -> tuple[Row, list[bytes]]:
        """Returns the row at index `t` with its proof."""
        return self.rows[t], self.tree.proof(t)

    def rows_of(self, account: Address) -> tuple[int, int]:
        """Returns the indices of an account's first row and of the row after its last one.

        Both are equal if the account has no row.
        """
        place = int(account, 16)
        return bisect_left(self._payees, place), bisect_right(self._payees, place)

    @cached_property
    def _payees(self) -> list[int]:
        return [int(row.pay_to, 16) for row in self.rows]

    def last_rows(self) -> dict[Address, Row]:
        """Returns the last row of each paid account. A claim with this row takes all that the account has earned."""
        return {row.pay_to: row for row in self.rows if row.pay_to != ZERO_ADDRESS}

    def earned(self, row: Row) -> int:
        """Returns what an account has earned by its row, from the first epoch up to and including this one."""
        return row.before + row.credits * self.price

    def start_after(self, row: Row) -> int:
        """Returns `before` of the account's next row in a later epoch.

        The limit is the largest number of the type. Only a false report that became final reaches it.
        """
        return min(self.earned(row), 2**128 - 1)

    def earlier_after(self, earlier: Mapping[Address, Earlier]) -> dict[Address, Earlier]:
        """Returns each account's last row after this epoch. `earlier` holds the last rows before it."""
        new = {a: Earlier(self.start_after(row), self.epoch) for a, row in self.last_rows().items()}
        return {**earlier, **new}


def credit(median: int, floor: int) -> int:
    """Returns the credit of a record with this median."""
    return max(0, median - floor)


def price_of(sum_credit: int, budget: int, cap: int) -> int:
    """Returns the price of one credit: min(cap, budget // sum of credit), or 0 without credit. Twin: Reports.propose."""
    return min(cap, budget // sum_credit) if sum_credit else 0


def compute_ledger(
    dom: bytes,
    epoch: int,
    leaves: Sequence[Leaf],
    medians: bytes,
    *,
    floor: int,
    earlier: Mapping[Address, Earlier],
    budget: int,
    cap: int,
) -> Ledger:
    """Computes the one honest ledger of an epoch.

    `leaves` and `medians` are in order of position. `earlier` holds each account's last row before the epoch.
    `budget` and `cap` are in the token's smallest unit. Raises ValueError if leaves and medians differ in number.
    """
    if len(leaves) != len(medians):
        raise ValueError(f"{len(leaves)} leaves but {len(medians)} medians")
    payees = [leaf.pay_to if value > floor else ZERO_ADDRESS for leaf, value in zip(leaves, medians, strict=True)]
    order = sorted(range(len(leaves)), key=lambda pos: (int(payees[pos], 16), pos))
    rows: list[Row] = []
    for t, pos in enumerate(order):
        start = earlier.get(payees[pos], NOTHING_EARLIER)
        row = Row(
            t=t,
            pay_to=payees[pos],
            pos=pos,
            median=medians[pos],
            credits=0,
            sum_credit=0,
            before=start.before,
            since=start.since,
        )
        rows.append(with_sums(row, rows[-1] if rows else None, floor))
    return Ledger(dom, epoch, tuple(rows), price_of(rows[-1].sum_credit, budget, cap))


def with_sums(row: Row, previous: Row | None, floor: int) -> Row:
    """Returns the row with its running sums, which continue those of `previous`. Twin: the check of F2."""
    own = credit(row.median, floor) if row.pay_to != ZERO_ADDRESS else 0
    carried = previous.credits if previous and previous.pay_to == row.pay_to else 0
    total = previous.sum_credit if previous else 0
    return replace(row, credits=carried + own, sum_credit=total + own)
