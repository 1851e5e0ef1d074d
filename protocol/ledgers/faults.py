"""The faults that bring a report down (F0 to F4), found and described so that one call proves them. Pure.

Twins: contracts/Challenges.vy and modules/ledger_row.vy; each predicate here is one contract's condition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kula.protocol.ledgers.ledger import Ledger, with_sums
from kula.protocol.types import ZERO_ADDRESS, Address, Row


class FaultKind(StrEnum):
    """Which call of Challenges proves the fault."""

    FORM = "form"
    MEDIAN = "median"
    ORDER = "order"
    PAYEE = "payee"
    START = "start"
    ABSENT = "absent"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault, and where its evidence stands."""

    kind: FaultKind
    t: int
    """The row that is wrong; for ORDER, wrong after the row before it."""
    epoch: int = 0
    """The earlier epoch whose ledger shows it (START, ABSENT, BETWEEN)."""
    at: int = 0
    """The row there: the account's last (START), the first behind its place (ABSENT), one of its rows (BETWEEN)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What everybody can know about an epoch: a report is judged against it."""

    epoch: int
    floor: int
    medians: bytes
    pay_to: Sequence[Address | None]
    """Each position's payee by its batch leaf; None where nobody showed us the leaf."""
    line: Mapping[int, Ledger]
    """The ledgers before this epoch in its report's line."""


def find_fault(rows: Sequence[Row], truth: Truth) -> Fault | None:
    """The first fault of a ledger, or None: then it is the honest one wherever a leaf is known."""
    newest = sorted(truth.line, reverse=True)
    previous: Row | None = None
    for row in rows:
        fault = _own_fault(previous, row, len(rows), truth) or _start_fault(row, truth, newest)
        if fault:
            return fault
        previous = row
    return None


def breaks_form(row: Row, records: int, *, epoch: int, floor: int, since_has_ledger: bool) -> bool:
    """F0: what one row shows by itself, and whether `since` has a ledger."""
    if row.pos >= records or row.since >= epoch:
        return True
    if row.pay_to == ZERO_ADDRESS:
        return row.since != 0 or row.before != 0
    if row.median <= floor:
        return True
    return row.before != 0 if row.since == 0 else not since_has_ledger


def breaks_order(previous: Row | None, row: Row, floor: int) -> bool:
    """F2: two neighbours (or row 0) out of order, or with wrong running sums."""
    if previous and (int(previous.pay_to, 16), previous.pos) >= (int(row.pay_to, 16), row.pos):
        return True
    expected = with_sums(row, previous, floor)
    return (row.credits, row.sum_credit) != (expected.credits, expected.sum_credit)


def _own_fault(previous: Row | None, row: Row, records: int, truth: Truth) -> Fault | None:
    known = row.since in truth.line
    if breaks_form(row, records, epoch=truth.epoch, floor=truth.floor, since_has_ledger=known):
        return Fault(kind=FaultKind.FORM, t=row.t)
    if row.median != truth.medians[row.pos]:
        return Fault(kind=FaultKind.MEDIAN, t=row.t)
    if breaks_order(previous, row, truth.floor):
        return Fault(kind=FaultKind.ORDER, t=row.t)
    payee = truth.pay_to[row.pos]
    if row.median > truth.floor and payee is not None and payee != row.pay_to:
        return Fault(kind=FaultKind.PAYEE, t=row.t)
    return None


def _start_fault(row: Row, truth: Truth, newest: Sequence[int]) -> Fault | None:
    """F4: `since` and `before` are not those of the account's last row in the line."""
    if row.pay_to == ZERO_ADDRESS:
        return None
    for epoch in newest:
        first, behind = truth.line[epoch].rows_of(row.pay_to)
        if epoch > row.since and first < behind:
            return Fault(kind=FaultKind.BETWEEN, t=row.t, epoch=epoch, at=first)
        if epoch == row.since and first == behind:
            return Fault(kind=FaultKind.ABSENT, t=row.t, epoch=epoch, at=first)
        if epoch == row.since and truth.line[epoch].start_after(truth.line[epoch].rows[behind - 1]) != row.before:
            return Fault(kind=FaultKind.START, t=row.t, epoch=epoch, at=behind - 1)
    return None
