"""Sums and pages over the records of an account, right and quick for any number of records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Engine, Select, and_, delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from kula.node.gateway.database.chain_tables import EstimateRow, PayeeRow
from kula.node.gateway.database.tables import GrantRow, OutcomeRow, RecordRow
from kula.protocol.types import VOID

_MEASURED = 20_000
"""Records of which the typical pay is measured: the newest."""
_GRANTS = 500
"""Grants that one look reads."""
_SCORED = ("reported", "final", "void")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the chain is: what decides the state of a record."""

    next_seq: int
    final_upto: int
    posts_at: int = 0
    """When (block time, seconds) this gateway is about to post what waits."""

    def state_of(self, row: RecordRow, outcome: OutcomeRow | None) -> str:
        """Returns where a record stands: one of the API's states."""
        if not outcome:
            return "posted" if self.next_seq > row.seq else "received"
        return self.state_by(outcome.score, outcome.epoch)

    def state_by(self, score: int, epoch: int) -> str:
        """Returns where a record stands that has this score in this epoch."""
        if score == VOID:
            return "void"
        return "final" if epoch <= self.final_upto else "reported"


@dataclass(slots=True)
class Sums:
    """Amounts in the token's smallest unit."""

    records: int = 0
    paid: int = 0
    claimable: int = 0
    pending: int = 0


@dataclass(slots=True)
class Totals(Sums):
    """The sums of an account, and its records by state."""

    states: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Listed:
    """A record with all that is known of it."""

    record: RecordRow
    outcome: OutcomeRow | None
    estimate: EstimateRow | None
    paid: int
    """What the record's account was paid in all."""


class Accounts:
    """Queries over the records of accounts. `progress` says how far the chain is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def drop_unused_grants(self, after: bytes, now: int, kept_before: int) -> bytes:
        """Looks at some grants behind the hash `after`, and drops those without a record that have ended or are old.

        Returns the last hash that it looked at; empty after the last grant. Times are block time in seconds.
        """
        is_used = select(RecordRow.hash).where(RecordRow.grant_hash == GrantRow.hash).exists()
        columns = GrantRow.hash, GrantRow.expiry, GrantRow.kept_at, is_used
        page = select(*columns).where(GrantRow.hash > after).order_by(GrantRow.hash).limit(_GRANTS)
        with Session(self._engine) as session, session.begin():
            rows = session.execute(page).all()
            unused = [(digest, expiry, kept_at) for digest, expiry, kept_at, used in rows if not used]
            # An older release did not note when.
            undated = [digest for digest, _, kept_at in unused if not kept_at]
            if undated:
                session.execute(update(GrantRow).where(GrantRow.hash.in_(undated)).values(kept_at=now))
            due = [digest for digest, expiry, kept_at in unused if expiry <= now or 0 < kept_at < kept_before]
            if due:
                session.execute(delete(GrantRow).where(GrantRow.hash.in_(due), ~is_used))
        return rows[-1].hash if len(rows) == _GRANTS else b""

    def totals(self, owner: str, progress: Progress) -> Totals:
        """Returns the sums over all records of an account."""
        totals = Totals()
        with Session(self._engine) as session:
            for sums, epoch in self._sums(session, owner, progress, OutcomeRow.epoch):
                totals.paid += sums.paid
                totals.claimable += sums.claimable
                totals.pending += sums.pending
                totals.states["final" if epoch <= progress.final_upto else "reported"] += sums.records
            voids = session.scalar(_count(OutcomeRow, owner, OutcomeRow.score == VOID)) or 0
            scored = sum(totals.states.values()) + voids
            sent = session.scalar(_count(RecordRow, owner)) or 0
            received = session.scalar(_count(RecordRow, owner, RecordRow.seq >= progress.next_seq, _unscored())) or 0
        totals.states.update({"void": voids, "received": received, "posted": sent - scored - received})
        return totals

    def days(self, owner: str, progress: Progress, before: int, limit: int) -> list[tuple[int, Sums]]:
        """Returns the sums of the newest days before a day (days since 1970), the newest first, at most `limit`."""
        days = select(OutcomeRow.day).where(OutcomeRow.owner == owner, OutcomeRow.day < before).distinct()
        with Session(self._engine) as session:
            some = session.scalars(days.order_by(OutcomeRow.day.desc()).limit(limit)).all()
            sums: dict[int, Sums] = {day: Sums() for day in some}
            if some:
                counts = select(OutcomeRow.day, func.count()).where(OutcomeRow.owner == owner)
                counts = counts.where(OutcomeRow.day.between(some[-1], some[0])).group_by(OutcomeRow.day)
                for day, records in session.execute(counts):
                    sums[day].records = records
                inside = OutcomeRow.day.between(some[-1], some[0])
                for one, day in self._sums(session, owner, progress, OutcomeRow.day, inside):
                    sums[day].paid += one.paid
                    sums[day].claimable += one.claimable
                    sums[day].pending += one.pending
        return list(sums.items())

    def page(
        self, owner: str, progress: Progress, *, before: int, limit: int, state: str | None, kind: str | None
    ) -> list[Listed]:
        """Returns an account's records with numbers below `before`, the newest first, without their blocks."""
        query = select(RecordRow.hash).where(RecordRow.owner == owner, RecordRow.seq < before)
        if state in _SCORED:
            query = select(OutcomeRow.hash).where(OutcomeRow.owner == owner, OutcomeRow.seq < before)
            query = query.where(_is_in(state, progress.final_upto))
            query = query.where(OutcomeRow.kind == kind) if kind else query
            query = query.order_by(OutcomeRow.seq.desc())
        else:
            query = query.where(RecordRow.kind == kind) if kind else query
            if state:
                is_posted = RecordRow.seq < progress.next_seq
                query = query.where(_unscored(), is_posted if state == "posted" else ~is_posted)
            query = query.order_by(RecordRow.seq.desc())
        with Session(self._engine) as session:
            hashes = session.scalars(query.limit(limit)).all()
            rows = {row.record.hash: row for row in self._listed(session, hashes)}
        return [rows[one] for one in hashes]

    def paid_since(self, day: int, final_upto: int) -> list[tuple[str, str | None, int]]:
        """Returns kind, language and pay of the final records that were signed since a day (days since 1970)."""
        query = (
            select(OutcomeRow.kind, EstimateRow.language, OutcomeRow.credit, OutcomeRow.price)
            .outerjoin(EstimateRow, EstimateRow.hash == OutcomeRow.hash)
            .where(OutcomeRow.day >= day, OutcomeRow.epoch <= final_upto, OutcomeRow.score != VOID)
            .order_by(OutcomeRow.epoch.desc())
            .limit(_MEASURED)
        )
        with Session(self._engine) as session:
            rows = session.execute(query).all()
        return [(kind, language, credit * price) for kind, language, credit, price in rows]

    def listed(self, record: bytes) -> Listed | None:
        """Returns one record with all that is known of it."""
        with Session(self._engine) as session:
            return next(iter(self._listed(session, [record])), None)

    def _listed(self, session: Session, hashes: Sequence[bytes]) -> list[Listed]:
        query = (
            select(RecordRow, OutcomeRow, EstimateRow, PayeeRow.paid)
            .outerjoin(OutcomeRow, OutcomeRow.hash == RecordRow.hash)
            .outerjoin(EstimateRow, EstimateRow.hash == RecordRow.hash)
            .outerjoin(PayeeRow, PayeeRow.account == OutcomeRow.pay_to)
            .where(RecordRow.hash.in_(hashes))
            .options(defer(RecordRow.block))
        )
        return [Listed(row, outcome, estimate, paid or 0) for row, outcome, estimate, paid in session.execute(query)]

    def _sums(
        self,
        session: Session,
        owner: str,
        progress: Progress,
        by: InstrumentedAttribute[int],
        inside: ColumnElement[bool] | None = None,
    ) -> list[tuple[Sums, int]]:
        """Returns sums by the values of a column: several for one value if prices or states differ."""
        ours = and_(OutcomeRow.owner == owner, OutcomeRow.score != VOID)
        ours = ours if inside is None else and_(ours, inside)
        payees = session.execute(
            select(OutcomeRow.pay_to, PayeeRow.paid)
            .outerjoin(PayeeRow, PayeeRow.account == OutcomeRow.pay_to)
            .where(ours)
            .group_by(OutcomeRow.pay_to, PayeeRow.paid)
        ).all()
        sums: list[tuple[Sums, int]] = []
        for pay_to, paid in payees:
            is_final, is_paid = OutcomeRow.epoch <= progress.final_upto, OutcomeRow.due <= (paid or 0)
            query: Select[int, int, int, bool, bool, int] = (
                select(by, OutcomeRow.price, func.sum(OutcomeRow.credit), is_final, is_paid, func.count())
                .where(ours, OutcomeRow.pay_to == pay_to)
                .group_by(by, OutcomeRow.price, is_final, is_paid)
            )
            for value, price, credit, final, was_paid, records in session.execute(query):
                amount, one = int(credit) * price, Sums(records)
                if not final:
                    one.pending = amount
                elif was_paid:
                    one.paid = amount
                else:
                    one.claimable = amount
                sums.append((one, value))
        return sums


def _count(table: type[RecordRow | OutcomeRow], owner: str, *conditions: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(table).where(table.owner == owner, *conditions)


def _unscored() -> ColumnElement[bool]:
    return ~select(OutcomeRow.hash).where(OutcomeRow.hash == RecordRow.hash).exists()


def _is_in(state: str, final_upto: int) -> ColumnElement[bool]:
    if state == "void":
        return OutcomeRow.score == VOID
    is_final = OutcomeRow.epoch <= final_upto
    return and_(OutcomeRow.score != VOID, is_final if state == "final" else ~is_final)
