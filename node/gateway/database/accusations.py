"""Proofs that other gateways broke their receipts, which this gateway accuses with, and what became of each."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import BigInteger, Engine, LargeBinary, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from kula.node.gateway.database.tables import Base, Unsigned
from kula.node.gateway.database.tallies import insert_new
from kula.protocol.promises.state import Promise
from kula.protocol.types import Address, Receipt

MOST_OF_GATEWAY = 32
"""Open proofs against one gateway. There are 32 places, so all of them together are bounded."""
_MOST_SPENT = 1_024
"""Proofs without an accusation that are kept, the newest ones. Strangers make them for nothing."""


class Step(StrEnum):
    """How far this gateway is with a proof."""

    WAITING = "waiting"
    """It is looked at, and accused with when a deposit is free."""
    ACCUSING = "accusing"
    """Our accusation may be on its way: this is noted before it is sent."""
    SENT = "sent"
    """Our accusation is mined, and not final."""
    ACCUSED = "accused"
    CONVICTED = "convicted"
    ANSWERED = "answered"
    KEPT = "kept"
    """The gateway has posted the record since."""
    DROPPED = "dropped"
    """The gateway lost its place before it was accused."""


SPENT = (Step.KEPT, Step.DROPPED)
OPEN = (Step.WAITING, Step.ACCUSING, Step.SENT, Step.ACCUSED)


class AccusationRow(Base):
    """A receipt that was handed in, with the parts of its leaf. Times are block time in seconds."""

    __tablename__ = "accusations"
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    gateway: Mapped[Address] = mapped_column(String(42), index=True)
    seq: Mapped[int] = mapped_column(Unsigned(8))
    record: Mapped[bytes] = mapped_column(LargeBinary(32))
    last_epoch: Mapped[int] = mapped_column(BigInteger)
    signature: Mapped[bytes] = mapped_column(LargeBinary(65))
    pay_to: Mapped[Address | None] = mapped_column(String(42))
    signatures_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    step: Mapped[str] = mapped_column(String(16), index=True)
    at: Mapped[int] = mapped_column(BigInteger)
    """When it came in, and later when it took its newest step."""
    accuser: Mapped[Address | None] = mapped_column(String(42))
    until: Mapped[int] = mapped_column(BigInteger)
    """When the gateway's time to answer ends; 0 before the accusation."""

    @classmethod
    def of(cls, digest: bytes, promise: Promise, at: int) -> "AccusationRow":
        """Returns a new row, which waits."""
        receipt = promise.receipt
        return cls(
            digest=digest,
            gateway=receipt.gateway,
            seq=receipt.seq,
            record=receipt.record,
            last_epoch=receipt.last_epoch,
            signature=promise.signature,
            pay_to=promise.pay_to,
            signatures_hash=promise.signatures_hash,
            step=Step.WAITING,
            at=at,
            accuser=None,
            until=0,
        )

    def promise(self) -> Promise:
        """Returns the receipt and what else proves that it is broken."""
        receipt = Receipt(gateway=self.gateway, seq=self.seq, record=self.record, last_epoch=self.last_epoch)
        return Promise(receipt, self.signature, self.pay_to, self.signatures_hash)


class Accusations:
    """The proofs that one gateway keeps."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, row: AccusationRow) -> bool:
        """Keeps a proof, unless it is known and goes on. Returns False if too many proofs against its gateway are open."""
        count = select(func.count()).select_from(AccusationRow)
        count = count.where(AccusationRow.gateway == row.gateway, AccusationRow.step.in_(OPEN))
        spent = delete(AccusationRow).where(AccusationRow.digest == row.digest, AccusationRow.step.in_(SPENT))
        with Session(self._engine) as session, session.begin():
            if (session.scalar(count) or 0) >= MOST_OF_GATEWAY:
                return session.get(AccusationRow, row.digest) is not None
            session.execute(spent)
            values = {column.name: getattr(row, column.name) for column in AccusationRow.__table__.columns}
            insert_new(session, AccusationRow, values)
            return True

    def one(self, digest: bytes) -> AccusationRow | None:
        """Returns a proof by its receipt's digest."""
        with Session(self._engine) as session:
            return session.get(AccusationRow, digest)

    def open(self) -> Sequence[AccusationRow]:
        """Returns the proofs that are not ended, the oldest first."""
        query = select(AccusationRow).where(AccusationRow.step.in_(OPEN))
        with Session(self._engine) as session:
            return session.scalars(query.order_by(AccusationRow.at, AccusationRow.digest)).all()

    def move(self, digest: bytes, step: Step, at: int, accuser: Address | None = None, until: int = 0) -> None:
        """Notes the step that a proof took at a time. Old proofs that ended without an accusation are forgotten."""
        values = {"step": step, "at": at, "accuser": accuser, "until": until}
        spent = AccusationRow.step.in_(SPENT)
        kept = select(AccusationRow.digest).where(spent).order_by(AccusationRow.at.desc()).limit(_MOST_SPENT)
        with Session(self._engine) as session, session.begin():
            session.execute(update(AccusationRow).where(AccusationRow.digest == digest).values(**values))
            session.execute(delete(AccusationRow).where(spent, AccusationRow.digest.not_in(kept)))

    def last_answer(self, gateway: Address, accuser: Address) -> int:
        """Returns when a gateway last answered an accusation by this accuser; 0 if it never did."""
        where = AccusationRow.gateway == gateway, AccusationRow.accuser == accuser, AccusationRow.step == Step.ANSWERED
        with Session(self._engine) as session:
            return session.scalar(select(func.max(AccusationRow.at)).where(*where)) or 0
