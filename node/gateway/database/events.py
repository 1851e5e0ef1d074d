"""What happened to accounts, in order, for their streams."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import EventRow

KEPT_SECONDS = 172_800
"""Two days: a stream that was away longer starts anew."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an account; to all if `owner` is empty. `change` has the fields of the API's Change."""

    owner: str
    change: dict[str, Any]


def add_events(session: Session, happened: Iterable[Happened], now: int) -> None:
    """Adds events at block time `now` within a transaction, and drops old ones."""
    rows = [{"owner": one.owner, "at": now, "change": one.change} for one in happened]
    if rows:
        session.execute(insert(EventRow), rows)
        session.execute(delete(EventRow).where(EventRow.at < now - KEPT_SECONDS))


class Events:
    """The events of a gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self) -> int:
        """Returns the newest event's number; 0 before the first."""
        with Session(self._engine) as session:
            return session.scalar(select(func.max(EventRow.id))) or 0

    def oldest(self) -> int:
        """Returns the number of the oldest event that is kept; 0 if there is none."""
        with Session(self._engine) as session:
            return session.scalar(select(func.min(EventRow.id))) or 0

    def after(self, number: int, limit: int, owner: str | None = None) -> Sequence[EventRow]:
        """Returns up to `limit` events after a number, in order: all, or those of one account and of everybody."""
        query = select(EventRow).where(EventRow.id > number).order_by(EventRow.id).limit(limit)
        if owner is not None:
            query = query.where(EventRow.owner.in_((owner, "")))
        with Session(self._engine) as session:
            return session.scalars(query).all()
