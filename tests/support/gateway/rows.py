"""Rows of a gateway's database with plausible values, each of which a test can change."""

from collections.abc import Callable
from typing import Any

from eth_utils.address import to_checksum_address
from sqlalchemy import Engine, MetaData, create_engine, event, insert
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import PayeeRow
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import GrantRow, OutcomeRow, RecordRow
from kula.protocol.types import Address

OWNER, KEY = (Address(to_checksum_address("0x" + digits * 20)) for digits in ("1a", "2b"))

PER_EPOCH = 500
"""Records in an epoch of `fill`."""
_KINDS = ("conversation", "rating", "correction", "preference")


def grant_row(**changes: Any) -> GrantRow:
    """Returns a grant of OWNER for KEY."""
    values: dict[str, Any] = {
        "hash": b"\x01" * 32,
        "owner": OWNER,
        "key": KEY,
        "pay_to": OWNER,
        "licences": ["CC0-1.0"],
        "origin": "https://page.example",
        "max_per_epoch": 9,
        "expiry": 10_000,
        "nonce": 5,
        "signature": b"s" * 65,
    }
    return GrantRow(**{**values, **changes})


def record_row(**changes: Any) -> RecordRow:
    """Returns a record under that grant. Its hash, sequence number and receipt are the test's."""
    values: dict[str, Any] = {
        "grant_hash": b"\x01" * 32,
        "owner": OWNER,
        "key": KEY,
        "kind": "conversation",
        "commitment": b"c" * 32,
        "licence": "CC0-1.0",
        "parent": bytes(32),
        "nonce": 0,
        "signature": b"s" * 65,
        "salt": b"t" * 32,
        "content_key": b"k" * 32,
        "link": "bafk",
        "block": b"block",
        "epoch": 1,
        "last_epoch": 2,
    }
    return RecordRow(**{**values, **changes})


def hash_of(number: int) -> bytes:
    """Returns the hash of a record that `fill` keeps."""
    return number.to_bytes(32, "big")


def fill(repository: Repository, count: int, score_of: Callable[[int], int]) -> None:
    """Keeps `count` records of OWNER, PER_EPOCH per epoch, each scored but the newest 200."""
    assert repository.add_grant(grant_row())
    template = {column.name: getattr(record_row(), column.name) for column in RecordRow.__table__.columns}
    records = [
        {**template, "hash": hash_of(i), "seq": i, "kind": _KINDS[i % 4], "nonce": i, "receipt": b"r", "received_at": 1}
        for i in range(count)
    ]
    outcomes, due = [], 0
    for i in range(count - 200):
        credit = max(0, score_of(i) - 64)
        due += credit * 10**16
        outcomes.append(
            {
                "hash": hash_of(i),
                "epoch": 1 + i // PER_EPOCH,
                "position": i,
                "score": score_of(i),
                "reasons": [],
                "credit": credit,
                "price": 10**16,
                "report_digest": b"d",
                "owner": OWNER,
                "pay_to": OWNER,
                "kind": _KINDS[i % 4],
                "seq": i,
                "day": i // 5_000,
                "due": due,
                "row": b"",
                "place": 0,
                "proof": b"",
            }
        )
    with Session(repository._engine) as session, session.begin():
        session.execute(insert(RecordRow), records)
        session.execute(insert(OutcomeRow), outcomes)
        session.execute(
            insert(PayeeRow),
            [{"account": OWNER, "paid": outcomes[min(count // 2, len(outcomes) - 1)]["due"], "stale": False}],
        )


def emptied(url: str) -> str:
    """Drops every table of a database, whoever made it; returns its URL."""
    engine, there = create_engine(url), MetaData()
    there.reflect(engine)
    there.drop_all(engine)
    engine.dispose()
    return url


def steps_of(engine: Engine, query: Callable[[], object]) -> int:
    """Returns how many hundreds of steps SQLite's machine takes for what is asked."""
    steps = list[None]()

    def count(connection: Any, *_: Any) -> None:
        connection.connection.driver_connection.set_progress_handler(lambda: steps.append(None), 100)

    event.listen(engine, "before_cursor_execute", count)
    query()
    event.remove(engine, "before_cursor_execute", count)
    return len(steps)
