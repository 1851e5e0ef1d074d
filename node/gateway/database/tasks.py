"""The queue of tasks. A task is held by one session key at a time, by its lease in the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Engine, func, or_, select, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.opinion_tables import TaskRow
from kula.node.gateway.database.tables import CounterRow
from kula.node.gateway.database.tallies import insert_new

_COUNTER = "tasks"
"""The counter of the last dataset whose tasks are in the queue."""

_LOOKED_AT = 32
"""Free tasks of a kind among which one is chosen."""
_SCALE = 1_000_000


class TaskQueue:
    """The tasks of one gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def filled_upto(self) -> int:
        """Returns the last dataset whose tasks are in the queue."""
        with Session(self._engine) as session:
            return session.scalar(select(CounterRow.value).where(CounterRow.name == _COUNTER)) or 0

    def fill(self, rows: Iterable[TaskRow], dataset: int) -> None:
        """Adds the tasks of a dataset, and notes that they are there. A task that is known stays as it is."""
        with Session(self._engine) as session, session.begin():
            for row in rows:
                values = {column.name: getattr(row, column.name) for column in TaskRow.__table__.columns}
                insert_new(session, TaskRow, {**values, "until": 0, "is_done": False})
            insert_new(session, CounterRow, {"name": _COUNTER, "value": 0})
            session.execute(update(CounterRow).where(CounterRow.name == _COUNTER).values(value=dataset))

    def hold(
        self,
        key: str,
        most: int,
        now: int,
        until: int,
        weights: Mapping[str, int] | None = None,
        rank: Callable[[TaskRow], int] = lambda _: 0,
    ) -> Sequence[TaskRow]:
        """Returns what a key holds at `now`, and lets it hold more until `until`, up to `most` in all.

        The kinds of which fewest are done come first; a kind of twice the weight may have twice as many. Among the next tasks
        of a kind, those of the lowest rank come first. One statement takes each, so that no other key gets it too.
        """
        held = select(TaskRow).where(TaskRow.holder == key, TaskRow.until > now, TaskRow.is_done.is_(False))
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            rows = list(session.scalars(held))
            done = select(TaskRow.kind, func.count().filter(TaskRow.is_done)).group_by(TaskRow.kind)
            counts = {kind: count for kind, count in session.execute(done)}

            def load(kind: str) -> tuple[int, str]:
                count = counts[kind] + sum(row.kind == kind for row in rows)
                return _SCALE * count // (weights or {}).get(kind, 1), kind

            while len(rows) < most and counts:
                kind = min(counts, key=load)
                task = _take(session, kind, key, now, until, rank)
                if task:
                    rows.append(task)
                else:
                    del counts[kind]
        return sorted(rows, key=lambda row: row.task)

    def free(self, now: int) -> dict[str, int]:
        """Returns how many tasks of each kind nobody has done or holds at `now`."""
        counted = select(TaskRow.kind, func.count()).where(*_is_free(now)).group_by(TaskRow.kind)
        with Session(self._engine) as session:
            return {kind: count for kind, count in session.execute(counted)}

    def finish(self, key: str, prompt_hash: bytes) -> None:
        """Ends the tasks about a talk that a key holds."""
        done = update(TaskRow).where(TaskRow.holder == key, TaskRow.prompt_hash == prompt_hash).values(is_done=True)
        with Session(self._engine) as session, session.begin():
            session.execute(done)


def _take(
    session: Session, kind: str, key: str, now: int, until: int, rank: Callable[[TaskRow], int]
) -> TaskRow | None:
    """Lets a key hold the first of the next free tasks of a kind that no other key takes at this moment."""
    is_free = _is_free(now)
    free = select(TaskRow).where(TaskRow.kind == kind, *is_free).order_by(TaskRow.task).limit(_LOOKED_AT)
    for one in sorted(session.scalars(free), key=rank):
        unlocked = select(TaskRow.task).where(TaskRow.task == one.task, *is_free).with_for_update(skip_locked=True)
        taken = update(TaskRow).where(TaskRow.task.in_(unlocked.scalar_subquery()), *is_free)
        if session.scalar(taken.values(holder=key, until=until).returning(TaskRow.task)):
            return session.get_one(TaskRow, one.task, populate_existing=True)
    return None


def _is_free(now: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TaskRow.is_done.is_(False), or_(TaskRow.holder.is_(None), TaskRow.until <= now)
