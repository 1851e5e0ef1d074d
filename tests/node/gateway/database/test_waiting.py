"""In which order records get their estimates: counted in turns of the whole scorer, so that no clock decides.

A turn reads WHOLE_AT_ONCE records. `tests/node/gateway/index/test_estimating.py` bounds what a turn costs.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_utils.address import to_checksum_address
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import EstimateRow
from kula.node.gateway.database.estimates import OLDEST_SHARE, Estimates
from kula.node.gateway.database.repository import open_database
from kula.node.gateway.database.tables import OutcomeRow
from kula.node.gateway.index.estimating import WHOLE_AT_ONCE
from kula.protocol.types import Address
from tests.support.gateway.rows import emptied, grant_row, record_row

FLOOD, *PEOPLE = (Address(to_checksum_address(f"0x{n:040x}")) for n in range(1, 40))
_OLDEST = WHOLE_AT_ONCE // OLDEST_SHARE


class Queue:
    """Records that wait for the whole scorer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._count = 0
        self.estimates = Estimates(engine)

    def add(self, *owners: Address) -> list[bytes]:
        """Takes one record of each owner, in order. Returns their hashes."""
        hashes = [(self._count + i).to_bytes(32, "big") for i in range(len(owners))]
        with Session(self._engine) as session, session.begin():
            for i, (record, owner) in enumerate(zip(hashes, owners, strict=True)):
                session.add(
                    record_row(hash=record, seq=self._count + i, nonce=self._count + i, owner=owner, receipt=b"r")
                )
            session.flush()
            for record in hashes:
                self.estimates.ask(session, record, 1)
        with Session(self._engine) as session, session.begin():
            for row in session.query(EstimateRow).where(EstimateRow.hash.in_(hashes)):
                row.state = "first"
        self._count += len(owners)
        return hashes

    def score(self, record: bytes) -> None:
        """Notes that an epoch scored a record."""
        with Session(self._engine) as session, session.begin():
            session.add(
                OutcomeRow(
                    hash=record, epoch=1, position=0, score=90, reasons=[], credit=1, price=1, report_digest=b"d" * 32
                )
            )

    def turn(self) -> list[bytes]:
        """Reads what is next. Returns its hashes."""
        rows = self.estimates.waiting("first", WHOLE_AT_ONCE)
        done = [
            EstimateRow(
                hash=row.hash, state="done", score=9, reasons=[], language="en", scorer=b"s" * 32, at=1, again=False
            )
            for row in rows
        ]
        self.estimates.put(done, {row.hash: row.owner for row in rows}, 1)
        return [row.hash for row in rows]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Queue]:
    is_postgres = request.param == "postgres"
    url = emptied(request.getfixturevalue("postgres")) if is_postgres else f"sqlite:///{tmp_path}/rows.sqlite"
    engine = open_database(url)
    with Session(engine) as session, session.begin():
        session.add(grant_row())
    yield Queue(engine)
    engine.dispose()


def test_waiting__a_thousand_records_of_one_account__keep_nobody_else_waiting_for_a_second_turn(queue: Queue):
    (before,) = queue.add(PEOPLE[0])
    queue.add(*[FLOOD] * 1_000)
    (after,) = queue.add(PEOPLE[1])
    queue.add(*[FLOOD] * 100)
    assert {before, after} <= set(queue.turn())


def test_waiting__many_accounts_at_once__each_has_its_newest_record_read_before_anybody_has_two(queue: Queue):
    queue.add(*PEOPLE)
    newer = queue.add(*PEOPLE)
    turns = -(-len(PEOPLE) // (WHOLE_AT_ONCE - _OLDEST))
    read = [record for _ in range(turns) for record in queue.turn()]
    assert set(newer) <= set(read)
    assert len(read) == len(set(read)), "none is read twice"


def test_waiting__more_comes_in_than_a_turn_reads__the_oldest_is_read_after_a_bounded_number_of_turns(queue: Queue):
    old = queue.add(*[PEOPLE[0]] * 20)
    unread, turns = set(old), 0
    while unread:
        queue.add(*PEOPLE[: WHOLE_AT_ONCE + 1])
        unread -= set(queue.turn())
        turns += 1
        assert turns <= len(old) // _OLDEST


def test_waiting__fewer_than_a_turn__are_all_read_at_once_with_the_newest_first(queue: Queue):
    records = queue.add(PEOPLE[0], PEOPLE[1], PEOPLE[0])
    assert queue.turn() == [records[2], records[1], records[0]]
    assert queue.turn() == []


def test_waiting__record_that_is_scored_meanwhile__is_not_estimated_any_more(queue: Queue):
    scored, other = queue.add(PEOPLE[0], PEOPLE[1])
    queue.score(scored)
    assert queue.turn() == [other]
