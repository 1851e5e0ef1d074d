"""What is not served: records that were taken back, erased or quarantined, what is left of them, and what is refused."""

from collections.abc import Collection, Sequence
from typing import Literal

from sqlalchemy import ColumnElement, Engine, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, defer

from kula.node.gateway.database.opinion_tables import ErasedRow, MarkRow, RefusalRow, SubjectRow
from kula.node.gateway.database.tables import OutcomeRow, RecordRow, WithheldRow
from kula.node.gateway.database.tallies import insert_new
from kula.protocol.types import ZERO_HASH

_AT_ONCE = 500
"""Values that one query names."""


Kind = Literal["account", "content"]


class Withholding:
    """The content that one gateway does not serve."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take_back(self, record: bytes, at: int, signature: bytes) -> None:
        """Destroys the content of a record that is not posted. Its number, message and receipt stay."""
        self._destroy(record, "taken-back", at, signature, (), ())

    def erase(self, record: bytes, at: int, signature: bytes, marks: Collection[int], rows: Collection[bytes]) -> None:
        """Destroys the content of a posted record, and keeps its keyed marks and the ids of its rows in datasets."""
        self._destroy(record, "erased", at, signature, marks, rows)

    def erase_later(self, record: bytes, at: int, signature: bytes) -> None:
        """Notes that a record's content is to be erased once its epoch is final, also if it is quarantined."""
        self.release(record)
        self._withhold(record, "erasing", at, signature)

    def outcome_at(self, epoch: int, position: int) -> OutcomeRow | None:
        """Returns what became of our record at a position of an epoch."""
        query = select(OutcomeRow).where(OutcomeRow.epoch == epoch, OutcomeRow.position == position)
        with Session(self._engine) as session:
            return session.scalar(query)

    def quarantine(self, record: bytes, at: int) -> bool:
        """Withholds a record, and keeps its content. Returns whether it was served before."""
        return self._withhold(record, "quarantined", at, b"")

    def release(self, record: bytes) -> bool:
        """Serves a quarantined record again. Returns whether it was quarantined."""
        quarantined = delete(WithheldRow).where(WithheldRow.hash == record, WithheldRow.why == "quarantined")
        with Session(self._engine) as session, session.begin():
            return session.execute(quarantined.returning(WithheldRow.hash)).first() is not None

    def note_subject(self, record: bytes, owner: str, subject: bytes) -> None:
        """Keeps what an opinion is about."""
        with Session(self._engine) as session, session.begin():
            insert_new(session, SubjectRow, {"hash": record, "owner": owner, "subject": subject})

    def earlier(self, record: bytes, owner: str, subject: bytes, next_seq: int) -> Sequence[bytes]:
        """Returns the other records of an owner about a subject that are not posted, from `next_seq` on."""
        query = (
            select(SubjectRow.hash)
            .join(RecordRow, RecordRow.hash == SubjectRow.hash)
            .where(SubjectRow.owner == owner, SubjectRow.subject == subject)
            .where(SubjectRow.hash != record, RecordRow.seq >= next_seq)
        )
        with Session(self._engine) as session:
            return session.scalars(query).all()

    def standing(self, owner: str, until: int) -> Sequence[RecordRow]:
        """Returns an owner's records, signed at or before `until`, that are neither erased nor to be erased."""
        ended = select(WithheldRow.hash).where(WithheldRow.why != "quarantined")
        query = select(RecordRow).where(RecordRow.owner == owner, RecordRow.hash.not_in(ended))
        with Session(self._engine) as session:
            rows = session.scalars(query.options(defer(RecordRow.block)).order_by(RecordRow.seq)).all()
        return [row for row in rows if row.nonce >> 32 <= until]

    def ended_of(self, owner: str, record: bytes | None, until: int) -> tuple[int, int]:
        """Counts the records of an owner, or one of them, that are erased or taken back, and those that wait for erasure."""
        query = select(RecordRow.nonce, WithheldRow.why).join(WithheldRow, WithheldRow.hash == RecordRow.hash)
        query = query.where(RecordRow.owner == owner, *([RecordRow.hash == record] if record else []))
        with Session(self._engine) as session:
            ended = [why for nonce, why in session.execute(query) if record or nonce >> 32 <= until]
        return sum(why in ("erased", "taken-back") for why in ended), ended.count("erasing")

    def erasing(self, final_upto: int, long_ago: int) -> Sequence[RecordRow]:
        """Returns the records to erase now: their epoch is final, or it was lost (`last_epoch` is before `long_ago`).

        One that was sent again is scored anew, so what an epoch before that said of it does not count.
        """
        is_final = and_(OutcomeRow.epoch <= final_upto, OutcomeRow.epoch >= RecordRow.epoch)
        is_over: ColumnElement[bool] = or_(is_final, RecordRow.last_epoch < long_ago)
        query = (
            select(RecordRow)
            .join(WithheldRow, WithheldRow.hash == RecordRow.hash)
            .outerjoin(OutcomeRow, OutcomeRow.hash == RecordRow.hash)
            .where(WithheldRow.why == "erasing", is_over)
        )
        with Session(self._engine) as session:
            return session.scalars(query).all()

    def erased_rows(self, after: int, limit: int) -> Sequence[ErasedRow]:
        """Returns ids of rows whose records are erased, after number `after`."""
        query = select(ErasedRow).where(ErasedRow.number > after).order_by(ErasedRow.number).limit(limit)
        with Session(self._engine) as session:
            return session.scalars(query).all()

    def has_marks(self) -> bool:
        """Says whether some erased record has left marks."""
        with Session(self._engine) as session:
            return session.scalar(select(MarkRow.mark).limit(1)) is not None

    def most_marked(self, marks: Sequence[int]) -> int:
        """Returns how many of these marks the erased record has that has most of them."""
        counts: dict[bytes, int] = {}
        with Session(self._engine) as session:
            for start in range(0, len(marks), _AT_ONCE):
                some = MarkRow.mark.in_(marks[start : start + _AT_ONCE])
                for record, count in session.execute(
                    select(MarkRow.hash, func.count()).where(some).group_by(MarkRow.hash)
                ):
                    counts[record] = counts.get(record, 0) + count
        return max(counts.values(), default=0)

    def _withhold(self, record: bytes, why: str, at: int, signature: bytes) -> bool:
        with Session(self._engine) as session, session.begin():
            return insert_new(session, WithheldRow, {"hash": record, "why": why, "at": at, "signature": signature})

    def _destroy(
        self, record: bytes, why: str, at: int, signature: bytes, marks: Collection[int], rows: Collection[bytes]
    ) -> None:
        values = {"why": why, "at": at, "signature": signature}
        emptied = {"salt": ZERO_HASH, "content_key": ZERO_HASH, "block": None}
        with Session(self._engine) as session, session.begin():
            if not insert_new(session, WithheldRow, {"hash": record, **values}):
                session.execute(update(WithheldRow).where(WithheldRow.hash == record).values(**values))
            session.execute(update(RecordRow).where(RecordRow.hash == record).values(**emptied))
            session.execute(delete(SubjectRow).where(SubjectRow.hash == record))
            for mark in marks:
                insert_new(session, MarkRow, {"mark": mark, "hash": record})
            last = session.scalar(select(func.max(ErasedRow.number))) or 0
            for number, row_id in enumerate(rows, last + 1):
                insert_new(session, ErasedRow, {"number": number, "row_id": row_id})


class Refusals:
    """The accounts and content ids that the operator of one gateway refuses."""

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
