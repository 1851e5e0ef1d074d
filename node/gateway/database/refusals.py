"""What the operator refuses: accounts, and content ids."""

from collections.abc import Collection, Sequence
from typing import Literal

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from kula.node.gateway.database.opinion_tables import RefusalRow
from kula.node.gateway.database.tallies import insert_new

Kind = Literal["account", "content"]


class Refusals:
    """The refusals of one gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, kind: Kind, name: str) -> None:
        """Refuses an account (a session key or an owner), or a content id."""
        with Session(self._engine) as session, session.begin():
            insert_new(session, RefusalRow, {"kind": kind, "name": name})

    def remove(self, kind: Kind, name: str) -> None:
        """Ends a refusal."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(RefusalRow).where(RefusalRow.kind == kind, RefusalRow.name == name))

    def any_of(self, kind: Kind, names: Collection[str]) -> bool:
        """Says whether one of these is refused."""
        query = select(RefusalRow.name).where(RefusalRow.kind == kind, RefusalRow.name.in_(names)).limit(1)
        with Session(self._engine) as session:
            return session.scalar(query) is not None

    def all_of(self, kind: Kind) -> Sequence[str]:
        """Returns what is refused, in order."""
        query = select(RefusalRow.name).where(RefusalRow.kind == kind).order_by(RefusalRow.name)
        with Session(self._engine) as session:
            return session.scalars(query).all()
