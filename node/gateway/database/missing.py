"""Which numbers of the copy of the chain have no row. To ask costs the same, however many rows there are.

A fact per table notes up to which number no row lacks. Whoever drops rows lowers it in the same transaction.
"""

from itertools import islice
from typing import Any

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import BatchRow, DatasetRow, EpochRow, FactRow, ModelRow

Numbered = EpochRow | BatchRow | DatasetRow | ModelRow
_WHOLE_AT_ONCE = 64
"""The fact moves once in so many numbers."""
_AT_ONCE = 500
"""Rows that are fetched at once."""


def missing(engine: Engine, table: type[Numbered], last: int, most: int) -> list[int]:
    """Returns the numbers from 1 to `last` that have no row, the newest first, at most `most`."""
    absent: list[int] = []
    with Session(engine) as session:
        whole = _whole(session, table)
        known = select(table.number).where(table.number > whole, table.number <= last).order_by(table.number.desc())
        wanted = min(most, last - whole - _count(session, table, whole, last))
        # New numbers are absent most often, so few rows are read, however many there are.
        for number in session.scalars(known.execution_options(yield_per=_AT_ONCE)) if wanted > 0 else ():
            absent += islice(range(last, number, -1), wanted - len(absent))
            last = number - 1
            if len(absent) >= wanted:
                return absent
    if wanted <= 0 and last - whole >= _WHOLE_AT_ONCE:
        _note_whole(engine, table, last)
    return [*absent, *islice(range(last, whole, -1), max(0, wanted - len(absent)))]


def lock(session: Session) -> None:
    """Keeps other processes from changing the copy until the transaction ends."""
    session.execute(update(FactRow).where(FactRow.name == "chain").values(name="chain"))


def lower_whole(session: Session, table: type[Any], number: int) -> None:
    """Notes in a transaction that a row after `number` may lack."""
    row = session.get(FactRow, _fact_of(table))
    if row and row.value > number:
        row.value = number


def _note_whole(engine: Engine, table: type[Numbered], last: int) -> None:
    """Notes that no row up to `last` lacks, unless another process has just dropped one."""
    with Session(engine) as session, session.begin():
        lock(session)
        whole = _whole(session, table)
        if last > whole and _count(session, table, whole, last) == last - whole:
            session.merge(FactRow(name=_fact_of(table), value=last))


def _fact_of(table: type[Any]) -> str:
    return f"whole {table.__tablename__}"


def _whole(session: Session, table: type[Numbered]) -> int:
    row = session.get(FactRow, _fact_of(table))
    return row.value if row else 0


def _count(session: Session, table: type[Numbered], after: int, last: int) -> int:
    query = select(func.count()).select_from(table).where(table.number > after, table.number <= last)
    return session.scalar(query) or 0
