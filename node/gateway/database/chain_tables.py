"""The rows that are copied from the chain, so that no request asks it, and what follows from them.

Each row that a reorganisation can undo names the block as of which it was read.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Index, Integer, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from kula.node.gateway.database.tables import Base, Unsigned
from kula.protocol.types import Address

_COUNTING = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only keys of this type."""


class BlockRow(Base):
    """A block as of which the index was in step with the chain. Those that may still be undone are kept."""

    __tablename__ = "index_blocks"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class FactRow(Base):
    """Something that there is one of, such as the state of the chain, as JSON."""

    __tablename__ = "index_facts"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class EpochRow(Base):
    """An epoch. Times are block time in seconds, and 0 before the event."""

    __tablename__ = "index_epochs"
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    opened_at: Mapped[int] = mapped_column(BigInteger)
    closed_at: Mapped[int] = mapped_column(BigInteger)
    reveal_from: Mapped[int] = mapped_column(BigInteger)
    report_from: Mapped[int] = mapped_column(BigInteger)
    proposed_at: Mapped[int] = mapped_column(BigInteger)
    records: Mapped[int] = mapped_column(Integer)
    lost: Mapped[bool] = mapped_column(Boolean)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the live or final report; zero if there is none."""
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    price: Mapped[int] = mapped_column(Unsigned(32))
    parent: Mapped[int] = mapped_column(Integer)
    """The epoch of the parent's report."""
    seats: Mapped[list[str]] = mapped_column(JSON)
    """The operators of the seats, in order; empty while the epoch is open."""
    owners: Mapped[list[str]] = mapped_column(JSON)
    """Whose stake each seat stands for, in the same order."""
    revealed: Mapped[list[int]] = mapped_column(JSON)
    """The places of the seats that have revealed their scores."""
    block: Mapped[int] = mapped_column(BigInteger)


class BatchRow(Base):
    """A batch of this gateway, or of another one in an epoch that this gateway has copied."""

    __tablename__ = "index_batches"
    __table_args__ = (Index("ix_index_batches_gateway_first_seq", "gateway", "first_seq"),)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(Integer, index=True)
    posted_in: Mapped[int] = mapped_column(Integer)
    gateway: Mapped[Address] = mapped_column(String(42))
    offset: Mapped[int] = mapped_column(Integer)
    first_seq: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    manifest: Mapped[bytes] = mapped_column(LargeBinary(32))
    block: Mapped[int] = mapped_column(BigInteger)


class DatasetRow(Base):
    """A dataset version."""

    __tablename__ = "index_datasets"
    __table_args__ = (Index("ix_index_datasets_copied_number", "copied", "number"),)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    manifest: Mapped[bytes] = mapped_column(LargeBinary(32))
    rows: Mapped[int] = mapped_column(BigInteger)
    parent: Mapped[int] = mapped_column(Integer)
    first_epoch: Mapped[int] = mapped_column(Integer, index=True)
    last_epoch: Mapped[int] = mapped_column(Integer)
    block: Mapped[int] = mapped_column(BigInteger)
    copied: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Its public files are copied, or will never be: they are malformed."""


class ModelRow(Base):
    """A model, with the numbers of the datasets that it was trained on."""

    __tablename__ = "index_models"
    __table_args__ = (Index("ix_index_models_copied_number", "copied", "number"),)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    manifest: Mapped[bytes] = mapped_column(LargeBinary(32))
    parent: Mapped[int] = mapped_column(Integer)
    trainer: Mapped[Address] = mapped_column(String(42))
    round: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    datasets: Mapped[list[int]] = mapped_column(JSON)
    block: Mapped[int] = mapped_column(BigInteger)
    copied: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """As of a dataset."""
    loss_before: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The middle of what the seats that adopted it measured of its parent, in milli-nats per token."""
    loss_after: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The same of the model itself, on the same records."""
    loss_seats: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many seats measured it. 0 if that was not read yet, or if no vote adopted the model."""


class PublishedRow(Base):
    """A small public file that a hash on chain leads to. The file's bytes hash to its content id."""

    __tablename__ = "published"
    cid: Mapped[str] = mapped_column(String(64), primary_key=True)
    block: Mapped[bytes] = mapped_column(LargeBinary)


class RevocationRow(Base):
    """A session key that its owner ended, and the epoch that was open then."""

    __tablename__ = "index_revocations"
    owner: Mapped[Address] = mapped_column(String(42), primary_key=True)
    key: Mapped[Address] = mapped_column(String(42), primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer)
    block: Mapped[int] = mapped_column(BigInteger)


class PayeeRow(Base):
    """What an account that our records pay was paid in all. `stale` asks for another look."""

    __tablename__ = "index_payees"
    account: Mapped[Address] = mapped_column(String(42), primary_key=True)
    paid: Mapped[int] = mapped_column(Unsigned(32))
    stale: Mapped[bool] = mapped_column(Boolean, index=True)


class EstimateRow(Base):
    """An estimated score, or the wish for one (`state` is waiting)."""

    __tablename__ = "estimates"
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    """waiting, first (by the first stage; it waits for the whole scorer), done or unreadable."""
    score: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str | None] = mapped_column(String(24))
    scorer: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[int] = mapped_column(BigInteger)
    again: Mapped[bool] = mapped_column(Boolean)
    """The record failed for its language, and this scorer knows it."""


class EventRow(Base):
    """Something that happened to the records of an account, as its stream tells it. Old ones are dropped."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_owner_id", "owner", "id"),)
    id: Mapped[int] = mapped_column(_COUNTING, primary_key=True, autoincrement=True)
    owner: Mapped[Address] = mapped_column(String(42))
    """Empty for what concerns every account."""
    at: Mapped[int] = mapped_column(BigInteger, index=True)
    change: Mapped[dict[str, Any]] = mapped_column(JSON)
