"""What a gateway counts: failures of its worker, and the gas that it spends for others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from kula.node.gateway.database.tables import Base, FailureRow, GasRow


class Tallies:
    """The counts of one gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count_failure(self, step: str, error: str) -> None:
        """Counts a step of the worker that failed with an error of this class."""
        key = {"step": step[:32], "error": error[:64]}
        with Session(self._engine) as session, session.begin():
            insert_new(session, FailureRow, {**key, "count": 0})
            session.execute(update(FailureRow).filter_by(**key).values(count=FailureRow.count + 1))

    def failures(self) -> Sequence[FailureRow]:
        """Returns how often each step of the worker failed."""
        with Session(self._engine) as session:
            return session.scalars(select(FailureRow).order_by(FailureRow.step, FailureRow.error)).all()

    def add_gas(self, day: int, kind: str, account: str, gas: int) -> None:
        """Adds gas that was spent for an account on a day."""
        key = {"day": day, "kind": kind, "account": account}
        with Session(self._engine) as session, session.begin():
            session.execute(delete(GasRow).where(GasRow.day < day))
            insert_new(session, GasRow, {**key, "gas": 0})
            session.execute(update(GasRow).filter_by(**key).values(gas=GasRow.gas + gas))

    def gas_spent(self, day: int, kind: str, account: str) -> tuple[int, int]:
        """Returns the gas that was spent on a day for one kind of call, and for one account of it."""
        total = select(func.coalesce(func.sum(GasRow.gas), 0)).where(GasRow.day == day, GasRow.kind == kind)
        with Session(self._engine) as session:
            return session.scalar(total) or 0, session.scalar(total.where(GasRow.account == account)) or 0


def insert_new(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Inserts a row; returns False, and changes nothing, if its key is taken."""
    dialect = session.get_bind().dialect.name
    build = {"sqlite": insert_sqlite, "postgresql": insert_postgres}.get(dialect)
    if build is None:
        session.execute(insert(table).values(**values))
        return True
    statement = build(table).values(**values).on_conflict_do_nothing().returning(literal(1))
    return session.execute(statement).first() is not None
