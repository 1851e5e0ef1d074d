"""What the seats measured of adopted models. Those that an older release copied are measured a few at a time."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds the columns."""
    for name, kind in (("before", BigInteger), ("after", BigInteger), ("seats", Integer)):
        op.add_column("index_models", Column(f"loss_{name}", kind, nullable=False, server_default="0"))
