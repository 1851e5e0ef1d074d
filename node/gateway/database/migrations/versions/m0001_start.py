"""Every table as it was when steps began. A table that an earlier release has made stays as it is."""

from functools import partial

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint

revision = "0001"
down_revision = None

_NEEDED = partial(Column, nullable=False)
_KEY = partial(Column, primary_key=True)
_HASH = LargeBinary(32)
_SIGNATURE = LargeBinary(65)
_ACCOUNT = String(42)
_INDEXES = {
    "grants": ("owner", "key", "pay_to"),
    "records": ("owner", "grant_hash", "epoch"),
    "postings": ("hash",),
    "outcomes": ("epoch",),
}


def upgrade() -> None:
    """Creates what is missing."""
    _contributed()
    _posted()
    _counted()
    for table, columns in _INDEXES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)


def _contributed() -> None:
    op.create_table(
        "grants",
        _KEY("hash", _HASH),
        _NEEDED("owner", _ACCOUNT),
        _NEEDED("key", _ACCOUNT),
        _NEEDED("pay_to", _ACCOUNT),
        _NEEDED("licences", JSON),
        _NEEDED("origin", Text),
        _NEEDED("max_per_epoch", BigInteger),
        _NEEDED("expiry", BigInteger),
        _NEEDED("nonce", LargeBinary(8)),
        _NEEDED("signature", LargeBinary),
        if_not_exists=True,
    )
    op.create_table(
        "records",
        _KEY("hash", _HASH),
        _NEEDED("seq", BigInteger, unique=True),
        _NEEDED("grant_hash", _HASH, ForeignKey("grants.hash")),
        _NEEDED("key", _ACCOUNT),
        _NEEDED("owner", _ACCOUNT),
        _NEEDED("kind", String(16)),
        _NEEDED("commitment", _HASH),
        _NEEDED("licence", String(16)),
        _NEEDED("parent", _HASH),
        _NEEDED("nonce", LargeBinary(8)),
        _NEEDED("signature", _SIGNATURE),
        _NEEDED("salt", _HASH),
        _NEEDED("content_key", _HASH),
        _NEEDED("link", String(64)),
        Column("block", LargeBinary),
        _NEEDED("epoch", Integer),
        _NEEDED("last_epoch", Integer),
        _NEEDED("receipt", _SIGNATURE),
        UniqueConstraint("key", "nonce"),
        if_not_exists=True,
    )


def _posted() -> None:
    op.create_table(
        "postings",
        _KEY("seq", BigInteger, autoincrement=False),
        _NEEDED("hash", _HASH, ForeignKey("records.hash")),
        _NEEDED("last_epoch", Integer),
        _NEEDED("receipt", _SIGNATURE),
        if_not_exists=True,
    )
    op.create_table(
        "outcomes",
        _KEY("hash", _HASH),
        _NEEDED("epoch", Integer),
        _NEEDED("position", Integer),
        _NEEDED("score", Integer),
        _NEEDED("reasons", JSON),
        _NEEDED("credit", Integer),
        _NEEDED("price", LargeBinary(32)),
        _NEEDED("report_digest", _HASH),
        if_not_exists=True,
    )
    op.create_table(
        "signatures",
        _KEY("epoch", Integer),
        _KEY("attempt", Integer),
        _KEY("seat", Integer),
        _KEY("digest", _HASH),
        _NEEDED("parent", _HASH),
        _NEEDED("root", _HASH),
        _NEEDED("files", _HASH),
        _NEEDED("sum_credit", LargeBinary(8)),
        _NEEDED("signature", _SIGNATURE),
        if_not_exists=True,
    )


def _counted() -> None:
    op.create_table("counters", _KEY("name", String(16)), _NEEDED("value", BigInteger), if_not_exists=True)
    op.create_table(
        "failures",
        _KEY("step", String(32)),
        _KEY("error", String(64)),
        _NEEDED("count", BigInteger),
        if_not_exists=True,
    )
    op.create_table(
        "gas",
        _KEY("day", Integer),
        _KEY("kind", String(16)),
        _KEY("account", _ACCOUNT),
        _NEEDED("gas", BigInteger),
        if_not_exists=True,
    )
