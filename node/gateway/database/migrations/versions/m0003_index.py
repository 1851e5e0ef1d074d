"""The index of the chain, estimates and events; outcomes get what sums and traces need.

Outcomes from before are copied again from their ledgers, because their report's digest is wiped here.
"""

from functools import partial

from alembic import op
from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, LargeBinary, String, bindparam, text

revision = "0003"
down_revision = "0002"

_NEEDED = partial(Column, nullable=False)
_KEY = partial(Column, primary_key=True)
_NUMBER = partial(Column, primary_key=True, autoincrement=False)
_HASH = LargeBinary(32)
_ACCOUNT = String(42)
_EMPTY = text("''")
_INDEXES = (
    ("records", ["owner", "seq"]),
    ("records", ["owner", "kind", "seq"]),
    ("outcomes", ["owner", "seq", "score", "epoch", "kind"]),
    ("index_batches", ["epoch"]),
    ("index_batches", ["gateway", "first_seq"]),
    ("index_datasets", ["first_epoch"]),
    ("index_payees", ["stale"]),
    ("estimates", ["state"]),
    ("events", ["owner", "id"]),
    ("events", ["at"]),
)


def upgrade() -> None:
    """Adds tables and columns."""
    _extend_rows()
    _copy_of_the_chain()
    _what_follows()
    op.create_index(
        "ix_outcomes_sums", "outcomes", ["owner", "pay_to", "epoch", "day", "score", "credit", "due", "price"]
    )
    for table, columns in _INDEXES:
        name = "owner_seq" if table == "outcomes" else "_".join(columns)
        op.create_index(f"ix_{table}_{name}", table, columns)


def _extend_rows() -> None:
    op.add_column("records", _NEEDED("received_at", BigInteger, server_default="0"))
    for column in (
        _NEEDED("owner", _ACCOUNT, server_default=""),
        _NEEDED("pay_to", _ACCOUNT, server_default=""),
        _NEEDED("kind", String(16), server_default=""),
        _NEEDED("seq", BigInteger, server_default="0"),
        _NEEDED("day", Integer, server_default="0"),
        _NEEDED("due", _HASH, server_default=_EMPTY),
        _NEEDED("row", LargeBinary(61), server_default=_EMPTY),
        _NEEDED("place", Integer, server_default="0"),
        _NEEDED("proof", LargeBinary, server_default=_EMPTY),
    ):
        op.add_column("outcomes", column)
    for name, place in (("owner", "records.owner"), ("kind", "records.kind"), ("seq", "records.seq")):
        op.execute(
            f"UPDATE outcomes SET {name} = (SELECT {place} FROM records WHERE records.hash = outcomes.hash) "  # noqa: S608
            "WHERE hash IN (SELECT hash FROM records)"
        )
    op.execute(
        "UPDATE outcomes SET pay_to = (SELECT grants.pay_to FROM records JOIN grants ON grants.hash = "
        "records.grant_hash WHERE records.hash = outcomes.hash) WHERE hash IN (SELECT hash FROM records)"
    )
    values = {"empty": b"", "no_report": bytes(32)}
    wipe = text("UPDATE outcomes SET due = :empty, row = :empty, proof = :empty, report_digest = :no_report")
    op.execute(wipe.bindparams(*(bindparam(name, value, LargeBinary) for name, value in values.items())))


def _copy_of_the_chain() -> None:
    op.create_table("index_blocks", _NUMBER("number", BigInteger), _NEEDED("hash", _HASH))
    op.create_table("index_facts", _KEY("name", String(32)), _NEEDED("value", JSON))
    op.create_table(
        "index_epochs",
        _NUMBER("number", Integer),
        *(_NEEDED(f"{name}_at", BigInteger) for name in ("opened", "closed", "proposed")),
        *(_NEEDED(f"{name}_from", BigInteger) for name in ("reveal", "report")),
        _NEEDED("records", Integer),
        _NEEDED("lost", Boolean),
        _NEEDED("digest", _HASH),
        _NEEDED("root", _HASH),
        _NEEDED("price", _HASH),
        _NEEDED("parent", Integer),
        _NEEDED("seats", JSON),
        _NEEDED("block", BigInteger),
    )
    op.create_table(
        "index_batches",
        _NUMBER("number", Integer),
        *(_NEEDED(name, Integer) for name in ("epoch", "posted_in", "offset", "count")),
        _NEEDED("gateway", _ACCOUNT),
        _NEEDED("first_seq", BigInteger),
        _NEEDED("root", _HASH),
        _NEEDED("manifest", _HASH),
        _NEEDED("block", BigInteger),
    )
    _copy_of_the_registry()
    op.create_table(
        "index_revocations",
        _KEY("owner", _ACCOUNT),
        _KEY("key", _ACCOUNT),
        _NEEDED("epoch", Integer),
        _NEEDED("block", BigInteger),
    )
    op.create_table("index_payees", _KEY("account", _ACCOUNT), _NEEDED("paid", _HASH), _NEEDED("stale", Boolean))


def _copy_of_the_registry() -> None:
    op.create_table(
        "index_datasets",
        _NUMBER("number", Integer),
        _NEEDED("manifest", _HASH),
        *(_NEEDED(name, Integer) for name in ("parent", "first_epoch", "last_epoch")),
        *(_NEEDED(name, BigInteger) for name in ("rows", "block")),
    )
    op.create_table(
        "index_models",
        _NUMBER("number", Integer),
        _NEEDED("manifest", _HASH),
        *(_NEEDED(name, Integer) for name in ("parent", "round")),
        _NEEDED("trainer", _ACCOUNT),
        _NEEDED("state", String(16)),
        _NEEDED("datasets", JSON),
        _NEEDED("block", BigInteger),
    )


def _what_follows() -> None:
    op.create_table(
        "estimates",
        _KEY("hash", _HASH),
        _NEEDED("state", String(16)),
        _NEEDED("score", Integer),
        _NEEDED("reasons", JSON),
        Column("language", String(24)),
        _NEEDED("scorer", _HASH),
        _NEEDED("at", BigInteger),
        _NEEDED("again", Boolean),
    )
    op.create_table(
        "events",
        _KEY("id", BigInteger().with_variant(Integer, "sqlite"), autoincrement=True),
        _NEEDED("owner", _ACCOUNT),
        _NEEDED("at", BigInteger),
        _NEEDED("change", JSON),
    )
