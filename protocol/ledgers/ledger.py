"""The report of an epoch as a pure function of its revealed data: rows, running sums, root and price (DESIGN § 4.5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kula.protocol.encoding import ledger_leaf
from kula.protocol.merkle import Tree
from kula.protocol.types import ZERO_ADDRESS, Address, Leaf, Report, Row


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an account's last row before this epoch says: its pay up to and with epoch `since`."""

    before: int
    since: int


NOTHING_EARLIER = Earlier(0, 0)


@dataclass(frozen=True)
class Ledger:
    """An epoch's rows and what follows from them."""

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
        """What the report commits to."""
        return self.tree.root

    @property
    def sum_credit(self) -> int:
        """Everybody's credit in the epoch."""
        return self.rows[-1].sum_credit

    def report(self, *, attempt: int, parent: bytes, files: bytes) -> Report:
        """What validators sign for it: the report after so many fallen ones, on its parent's digest."""
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
        """A row with its proof."""
        return self.rows[t], self.tree.proof(t)

    def rows_of(self, account: Address) -> tuple[int, int]:
        """Where an account's rows stand: the first, and the one behind the last. Equal when it has none."""
        place = int(account, 16)
        return bisect_left(self._payees, place), bisect_right(self._payees, place)

    @cached_property
    def _payees(self) -> list[int]:
        return [int(row.pay_to, 16) for row in self.rows]

    def last_rows(self) -> dict[Address, Row]:
        """Each paid account's last row: the one whose claim shows all that it has earned."""
        return {row.pay_to: row for row in self.rows if row.pay_to != ZERO_ADDRESS}

    def earned(self, row: Row) -> int:
        """What a row shows that its account has earned, from the first epoch up to and with this one."""
        return row.before + row.credits * self.price

    def start_after(self, row: Row) -> int:
        """What a later row of the account says as `before`. Only a lie that became final reaches the edge of the type."""
        return min(self.earned(row), 2**128 - 1)

    def earlier_after(self, earlier: Mapping[Address, Earlier]) -> dict[Address, Earlier]:
        """What the next epoch starts from."""
        new = {a: Earlier(self.start_after(row), self.epoch) for a, row in self.last_rows().items()}
        return {**earlier, **new}


def credit(median: int, floor: int) -> int:
    """What a record earns before prices."""
    return max(0, median - floor)


def price_of(sum_credit: int, budget: int, cap: int) -> int:
    """min(cap, budget // sum of credit), 0 without credit. Twin: Reports.propose."""
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
    """The one honest ledger of an epoch. `leaves` and `medians` are in order of position."""
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
    """The row with the running sums that follow from the row before it. Twin: the check of F2."""
    own = credit(row.median, floor) if row.pay_to != ZERO_ADDRESS else 0
    carried = previous.credits if previous and previous.pay_to == row.pay_to else 0
    total = previous.sum_credit if previous else 0
    return replace(row, credits=carried + own, sum_credit=total + own)
