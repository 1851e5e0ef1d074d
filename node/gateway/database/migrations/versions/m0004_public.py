"""The public files that pages hash by themselves, and who held and used the seats of an epoch.

Epochs are read from the chain again, because their rows from before lack the seats' owners and reveals.
"""

from functools import partial

from alembic import op
from sqlalchemy import JSON, Column, LargeBinary, String, text

revision = "0004"
down_revision = "0003"

_NEEDED = partial(Column, nullable=False)


def upgrade() -> None:
    """Adds a table and two columns."""
    op.create_table("published", Column("cid", String(64), primary_key=True), _NEEDED("block", LargeBinary))
    for name in ("owners", "revealed"):
        op.add_column("index_epochs", _NEEDED(name, JSON, server_default=text("'[]'")))
    op.execute("DELETE FROM index_epochs")
