"""Proofs that other gateways broke their receipts."""

from functools import partial

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, String

revision = "0005"
down_revision = "0004"

_NEEDED = partial(Column, nullable=False)


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "accusations",
        Column("digest", LargeBinary(32), primary_key=True),
        _NEEDED("gateway", String(42)),
        _NEEDED("seq", LargeBinary(8)),
        _NEEDED("record", LargeBinary(32)),
        _NEEDED("last_epoch", BigInteger),
        _NEEDED("signature", LargeBinary(65)),
        Column("pay_to", String(42)),
        _NEEDED("signatures_hash", LargeBinary(32)),
        _NEEDED("step", String(16)),
        _NEEDED("at", BigInteger),
        Column("accuser", String(42)),
        _NEEDED("until", BigInteger),
    )
    for column in ("gateway", "step"):
        op.create_index(f"ix_accusations_{column}", "accusations", [column])
