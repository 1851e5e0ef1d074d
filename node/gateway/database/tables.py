"""The gateway's rows. The database is the truth of what was acknowledged; the chain is the truth of everything else.

Hashes, keys of blocks, salts and signatures are bytes. Accounts are checksummed text, as everywhere in the protocol.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from kula.protocol.encryption import decrypt
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.records.entry import Entry
from kula.protocol.types import UNAVAILABLE, ZERO_HASH, Address, Grant, Record

NO_BLOCK = b""
NO_LINK = cid_of(NO_BLOCK, RAW)
"""The content id of no bytes. It stands in a manifest in the place of a block that is withheld."""
_UNREAD = text(f"score = {UNAVAILABLE}")


class Unsigned(TypeDecorator[int]):
    """An unsigned integer of `size` bytes, the most significant first: databases have only signed ones of 64 bits."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size

    def process_bind_param(self, value: int | None, dialect: Dialect) -> bytes | None:
        """Returns what the database stores."""
        return None if value is None else value.to_bytes(self.size, "big")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> int | None:
        """Returns what a row holds."""
        return None if value is None else int.from_bytes(value or b"", "big")


class Base(DeclarativeBase):
    """All tables."""


class GrantRow(Base):
    """A grant that was shown to this gateway and verified."""

    __tablename__ = "grants"
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    owner: Mapped[Address] = mapped_column(String(42), index=True)
    key: Mapped[Address] = mapped_column(String(42), index=True)
    pay_to: Mapped[Address] = mapped_column(String(42), index=True)
    licences: Mapped[list[str]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(Text)
    max_per_epoch: Mapped[int] = mapped_column(BigInteger)
    expiry: Mapped[int] = mapped_column(BigInteger)
    nonce: Mapped[int] = mapped_column(Unsigned(8))
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Block time in seconds; 0 if an older release kept it."""

    def grant(self) -> Grant:
        """Returns the grant as the protocol knows it."""
        return Grant(
            owner=self.owner,
            key=self.key,
            pay_to=self.pay_to,
            licences=tuple(self.licences),
            origin=self.origin,
            max_per_epoch=self.max_per_epoch,
            expiry=self.expiry,
            nonce=self.nonce,
        )


class RecordRow(Base):
    """A record that this gateway took and signed a receipt for."""

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("key", "nonce"),
        Index("ix_records_owner_seq", "owner", "seq"),
        Index("ix_records_owner_kind_seq", "owner", "kind", "seq"),
    )
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    grant_hash: Mapped[bytes] = mapped_column(ForeignKey("grants.hash"), index=True)
    grant: Mapped[GrantRow] = relationship(lazy="joined", innerjoin=True)
    key: Mapped[Address] = mapped_column(String(42))
    """The grant's session key, here for the constraint: a key uses a nonce for one record only."""
    owner: Mapped[Address] = mapped_column(String(42), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    licence: Mapped[str] = mapped_column(String(16))
    parent: Mapped[bytes] = mapped_column(LargeBinary(32))
    nonce: Mapped[int] = mapped_column(Unsigned(8))
    signature: Mapped[bytes] = mapped_column(LargeBinary(65))
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    content_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    link: Mapped[str] = mapped_column(String(64))
    """The CID of the block."""
    block: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The encrypted content, until validators have read it. A record that they could not read is sent again."""
    epoch: Mapped[int] = mapped_column(Integer, index=True)
    """The epoch that was open when the record came in."""
    last_epoch: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[bytes] = mapped_column(LargeBinary(65))
    received_at: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """Block time in seconds; 0 if an older release took the record."""
    withheld: Mapped["WithheldRow | None"] = relationship(lazy="joined", viewonly=True)

    @property
    def served_link(self) -> str:
        """The link that manifests and entries name: that of no bytes if the content is withheld."""
        return self.link if self.is_served else NO_LINK

    @property
    def is_served(self) -> bool:
        """Whether seats that score the record may read it. One that waits for its erasure is read until it is final."""
        return self.withheld is None or self.withheld.why == "erasing"

    def record(self) -> Record:
        """Returns the record message that its hash is of."""
        return Record(
            owner=self.owner,
            kind=self.kind,
            commitment=self.commitment,
            licence=self.licence,
            parent=self.parent,
            nonce=self.nonce,
        )

    def plaintext(self, block: bytes) -> bytes:
        """Returns the canonical bytes in the record's block. Raises what `decrypt` raises."""
        return decrypt(block, self.content_key, self.commitment, self.salt)

    def entry(self, *, is_final: bool = False) -> Entry:
        """Returns the record as validators get it; `Entry.leaf` gives its leaf.

        Content that is withheld has a key and a salt of zeros. With `is_final`, this is so while it waits for its erasure too.
        """
        is_served = self.is_served and not (is_final and self.withheld)
        return Entry(
            seq=self.seq,
            record=self.record(),
            grant=self.grant.grant(),
            grant_signature=self.grant.signature,
            signature=self.signature,
            content_key=self.content_key if is_served else ZERO_HASH,
            salt=self.salt if is_served else ZERO_HASH,
            link=self.link if is_served else NO_LINK,
        )


class WithheldRow(Base):
    """A record whose content is not served, and why: `quarantined`, `taken-back`, `erasing` (soon erased) or `erased`.

    After `taken-back` and `erased`, its key, salt and bytes are destroyed.
    """

    __tablename__ = "withheld"
    hash: Mapped[bytes] = mapped_column(ForeignKey("records.hash"), primary_key=True)
    why: Mapped[str] = mapped_column(String(16), index=True)
    at: Mapped[int] = mapped_column(BigInteger)
    """Block time, seconds."""
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    """The message's signature; empty for a quarantine."""


class PostingRow(Base):
    """An earlier posting of a record that was sent again. The newest posting stands in the record's own row."""

    __tablename__ = "postings"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(ForeignKey("records.hash"), index=True)
    last_epoch: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[bytes] = mapped_column(LargeBinary(65))


class CounterRow(Base):
    """A counter: `seq` counts the sequence numbers that were given, `pinned` those whose records are pinned."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class OutcomeRow(Base):
    """What became of a record, copied from the chain and the ledger.

    What stands in the record's own row too is here for sums over many outcomes, which read one index and no row.
    """

    __tablename__ = "outcomes"
    __table_args__ = (
        Index("ix_outcomes_sums", "owner", "pay_to", "epoch", "day", "score", "credit", "due", "price"),
        Index("ix_outcomes_days", "owner", "day", "pay_to", "epoch", "score", "credit", "due", "price"),
        Index("ix_outcomes_owner_seq", "owner", "seq", "score", "epoch", "kind"),
        Index("ix_outcomes_epoch_scores", "epoch", "kind", "score"),
        Index("ix_outcomes_unavailable", "epoch", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    score: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[list[str]] = mapped_column(JSON)
    credit: Mapped[int] = mapped_column(Integer)
    price: Mapped[int] = mapped_column(Unsigned(32))
    """In the token's smallest unit, per credit."""
    report_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """The report that it comes from. A report that falls takes its outcomes along."""
    owner: Mapped[Address] = mapped_column(String(42), server_default="")
    pay_to: Mapped[Address] = mapped_column(String(42), server_default="")
    kind: Mapped[str] = mapped_column(String(16), server_default="")
    seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """The record's number when it was copied."""
    day: Mapped[int] = mapped_column(Integer, server_default="0")
    """The UTC day of the signing time, since 1970."""
    due: Mapped[int] = mapped_column(Unsigned(32), default=0, server_default=text("''"))
    """What `pay_to` has earned in all, up to and including this record: it was paid for it if it was paid this much."""
    row: Mapped[bytes] = mapped_column(LargeBinary(61), default=b"", server_default=text("''"))
    """The ledger's row, packed; empty until it was copied."""
    place: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """The row's index in the ledger."""
    proof: Mapped[bytes] = mapped_column(LargeBinary, default=b"", server_default=text("''"))
    """The row's siblings, joined."""


class SignatureRow(Base):
    """A seat's signature under a report, on the bulletin."""

    __tablename__ = "signatures"
    epoch: Mapped[int] = mapped_column(Integer, primary_key=True)
    attempt: Mapped[int] = mapped_column(Integer, primary_key=True)
    seat: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    parent: Mapped[bytes] = mapped_column(LargeBinary(32))
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    files: Mapped[bytes] = mapped_column(LargeBinary(32))
    sum_credit: Mapped[int] = mapped_column(Unsigned(8))
    signature: Mapped[bytes] = mapped_column(LargeBinary(65))


class FailureRow(Base):
    """How often a step of the worker failed with an error of one class. /metrics serves it."""

    __tablename__ = "failures"
    step: Mapped[str] = mapped_column(String(32), primary_key=True)
    error: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class GasRow(Base):
    """Gas that was spent on a day of block time for an account, by kind of call."""

    __tablename__ = "gas"
    day: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    account: Mapped[Address] = mapped_column(String(42), primary_key=True)
    gas: Mapped[int] = mapped_column(BigInteger)
