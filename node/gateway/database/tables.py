"""The gateway's rows. The database is the truth of what was acknowledged; the chain is the truth of everything else."""

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class GrantRow(Base):
    """A grant that was shown to us and verified."""

    __tablename__ = "grants"
    hash: Mapped[str] = mapped_column(String(66), primary_key=True)
    owner: Mapped[str] = mapped_column(String(42), index=True)
    key: Mapped[str] = mapped_column(String(42), index=True)
    message: Mapped[str] = mapped_column(Text)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class RecordRow(Base):
    """A record that we took and signed a receipt for."""

    __tablename__ = "records"
    __table_args__ = (UniqueConstraint("key", "nonce"),)
    hash: Mapped[str] = mapped_column(String(66), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    owner: Mapped[str] = mapped_column(String(42), index=True)
    key: Mapped[str] = mapped_column(String(42))
    nonce: Mapped[str] = mapped_column(String(20))
    grant: Mapped[str] = mapped_column(ForeignKey("grants.hash"), index=True)
    message: Mapped[str] = mapped_column(Text)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    content_key: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[str] = mapped_column(String(64))
    block: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Until validators have read it; one that they could not read is sent again."""
    epoch: Mapped[int] = mapped_column(Integer, index=True)
    """The open epoch when it came in; counts against the grant's quota."""
    last_epoch: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[bytes] = mapped_column(LargeBinary)


class PostingRow(Base):
    """An earlier posting of a record that was sent again; its newest one stands in its own row."""

    __tablename__ = "postings"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(ForeignKey("records.hash"), index=True)
    last_epoch: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[bytes] = mapped_column(LargeBinary)


class CounterRow(Base):
    """How many sequence numbers were given, and how many of their records are pinned."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class OutcomeRow(Base):
    """What became of a record, copied from the chain and the ledger."""

    __tablename__ = "outcomes"
    hash: Mapped[str] = mapped_column(String(66), primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer, index=True)
    position: Mapped[int] = mapped_column(Integer)
    score: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[str] = mapped_column(Text)
    credit: Mapped[int] = mapped_column(Integer)
    price: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(66))
    """The report it comes from; a report that falls takes its outcomes along."""


class SignatureRow(Base):
    """A seat's signature under a report, on the bulletin."""

    __tablename__ = "signatures"
    epoch: Mapped[int] = mapped_column(Integer, primary_key=True)
    attempt: Mapped[int] = mapped_column(Integer, primary_key=True)
    seat: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[str] = mapped_column(String(66), primary_key=True)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
