"""Every query of the gateway, on SQLite (WAL, each commit on disk) and PostgreSQL alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, create_engine, delete, event, func, literal, select, update
from sqlalchemy.orm import Session, defer
from sqlalchemy.orm.attributes import set_committed_value

from kula.node.gateway.database.accounts import Accounts
from kula.node.gateway.database.accusations import Accusations
from kula.node.gateway.database.chain import ChainCopy
from kula.node.gateway.database.estimates import Estimates
from kula.node.gateway.database.events import Events
from kula.node.gateway.database.migrations.upgrade import upgrade
from kula.node.gateway.database.outcomes import Outcomes, RecordHead
from kula.node.gateway.database.pairs import Pairs
from kula.node.gateway.database.tables import (
    Base,
    CounterRow,
    GrantRow,
    OutcomeRow,
    PostingRow,
    RecordRow,
    SignatureRow,
    WithheldRow,
)
from kula.node.gateway.database.tallies import Tallies, insert_new
from kula.node.gateway.database.tasks import TaskQueue
from kula.node.gateway.database.withholding import Refusals, Withholding
from kula.protocol.types import UNAVAILABLE

WAIT_SECONDS = 30
"""How long a write waits for another one in SQLite."""
_IN_PLACE = literal(UNAVAILABLE, literal_execute=True)
"""Stands in the statement itself: else SQLite does not see that the index of these outcomes fits."""
_resent = select(func.count()).where(PostingRow.hash == RecordRow.hash).scalar_subquery()
"""How often a record was sent again."""
_AT_ONCE = 500
"""Accounts, or records, that one query names."""


def open_database(url: str) -> Engine:
    """Connects, and brings the tables up to date."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    upgrade(engine)
    with Session(engine) as session, session.begin():
        for name in ("seq", "pinned", "relayed"):
            insert_new(session, CounterRow, {"name": name, "value": 0})
    return engine


class Repository:
    """The rows of one gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.tallies = Tallies(engine)
        self.outcomes = Outcomes(engine)
        self.accounts = Accounts(engine)
        self.chain = ChainCopy(engine)
        self.events = Events(engine)
        self.estimates = Estimates(engine)
        self.withholding = Withholding(engine)
        self.refusals = Refusals(engine)
        self.pairs = Pairs(engine)
        self.tasks = TaskQueue(engine)
        self.accusations = Accusations(engine)

    def add_grant(self, row: GrantRow) -> bool:
        """Keeps a grant; returns False if it is known."""
        with Session(self._engine) as session, session.begin():
            return insert_new(session, GrantRow, _values(row))

    def grant(self, grant_hash: bytes) -> GrantRow | None:
        """Returns a grant by its hash."""
        with Session(self._engine) as session:
            return session.get(GrantRow, grant_hash)

    def grants_of(self, owner: str, limit: int) -> Sequence[GrantRow]:
        """Returns an owner's grants, those that expire last first."""
        query = select(GrantRow).where(GrantRow.owner == owner).order_by(GrantRow.expiry.desc(), GrantRow.hash)
        with Session(self._engine) as session:
            return session.scalars(query.limit(limit)).all()

    def has_key(self, key: str, owner: str | None = None) -> bool:
        """Says whether some grant, or one of this owner, names a session key."""
        query = select(GrantRow.hash).where(GrantRow.key == key, *([GrantRow.owner == owner] if owner else []))
        with Session(self._engine) as session:
            return session.scalar(query.limit(1)) is not None

    def payees_among(self, accounts: Sequence[str]) -> set[str]:
        """Returns those of the accounts for which this gateway has taken a record."""
        known: set[str] = set()
        with Session(self._engine) as session:
            for start in range(0, len(accounts), _AT_ONCE):
                some = accounts[start : start + _AT_ONCE]
                taken = select(RecordRow.hash).where(RecordRow.grant_hash == GrantRow.hash).exists()
                known |= set(
                    session.scalars(select(GrantRow.pay_to).where(GrantRow.pay_to.in_(some), taken).distinct())
                )
        return known

    def last_paid_epoch(self, account: str, upto: int) -> int:
        """Returns the newest epoch, at most `upto`, in which a record from here earned something for an account; 0 if none."""
        query = (
            select(func.max(OutcomeRow.epoch))
            .join(RecordRow, RecordRow.hash == OutcomeRow.hash)
            .join(GrantRow, GrantRow.hash == RecordRow.grant_hash)
            .where(GrantRow.pay_to == account, OutcomeRow.credit > 0, OutcomeRow.epoch <= upto)
        )
        with Session(self._engine) as session:
            return session.scalar(query) or 0

    def next_record(self, row: RecordRow, sign: Callable[[int], bytes]) -> RecordRow:
        """Gives a record its sequence number and receipt and keeps it, in one transaction.

        Raises sqlalchemy.exc.IntegrityError when its hash, or its key and nonce, are taken.
        """
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row.seq = _next_seq(session)
            row.receipt = sign(row.seq)
            session.add(row)
            set_committed_value(row, "withheld", None)
            self.estimates.ask(session, row.hash, row.received_at or 0)
        return row

    def resend(self, record_hash: bytes, epoch: int, last_epoch: int, sign: Callable[[int], bytes]) -> RecordRow:
        """Gives a kept record a new number and receipt, in one transaction; the earlier ones are kept too."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = session.get_one(RecordRow, record_hash)
            session.add(PostingRow(seq=row.seq, hash=row.hash, last_epoch=row.last_epoch, receipt=row.receipt))
            row.seq = _next_seq(session)
            row.epoch, row.last_epoch, row.receipt = epoch, last_epoch, sign(row.seq)
        return row

    def unavailable(self, final_upto: int, resends: int) -> Sequence[RecordRow]:
        """Returns the records that final epochs could not read: not sent again since, and less than `resends` times before."""
        query = (
            select(RecordRow)
            .join(OutcomeRow, OutcomeRow.hash == RecordRow.hash)
            .where(OutcomeRow.score == _IN_PLACE, OutcomeRow.epoch <= final_upto)
            .where(RecordRow.hash.not_in(select(WithheldRow.hash)))
            .where(RecordRow.epoch <= OutcomeRow.epoch, _resent < resends)
        )
        with Session(self._engine) as session:
            return session.scalars(query.order_by(RecordRow.seq)).all()

    def numbered(self, first: int, count: int, resends: int) -> Sequence[RecordRow]:
        """Returns the records under these numbers that were sent again less than `resends` times, but no withheld ones."""
        query = select(RecordRow).where(RecordRow.seq >= first, RecordRow.seq < first + count, _resent < resends)
        query = query.where(RecordRow.hash.not_in(select(WithheldRow.hash))).options(defer(RecordRow.block))
        with Session(self._engine) as session:
            return session.scalars(query.order_by(RecordRow.seq)).all()

    def record(self, record_hash: bytes) -> RecordRow | None:
        """Returns a record by its hash."""
        with Session(self._engine) as session:
            return session.get(RecordRow, record_hash)

    def record_by_nonce(self, key: str, nonce: int) -> RecordRow | None:
        """Returns a session key's record by its nonce."""
        with Session(self._engine) as session:
            return session.scalar(select(RecordRow).where(RecordRow.key == key, RecordRow.nonce == nonce))

    def count_from(self, grant_hash: bytes, seq: int) -> int:
        """Counts the records of a grant from a number on."""
        query = select(func.count()).where(RecordRow.grant_hash == grant_hash, RecordRow.seq >= seq)
        with Session(self._engine) as session:
            return session.scalar(query) or 0

    def records_from(self, seq: int, limit: int, *, blocks: bool = False) -> Sequence[RecordRow]:
        """Returns up to `limit` records from number `seq` on, each as it was posted under its number.

        Their blocks are read only with `blocks`: those of a full batch may be a gigabyte.
        """
        some = [] if blocks else [defer(RecordRow.block)]
        newest = select(RecordRow).where(RecordRow.seq >= seq, RecordRow.seq < seq + limit)
        earlier = select(PostingRow, RecordRow).join(RecordRow, RecordRow.hash == PostingRow.hash)
        earlier = earlier.where(PostingRow.seq >= seq, PostingRow.seq < seq + limit)
        with Session(self._engine) as session:
            rows = list(session.scalars(newest.options(*some)))
            rows += [_as_posted(row, posting, blocks) for posting, row in session.execute(earlier.options(*some))]
            session.expunge_all()
        return sorted(rows, key=lambda row: row.seq)

    def hashes_from(self, seq: int, limit: int) -> dict[int, bytes]:
        """Returns the hashes of up to `limit` records from number `seq` on, by the number under which each was posted."""
        with Session(self._engine) as session:
            return {
                number: record
                for table in (PostingRow, RecordRow)
                for number, record in session.execute(
                    select(table.seq, table.hash).where(table.seq >= seq, table.seq < seq + limit)
                )
            }

    def record_heads(self, hashes: Mapping[int, bytes]) -> dict[int, RecordHead]:
        """Returns what names the records with these hashes, by the same keys."""
        query = select(RecordRow.hash, RecordRow.owner, RecordRow.kind, RecordRow.seq, RecordRow.nonce)
        heads: dict[bytes, RecordHead] = {}
        wanted = list(hashes.values())
        with Session(self._engine) as session:
            for start in range(0, len(wanted), _AT_ONCE):
                some = session.execute(query.where(RecordRow.hash.in_(wanted[start : start + _AT_ONCE])))
                heads |= {row.hash: RecordHead(*row) for row in some}
        return {place: heads[record] for place, record in hashes.items() if record in heads}

    def last_seq(self) -> int:
        """Counts the sequence numbers that were given."""
        return self._counted("seq")

    def pinned_upto(self) -> int:
        """Returns the first sequence number whose record is not known to be in IPFS."""
        return self._counted("pinned")

    def mark_pinned(self, upto: int) -> None:
        """Notes that the records of all smaller sequence numbers are in IPFS. The mark never goes back."""
        self._raise_counter("pinned", upto)

    def relayed_upto(self) -> int:
        """Returns the last epoch up to which all claims are relayed."""
        return self._counted("relayed")

    def mark_relayed(self, upto: int) -> None:
        """Notes that the claims of all epochs up to this one are relayed. The mark never goes back."""
        self._raise_counter("relayed", upto)

    def _raise_counter(self, name: str, upto: int) -> None:
        moved = update(CounterRow).where(CounterRow.name == name, CounterRow.value < upto).values(value=upto)
        with Session(self._engine) as session, session.begin():
            session.execute(moved)

    def _counted(self, name: str) -> int:
        with Session(self._engine) as session:
            return session.scalar(select(CounterRow.value).where(CounterRow.name == name)) or 0

    def has_records_of(self, owner: str, key: str) -> bool:
        """Says whether this gateway has taken a record of a session key that an owner granted."""
        query = select(RecordRow.hash).where(RecordRow.key == key, RecordRow.owner == owner).limit(1)
        with Session(self._engine) as session:
            return session.scalar(query) is not None

    def add_signature(self, row: SignatureRow, most: int) -> bool:
        """Puts a seat's signature on the bulletin. Returns False if the seat has signed `most` other reports there."""
        place = {"epoch": row.epoch, "attempt": row.attempt, "seat": row.seat}
        others = select(func.count()).select_from(SignatureRow).filter_by(**place)
        with Session(self._engine) as session, session.begin():
            if (session.scalar(others.where(SignatureRow.digest != row.digest)) or 0) >= most:
                return False
            insert_new(session, SignatureRow, _values(row))
            return True

    def drop_signatures(self, upto: int) -> None:
        """Forgets the signatures under reports of epochs up to this one."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SignatureRow).where(SignatureRow.epoch <= upto))

    def signatures(self, epoch: int, attempt: int) -> Sequence[SignatureRow]:
        """Returns the bulletin of an epoch's attempt, in order of seats."""
        query = select(SignatureRow).where(SignatureRow.epoch == epoch, SignatureRow.attempt == attempt)
        with Session(self._engine) as session:
            return session.scalars(query.order_by(SignatureRow.seat)).all()


def _values(row: Base) -> dict[str, Any]:
    return {c.name: getattr(row, c.name) for c in row.__table__.columns if getattr(row, c.name) is not None}


def _next_seq(session: Session) -> int:
    counted = update(CounterRow).where(CounterRow.name == "seq").values(value=CounterRow.value + 1)
    return session.execute(counted.returning(CounterRow.value)).scalar_one() - 1


def _as_posted(row: RecordRow, posting: PostingRow, blocks: bool) -> RecordRow:
    """Returns a copy of a record's row with the number and receipt of an earlier posting, and its block if asked for."""
    names = [column.name for column in RecordRow.__table__.columns if blocks or column.name != "block"]
    values = {name: getattr(row, name) for name in names}
    values |= {"seq": posting.seq, "last_epoch": posting.last_epoch, "receipt": posting.receipt}
    copy = RecordRow(**values, grant=row.grant)
    set_committed_value(copy, "withheld", row.withheld)
    return copy


def _durable(connection: Any, _: object) -> None:
    """Makes SQLite write each commit to disk, wait for writers, check foreign keys and overwrite what is deleted."""
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={1_000 * WAIT_SECONDS}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
