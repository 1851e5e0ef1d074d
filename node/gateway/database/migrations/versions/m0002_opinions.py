"""What is withheld, what opinions are about, erased rows, refusals, pairs and tasks."""

from functools import partial

from alembic import op
from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Text

revision = "0002"
down_revision = "0001"

_NEEDED = partial(Column, nullable=False)
_KEY = partial(Column, primary_key=True)
_HASH = LargeBinary(32)
_ACCOUNT = String(42)
_INDEXES = {
    "subjects": ("subject",),
    "pairs": ("key",),
    "tasks": ("kind", "prompt_hash", "holder"),
}


def upgrade() -> None:
    """Creates the tables."""
    _ended()
    _asked()
    for table, columns in _INDEXES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def _ended() -> None:
    op.create_table(
        "withheld",
        _KEY("hash", _HASH, ForeignKey("records.hash")),
        _NEEDED("why", String(16)),
        _NEEDED("at", BigInteger),
        _NEEDED("signature", LargeBinary),
    )
    op.create_table(
        "marks",
        _KEY("mark", LargeBinary(8)),
        _KEY("hash", _HASH, ForeignKey("records.hash")),
    )
    op.create_table("erased_rows", _KEY("number", Integer), _NEEDED("row_id", _HASH, unique=True))
    op.create_table("refusals", _KEY("kind", String(16)), _KEY("name", String(64)))


def _asked() -> None:
    op.create_table(
        "subjects",
        _KEY("hash", _HASH, ForeignKey("records.hash")),
        _NEEDED("owner", _ACCOUNT),
        _NEEDED("subject", _HASH),
    )
    op.create_table(
        "pairs",
        _KEY("pair", _HASH),
        _NEEDED("key", _ACCOUNT),
        _NEEDED("prompt_hash", _HASH),
        _NEEDED("salt", _HASH),
        _NEEDED("sources", Text),
        _NEEDED("until", BigInteger),
        Column("a", _HASH),
        Column("b", _HASH),
        Column("outcome", String(8)),
        Column("signature", LargeBinary(65)),
    )
    op.create_table(
        "tasks",
        _KEY("task", _HASH),
        _NEEDED("kind", String(8)),
        _NEEDED("prompt_hash", _HASH),
        _NEEDED("messages", JSON),
        _NEEDED("dataset", Integer),
        Column("model", _HASH),
        Column("holder", _ACCOUNT),
        _NEEDED("until", BigInteger),
        _NEEDED("is_done", Boolean),
    )
