"""Finds the faults of a report (F0 to F4), with the evidence that one challenge needs. Pure.

Twins: contracts/Challenges.vy and modules/ledger_row.vy. Each predicate here is a condition of a contract.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kula.protocol.ledgers.ledger import NOTHING_EARLIER, Earlier, Ledger, with_sums
from kula.protocol.types import ZERO_ADDRESS, Address, Row


class FaultKind(StrEnum):
    """The call of Challenges that proves a fault."""

    FORM = "form"
    MEDIAN = "median"
    ORDER = "order"
    PAYEE = "payee"
    START = "start"
    ABSENT = "absent"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault, with the place of its evidence."""

    kind: FaultKind
    t: int
    """Index of the wrong row. For ORDER, it is wrong in relation to the row before it."""
    epoch: int = 0
    """The earlier epoch whose ledger holds the evidence (START, ABSENT, BETWEEN)."""
    at: int = 0
    """Index of a row in that ledger.

    START: the account's last row. ABSENT: the first row after the account's place. BETWEEN: a row of the account.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The public facts about an epoch. A report that contradicts them has a fault."""

    epoch: int
    floor: int
    medians: bytes
    pay_to: Sequence[Address | None]
    """The payee of each position, from its batch leaf. It is None if no gateway served the leaf."""
    line: Mapping[int, Ledger]
    """The earlier ledgers that the report builds on, by epoch."""
    earlier: Mapping[Address, Earlier]
    """Each account's last row in these ledgers."""
    hidden: Collection[int] = ()
    """The epochs of earlier ledgers whose rows nobody gives."""


def find_fault(rows: Sequence[Row], truth: Truth) -> Fault | None:
    """Returns the first fault of a ledger, or None. `rows` may be a part of its rows, in the order of their index.

    A whole ledger without a fault equals the honest one in every row whose leaf is known, if no earlier one is hidden.
    """
    return next(find_faults(rows, truth), None)


def find_faults(rows: Sequence[Row], truth: Truth) -> Iterator[Fault]:
    """Yields the first fault of each row that has one."""
    previous: Row | None = None
    for row in rows:
        fault = _own_fault(previous, row, truth) or _start_fault(row, truth)
        if fault:
            yield fault
        previous = row


def breaks_form(row: Row, records: int, *, epoch: int, floor: int, since_has_ledger: bool) -> bool:
    """Tells whether a row has fault F0: its fields contradict each other, or `since` has no ledger."""
    if row.pos >= records or row.since >= epoch:
        return True
    if row.pay_to == ZERO_ADDRESS:
        return row.since != 0 or row.before != 0
    if row.median <= floor:
        return True
    return row.before != 0 if row.since == 0 else not since_has_ledger


def breaks_order(previous: Row | None, row: Row, floor: int) -> bool:
    """Tells whether a row has fault F2: it is out of order after `previous`, or its running sums are wrong.

    `previous` is None for row 0.
    """
    if previous and (int(previous.pay_to, 16), previous.pos) >= (int(row.pay_to, 16), row.pos):
        return True
    expected = with_sums(row, previous, floor)
    return (row.credits, row.sum_credit) != (expected.credits, expected.sum_credit)


def _own_fault(previous: Row | None, row: Row, truth: Truth) -> Fault | None:
    has_ledger = row.since in truth.line or row.since in truth.hidden
    if breaks_form(row, len(truth.medians), epoch=truth.epoch, floor=truth.floor, since_has_ledger=has_ledger):
        return Fault(kind=FaultKind.FORM, t=row.t)
    if row.median != truth.medians[row.pos]:
        return Fault(kind=FaultKind.MEDIAN, t=row.t)
    follows = row.t == 0 or (previous is not None and previous.t + 1 == row.t)
    if follows and breaks_order(previous, row, truth.floor):
        return Fault(kind=FaultKind.ORDER, t=row.t)
    payee = truth.pay_to[row.pos]
    if row.median > truth.floor and payee is not None and payee != row.pay_to:
        return Fault(kind=FaultKind.PAYEE, t=row.t)
    return None


def _start_fault(row: Row, truth: Truth) -> Fault | None:
    """Finds fault F4: `since` or `before` differs from the account's last row in an earlier ledger."""
    if row.pay_to == ZERO_ADDRESS:
        return None
    last = truth.earlier.get(row.pay_to, NOTHING_EARLIER)
    if last == Earlier(row.before, row.since):
        return None
    epoch = max(last.since, row.since)
    if epoch not in truth.line:
        return None
    first, behind = truth.line[epoch].rows_of(row.pay_to)
    if last.since > row.since:
        return Fault(kind=FaultKind.BETWEEN, t=row.t, epoch=epoch, at=first)
    if last.since < row.since:
        return Fault(kind=FaultKind.ABSENT, t=row.t, epoch=epoch, at=first)
    return Fault(kind=FaultKind.START, t=row.t, epoch=epoch, at=behind - 1)
