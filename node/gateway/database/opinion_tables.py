"""The rows of opinions beside their records: what they are about, what is left of erased ones, pairs, tasks and refusals."""

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kula.node.gateway.database.tables import Base, Unsigned
from kula.protocol.types import Address


class SubjectRow(Base):
    """What a rating or a preference is about (`subject_of`). It goes when its record's content does."""

    __tablename__ = "subjects"
    hash: Mapped[bytes] = mapped_column(ForeignKey("records.hash"), primary_key=True)
    owner: Mapped[Address] = mapped_column(String(42))
    subject: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)


class MarkRow(Base):
    """One fingerprint of an erased record, keyed by this gateway's secret, so that nobody else can try words on it."""

    __tablename__ = "marks"
    mark: Mapped[int] = mapped_column(Unsigned(8), primary_key=True)
    hash: Mapped[bytes] = mapped_column(ForeignKey("records.hash"), primary_key=True)


class ErasedRow(Base):
    """The id of a dataset row whose record is erased. Nothing here tells which record it was."""

    __tablename__ = "erased_rows"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class RefusalRow(Base):
    """What the operator refuses: a session key or an owner (`account`), or a content id (`content`)."""

    __tablename__ = "refusals"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)


class PairRow(Base):
    """A pair: what the gateway committed to, what came of its answers, and the choice. It holds no text."""

    __tablename__ = "pairs"
    pair: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    key: Mapped[Address] = mapped_column(String(42), index=True)
    prompt_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    sources: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""
    until: Mapped[int] = mapped_column(BigInteger)
    a: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """The hash of answer a, once it is made to its end."""
    b: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    outcome: Mapped[str | None] = mapped_column(String(8))
    signature: Mapped[bytes | None] = mapped_column(LargeBinary(65))
    """The choice's."""


class TaskRow(Base):
    """Something to do. Whoever holds it has it alone until `until` (block time, seconds)."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_free", "kind", "is_done", "until", "holder"),)
    task: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), index=True)
    prompt_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    """Of the messages before the answer."""
    messages: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    dataset: Mapped[int] = mapped_column(Integer)
    model: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Of a bad answer: the model that is proven to have made it."""
    holder: Mapped[Address | None] = mapped_column(String(42), index=True)
    until: Mapped[int] = mapped_column(BigInteger, default=0)
    is_done: Mapped[bool] = mapped_column(default=False)
