"""What became of records: queries and changes. Each change tells the streams of the accounts that it concerns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.accounts import Progress
from kula.node.gateway.database.chain_tables import EstimateRow, FactRow, PayeeRow
from kula.node.gateway.database.events import Happened, add_events
from kula.node.gateway.database.tables import OutcomeRow, RecordRow
from kula.node.gateway.database.tallies import insert_new
from kula.protocol.hex import hex0
from kula.protocol.types import UNAVAILABLE, VOID, ZERO_ADDRESS, Address


class RecordHead(NamedTuple):
    """What is needed of a record to write down what became of it."""

    hash: bytes
    owner: Address
    kind: str
    seq: int
    nonce: int


class Outcomes:
    """The outcomes of a gateway's records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def drop_blocks(self, epoch: int) -> None:
        """Forgets the bytes of an epoch's blocks that validators have read, because IPFS has them."""
        read = select(OutcomeRow.hash).where(OutcomeRow.epoch == epoch, OutcomeRow.score != UNAVAILABLE)
        with Session(self._engine) as session, session.begin():
            session.execute(update(RecordRow).where(RecordRow.hash.in_(read)).values(block=None))

    def put(self, epoch: int, rows: Sequence[OutcomeRow]) -> None:
        """Replaces an epoch's outcomes. A record that a later epoch holds again keeps its later outcome."""
        with Session(self._engine) as session, session.begin():
            ours = select(OutcomeRow).where(OutcomeRow.epoch == epoch)
            earlier = {row.hash: (row.owner, row.score) for row in session.scalars(ours)}
            session.execute(delete(OutcomeRow).where(OutcomeRow.epoch == epoch))
            session.expunge_all()
            later = set(session.scalars(select(OutcomeRow.hash).where(OutcomeRow.epoch > epoch)))
            kept = [row for row in rows if row.hash not in later]
            for row in kept:
                session.merge(row)
            for account in {row.pay_to for row in kept} - {ZERO_ADDRESS, ""}:
                insert_new(session, PayeeRow, {"account": account, "paid": 0, "stale": True})
            facts = session.get(FactRow, "chain")
            now, final_upto = (facts.value["now"], facts.value["final_upto"]) if facts else (0, 0)
            new = {row.hash: (row.owner, row.score) for row in kept}
            happened = [
                scored(record, owner, score, epoch, final_upto)
                for record, (owner, score) in new.items()
                if earlier.get(record, (owner, None))[1] != score
            ]
            happened += [unscored(record, owner) for record, (owner, _) in earlier.items() if record not in new]
            add_events(session, happened, now)

    def of(self, records: Sequence[bytes]) -> dict[bytes, OutcomeRow]:
        """Returns what became of some records, by hash."""
        with Session(self._engine) as session:
            return {row.hash: row for row in session.scalars(select(OutcomeRow).where(OutcomeRow.hash.in_(records)))}

    def one(self, record_hash: bytes) -> OutcomeRow | None:
        """Returns what became of a record, once a report says it."""
        with Session(self._engine) as session:
            return session.get(OutcomeRow, record_hash)

    def reports(self, after: int = 0) -> dict[int, bytes]:
        """Returns the digest of the report that the outcomes of each epoch after `after` come from, by epoch."""
        query = select(OutcomeRow.epoch, OutcomeRow.report_digest).where(OutcomeRow.epoch > after).distinct()
        with Session(self._engine) as session:
            return {epoch: report_digest for epoch, report_digest in session.execute(query)}

    def recent(self, after: int, most: int) -> list[tuple[str, str | None, int, int]]:
        """Returns kind, language, score and credit of the newest records of the epochs after `after`, at most `most`."""
        query = (
            select(OutcomeRow.kind, EstimateRow.language, OutcomeRow.score, OutcomeRow.credit)
            .outerjoin(EstimateRow, EstimateRow.hash == OutcomeRow.hash)
            .where(OutcomeRow.epoch > after)
            .order_by(OutcomeRow.epoch.desc())
            .limit(most)
        )
        with Session(self._engine) as session:
            return [row._tuple() for row in session.execute(query)]

    def scores_of(self, epoch: int) -> dict[str, dict[int, int]]:
        """Returns how many of our records of an epoch have each score, by kind. Records without a real score are left out."""
        counted = select(OutcomeRow.kind, OutcomeRow.score, func.count())
        counted = counted.where(OutcomeRow.epoch == epoch, OutcomeRow.score > UNAVAILABLE)
        scores: dict[str, dict[int, int]] = {}
        with Session(self._engine) as session:
            for kind, score, count in session.execute(counted.group_by(OutcomeRow.kind, OutcomeRow.score)):
                scores.setdefault(kind, {})[score] = count
        return scores

    def became_posted(self, first: int, last: int) -> list[Happened]:
        """Returns what is to be told when the numbers from `first` to before `last` are posted, or are no longer."""
        low, high, state = (first, last, "posted") if first <= last else (last, first, "received")
        query = select(RecordRow.hash, RecordRow.owner).where(RecordRow.seq >= low, RecordRow.seq < high)
        with Session(self._engine) as session:
            return [
                Happened(owner, {"change": "record", "record": hex0(record), "state": state})
                for record, owner in session.execute(query)
            ]

    def became_final(self, before: int, now: int) -> list[Happened]:
        """Returns what is to be told when the last final epoch was `before` and is `now`."""
        low, high = sorted((before, now))
        query = select(OutcomeRow.hash, OutcomeRow.owner, OutcomeRow.score, OutcomeRow.epoch)
        query = query.where(OutcomeRow.epoch > low, OutcomeRow.epoch <= high, OutcomeRow.score != VOID)
        with Session(self._engine) as session:
            return [scored(record, owner, score, epoch, now) for record, owner, score, epoch in session.execute(query)]

    def became_paid(self, before: Mapping[str, int], now: Mapping[str, int]) -> list[Happened]:
        """Returns what is to be told to the senders of records when accounts were paid `before` in all, and `now` more."""
        amounts: dict[str, int] = {}
        with Session(self._engine) as session:
            for account, paid in now.items():
                query = select(OutcomeRow.owner, OutcomeRow.price, func.sum(OutcomeRow.credit))
                query = query.where(OutcomeRow.pay_to == account, OutcomeRow.due > before.get(account, 0))
                query = query.where(OutcomeRow.due <= paid).group_by(OutcomeRow.owner, OutcomeRow.price)
                for owner, price, credit in session.execute(query):
                    amounts[owner] = amounts.get(owner, 0) + int(credit) * price
        return [
            Happened(owner, {"change": "paid", "amount": str(amount)}) for owner, amount in amounts.items() if amount
        ]


def scored(record: bytes, owner: str, score: int, epoch: int, final_upto: int) -> Happened:
    """Returns what a record's account is told of its score."""
    state = Progress(0, final_upto).state_by(score, epoch)
    return Happened(owner, {"change": "record", "record": hex0(record), "state": state, "score": score, "epoch": epoch})


def unscored(record: bytes, owner: str) -> Happened:
    """Returns what a record's account is told when the report with its score has fallen."""
    return Happened(owner, {"change": "record", "record": hex0(record), "state": "posted"})
