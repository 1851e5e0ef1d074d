"""Queries of the copy of the chain: what the indexer keeps, and what requests read instead of asking the chain."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import (
    BatchRow,
    BlockRow,
    DatasetRow,
    EpochRow,
    FactRow,
    ModelRow,
    PayeeRow,
    PublishedRow,
    RevocationRow,
)
from kula.node.gateway.database.events import Happened, add_events
from kula.node.gateway.database.missing import Numbered, lock, lower_whole, missing
from kula.protocol.errors import Unavailable
from kula.protocol.reading.verdict import Loss

CANDIDATE, ADOPTED = "candidate", "adopted"
"""The states of a model that waits for its vote, and of one that may be served."""
R = TypeVar("R", EpochRow, BatchRow, DatasetRow, ModelRow)
Published = DatasetRow | ModelRow
"""A row whose manifest names public files."""
_UNDOABLE = (EpochRow, BatchRow, DatasetRow, ModelRow, RevocationRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """What the chain says as of one block. Times are block time in seconds."""

    block: int
    hash: str
    """Of the block, in hex."""
    now: int
    """The time of the newest block of all."""
    epoch: int
    """The open epoch."""
    head: int
    """The last epoch that has a live report, or is final or lost."""
    tip: int
    final_upto: int
    attempt: int
    turned_at: int
    """When `head` changed."""
    paused_until: int
    next_seq: int
    """The first of our numbers that is not posted."""
    served: int
    last_dataset: int
    last_model: int
    last_batch: int
    claimed: str
    """What all claims together have paid, in the token's smallest unit, in decimal."""
    scorer: str
    """The adopted scorer's id, in hex."""
    judges: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    """Open votes on candidates: the first and last epoch of their records, and who votes."""


@dataclass(slots=True)
class Look:
    """What one look at the chain brings: rows that are new or changed, and what happened."""

    state: ChainState
    rows: list[Numbered | RevocationRow] = field(default_factory=list)
    payees: dict[str, int] = field(default_factory=dict)
    """What accounts were paid in all, for those that were looked at."""
    dropped: list[tuple[type[Numbered], Sequence[int]]] = field(default_factory=list)
    """Rows that are to be read again."""
    happened: list[Happened] = field(default_factory=list)


class ChainCopy:
    """The copy of the chain in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def state(self) -> ChainState | None:
        """Returns the state as of the newest block that was looked at; None before the first."""
        value = self.fact("chain")
        if value is None:
            return None
        judges = tuple((first, last, tuple(accounts)) for first, last, accounts in value["judges"])
        return ChainState(**{**value, "judges": judges})

    def served_manifest(self) -> bytes:
        """Returns the sha2-256 of the manifest of the adopted model. Raises Unavailable before the first look."""
        state = self.state()
        row = self.row(ModelRow, state.served) if state else None
        if not row:
            raise Unavailable("this gateway has not read the adopted model yet; try again in a moment")
        return row.manifest

    def fact(self, name: str) -> Any:
        """Returns something that there is one of; None if it is not known."""
        with Session(self._engine) as session:
            row = session.get(FactRow, name)
            return row.value if row else None

    def put_fact(self, name: str, value: Any) -> None:
        """Keeps something that there is one of."""
        with Session(self._engine) as session, session.begin():
            session.merge(FactRow(name=name, value=value))

    def keep(self, before: ChainState | None, look: Look, kept_blocks: int) -> bool:
        """Keeps a look in one transaction, unless another process has moved on from `before`. Returns whether it is kept.

        Blocks more than `kept_blocks` below it are forgotten: they cannot be undone any more.
        """
        state = look.state
        with Session(self._engine) as session, session.begin():
            if not _still(session, before):
                return False
            for table, numbers in look.dropped:
                session.execute(delete(table).where(table.number.in_(numbers)))
                lower_whole(session, table, min(numbers, default=1) - 1)
            session.merge(FactRow(name="chain", value=asdict(state)))
            for row in look.rows:
                session.merge(row)
            session.merge(BlockRow(number=state.block, hash=bytes.fromhex(state.hash)))
            session.execute(delete(BlockRow).where(BlockRow.number < state.block - kept_blocks))
            for account, paid in look.payees.items():
                session.merge(PayeeRow(account=account, paid=paid, stale=False))
            add_events(session, look.happened, state.now)
        return True

    def rewind(self, before: ChainState, block: int) -> bool:
        """Drops what was read after a block that the chain still has. Returns False if another process has moved on."""
        with Session(self._engine) as session, session.begin():
            if not _still(session, before):
                return False
            for table in _UNDOABLE:
                session.execute(delete(table).where(table.block > block))
                lower_whole(session, table, 0)
            session.execute(delete(BlockRow).where(BlockRow.number > block))
            session.execute(update(PayeeRow).values(stale=True))
        return True

    def blocks(self) -> list[tuple[int, bytes]]:
        """Returns the blocks that may still be undone, the newest first."""
        with Session(self._engine) as session:
            query = select(BlockRow.number, BlockRow.hash).order_by(BlockRow.number.desc())
            return [(number, digest) for number, digest in session.execute(query)]

    def missing(self, table: type[Numbered], last: int, most: int) -> list[int]:
        """Returns the numbers from 1 to `last` that have no row, the newest first, at most `most`."""
        return missing(self._engine, table, last, most)

    def row(self, table: type[R], number: int) -> R | None:
        """Returns a row by its number."""
        with Session(self._engine) as session:
            return session.get(table, number)

    def page(self, table: type[R], after: int, limit: int) -> Sequence[R]:
        """Returns up to `limit` rows with numbers above `after`, in order."""
        with Session(self._engine) as session:
            return session.scalars(select(table).where(table.number > after).order_by(table.number).limit(limit)).all()

    def epochs_after(self, number: int) -> Sequence[EpochRow]:
        """Returns the epochs after one, in order."""
        return self.page(EpochRow, number, 10_000)

    def whole(self, first: int) -> list[int]:
        """Returns the epochs from `first` on whose reveals are over, and in which all seats revealed."""
        rows = self.page(EpochRow, first - 1, 10_000)
        return [row.number for row in rows if row.report_from and len(row.revealed) == len(row.seats)]

    def batches_of(self, epoch: int) -> Sequence[BatchRow]:
        """Returns the batches of an epoch, in order of their offsets."""
        with Session(self._engine) as session:
            return session.scalars(select(BatchRow).where(BatchRow.epoch == epoch).order_by(BatchRow.offset)).all()

    def batch_with(self, gateway: str, seq: int) -> BatchRow | None:
        """Returns the batch in which a gateway posted a number."""
        query = select(BatchRow).where(BatchRow.gateway == gateway, BatchRow.first_seq <= seq)
        query = query.order_by(BatchRow.first_seq.desc()).limit(1)
        with Session(self._engine) as session:
            row = session.scalar(query)
            return row if row and seq < row.first_seq + row.count else None

    def datasets_of(self, epoch: int, limit: int) -> Sequence[DatasetRow]:
        """Returns up to `limit` dataset versions that hold an epoch, the first ones: strangers may publish any number later."""
        query = select(DatasetRow).where(DatasetRow.first_epoch <= epoch, DatasetRow.last_epoch >= epoch)
        with Session(self._engine) as session:
            return session.scalars(query.order_by(DatasetRow.number).limit(limit)).all()

    def models(self) -> Sequence[ModelRow]:
        """Returns all models. Each cost a fee."""
        return self.page(ModelRow, 0, 100_000)

    def candidates(self) -> list[int]:
        """Returns the numbers of the models that wait for their vote."""
        with Session(self._engine) as session:
            return list(session.scalars(select(ModelRow.number).where(ModelRow.state == CANDIDATE)))

    def unmeasured(self) -> Sequence[ModelRow]:
        """Returns the models that a vote adopted and whose losses were not read yet, the newest first."""
        lacks = ModelRow.state == ADOPTED, ModelRow.round > 0, ModelRow.loss_seats == 0
        with Session(self._engine) as session:
            return session.scalars(select(ModelRow).where(*lacks).order_by(ModelRow.number.desc())).all()

    def put_loss(self, row: ModelRow, loss: Loss) -> None:
        """Keeps the losses of a model, unless a reorganisation has dropped its row."""
        same = ModelRow.number == row.number, ModelRow.block == row.block
        values = {"loss_before": loss.before, "loss_after": loss.after, "loss_seats": loss.seats}
        with Session(self._engine) as session, session.begin():
            session.execute(update(ModelRow).where(*same).values(**values))

    def lacking(self, table: type[Published], before: int, limit: int) -> Sequence[Published]:
        """Returns up to `limit` rows with numbers below `before` whose public files are not copied, the newest first.

        The files of candidates are hidden until their vote, so they are not among them.
        """
        query = select(table).where(table.copied.is_(False), table.number < before)
        if table is ModelRow:
            query = query.where(ModelRow.state != CANDIDATE)
        with Session(self._engine) as session:
            return session.scalars(query.order_by(table.number.desc()).limit(limit)).all()

    def stale_payees(self, limit: int) -> Sequence[str]:
        """Returns accounts whose payment is to be looked at."""
        with Session(self._engine) as session:
            return session.scalars(select(PayeeRow.account).where(PayeeRow.stale).limit(limit)).all()

    def paid(self, accounts: Iterable[str]) -> dict[str, int]:
        """Returns what accounts were paid in all; those that are not known are left out."""
        with Session(self._engine) as session:
            query = select(PayeeRow.account, PayeeRow.paid).where(PayeeRow.account.in_(list(accounts)))
            return {account: paid for account, paid in session.execute(query)}

    def published(self, cid: str) -> bytes | None:
        """Returns a copied public file."""
        with Session(self._engine) as session:
            row = session.get(PublishedRow, cid)
            return row.block if row else None

    def put_published(self, blocks: Iterable[tuple[str, bytes]], row: Published | None = None) -> None:
        """Keeps public files by their content ids, all of them or none. The dataset or model of `row` lacks none then."""
        with Session(self._engine) as session, session.begin():
            for cid, block in blocks:
                session.merge(PublishedRow(cid=cid, block=block))
            if row:
                table = type(row)
                same = table.number == row.number, table.manifest == row.manifest
                session.execute(update(table).where(*same).values(copied=True))

    def published_bytes(self) -> int:
        """Returns how many bytes all copied public files have. It reads all of them."""
        with Session(self._engine) as session:
            return int(session.scalar(select(func.sum(func.length(PublishedRow.block)))) or 0)

    def revocations(self, owner: str) -> dict[str, int]:
        """Returns an owner's session keys that have ended, each with the epoch that was open then."""
        with Session(self._engine) as session:
            query = select(RevocationRow.key, RevocationRow.epoch).where(RevocationRow.owner == owner)
            return {key: epoch for key, epoch in session.execute(query)}

    def mark_payees(self, paid: Iterable[str] | None) -> None:
        """Asks for another look at those of these accounts that our records pay, or at all such accounts for None."""
        marked = update(PayeeRow).values(stale=True)
        with Session(self._engine) as session, session.begin():
            session.execute(marked if paid is None else marked.where(PayeeRow.account.in_(list(paid))))


def _still(session: Session, before: ChainState | None) -> bool:
    """Locks the state until the transaction ends, and says whether it is still `before`."""
    lock(session)
    row = session.get(FactRow, "chain")
    return (row.value["hash"] if row else None) == (before.hash if before else None)
