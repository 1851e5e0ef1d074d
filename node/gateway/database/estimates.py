"""Estimated scores: what waits for one, what has one, and records that a new scorer would take."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Text, cast, func, select, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import EstimateRow
from kula.node.gateway.database.events import Happened, add_events
from kula.node.gateway.database.tables import OutcomeRow, RecordRow, WithheldRow
from kula.node.gateway.database.tallies import insert_new
from kula.protocol.hex import hex0

UNKNOWN_LANGUAGE = "language_not_calibrated"
"""The reason of a record whose language the scorer does not know."""

OLDEST_SHARE = 4
"""One of so many estimates goes to the record that waits longest."""

STAGES = {"first": "first", "done": "whole"}
"""The stage of an estimate by its row's state. Other rows hold none."""


class Estimates:
    """The estimates of a gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(self, session: Session, record: bytes, at: int) -> None:
        """Asks for an estimate of a record within a transaction."""
        empty: dict[str, Any] = {"score": 0, "reasons": [], "language": None, "scorer": bytes(32), "again": False}
        insert_new(session, EstimateRow, {"hash": record, "state": "waiting", "at": at, **empty})

    def waiting(self, state: str, limit: int) -> Sequence[RecordRow]:
        """Returns records that wait for an estimate, in the order in which they get one. With their blocks.

        Accounts are served in turn, each with its newest record first, because somebody is looking at that. A quarter of
        `limit` goes to the oldest records, so that none waits for ever. `state` is `waiting`, for any estimate, or `first`,
        for the whole scorer's.
        """
        turn = func.row_number().over(partition_by=RecordRow.owner, order_by=RecordRow.seq.desc())
        unscored = ~select(OutcomeRow.hash).where(OutcomeRow.hash == RecordRow.hash).exists()
        waiting = select(RecordRow.hash, RecordRow.seq, turn.label("turn"))
        waiting = waiting.join(EstimateRow, EstimateRow.hash == RecordRow.hash).where(
            EstimateRow.state == state, unscored
        )
        one = waiting.subquery()
        in_turn = select(one.c.hash).order_by(one.c.turn, one.c.seq.desc()).limit(limit)
        oldest = select(one.c.hash).order_by(one.c.seq).limit(limit // OLDEST_SHARE)
        with Session(self._engine) as session:
            late, next_ = session.scalars(oldest).all(), session.scalars(in_turn).all()
            chosen = list(dict.fromkeys([*next_[: limit - len(late)], *late, *next_]))[:limit]
            rows = {row.hash: row for row in session.scalars(select(RecordRow).where(RecordRow.hash.in_(chosen)))}
        return [rows[record] for record in chosen if record in rows]

    def is_before(self, correction: bytes, row: RecordRow) -> bool:
        """Says whether a correction by a record's owner was taken here before it, and is served to validators."""
        earlier = select(RecordRow.hash).where(
            RecordRow.hash == correction,
            RecordRow.owner == row.owner,
            RecordRow.kind == "correction",
            RecordRow.seq < row.seq,
        )
        withheld = select(WithheldRow.hash).where(WithheldRow.hash == correction, WithheldRow.why != "erasing")
        with Session(self._engine) as session:
            return session.scalar(earlier.where(~withheld.exists())) is not None

    def is_here(self, record: bytes) -> bool:
        """Says whether a record was taken here."""
        with Session(self._engine) as session:
            return session.scalar(select(RecordRow.hash).where(RecordRow.hash == record)) is not None

    def unknown_language(self, scorer: bytes, limit: int) -> Sequence[RecordRow]:
        """Returns records that are worth nothing for their language, and that this scorer has not looked at."""
        query = (
            select(RecordRow)
            .join(OutcomeRow, OutcomeRow.hash == RecordRow.hash)
            .join(EstimateRow, EstimateRow.hash == RecordRow.hash)
            .where(EstimateRow.state != "waiting", EstimateRow.scorer != scorer, ~EstimateRow.again)
            .where(cast(OutcomeRow.reasons, Text).contains(UNKNOWN_LANGUAGE))
            .limit(limit)
        )
        with Session(self._engine) as session:
            return session.scalars(query).all()

    def put(self, rows: Sequence[EstimateRow], owners: dict[bytes, str], at: int) -> None:
        """Keeps estimates, and tells the accounts of the records."""
        happened = [
            Happened(
                owners[row.hash],
                {"change": "estimate", "record": hex0(row.hash), "score": row.score, "stage": STAGES[row.state]},
            )
            for row in rows
            if row.state in STAGES
        ]
        with Session(self._engine) as session, session.begin():
            for row in rows:
                session.merge(row)
            add_events(session, happened, at)

    def mark_again(self, records: Sequence[bytes], scorer: bytes, again: bool) -> None:
        """Notes whether a scorer knows the languages of records."""
        changed = update(EstimateRow).where(EstimateRow.hash.in_(records)).values(scorer=scorer, again=again)
        with Session(self._engine) as session, session.begin():
            session.execute(changed)
