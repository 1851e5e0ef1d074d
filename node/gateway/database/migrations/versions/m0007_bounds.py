"""What keeps a gateway's work and disk bounded: which public files are copied, and when a grant was shown."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, false

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds the columns. Files that an older release copied are found in the database once more."""
    for table in ("index_datasets", "index_models"):
        op.add_column(table, Column("copied", Boolean, nullable=False, server_default=false()))
        op.create_index(f"ix_{table}_copied_number", table, ["copied", "number"])
    op.add_column("grants", Column("kept_at", BigInteger, nullable=False, server_default="0"))
