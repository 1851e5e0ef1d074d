"""Rows of a gateway's database with plausible values, each of which a test can change."""

from typing import Any

from eth_utils.address import to_checksum_address
from sqlalchemy import MetaData, create_engine

from kula.node.gateway.database.tables import GrantRow, RecordRow
from kula.protocol.types import Address

OWNER, KEY = (Address(to_checksum_address("0x" + digits * 20)) for digits in ("1a", "2b"))


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


def emptied(url: str) -> str:
    """Drops every table of a database, whoever made it; returns its URL."""
    engine, there = create_engine(url), MetaData()
    there.reflect(engine)
    there.drop_all(engine)
    engine.dispose()
    return url
