"""Estimated scores: what waits for one, what has one, and records that a new scorer would take."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Text, cast, select, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import EstimateRow
from kula.node.gateway.database.events import Happened, add_events
from kula.node.gateway.database.tables import OutcomeRow, RecordRow, WithheldRow
from kula.node.gateway.database.tallies import insert_new
from kula.protocol.hex import hex0

UNKNOWN_LANGUAGE = "language_not_calibrated"
"""The reason of a record whose language the scorer does not know."""

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
        """Returns records that wait for an estimate, the newest first: somebody is looking at them. With their blocks.

        `state` is `waiting`, for any estimate, or `first`, for the whole scorer's.
        """
        query = select(RecordRow).join(EstimateRow, EstimateRow.hash == RecordRow.hash)
        unscored = ~select(OutcomeRow.hash).where(OutcomeRow.hash == RecordRow.hash).exists()
        query = query.where(EstimateRow.state == state, unscored).order_by(RecordRow.seq.desc()).limit(limit)
        with Session(self._engine) as session:
            return session.scalars(query).all()

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
