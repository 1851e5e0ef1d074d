"""Indexes of what each turn of the worker asks for: outcomes of records that nobody could read, and texts to be erased."""

from alembic import op
from sqlalchemy import text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Creates the indexes."""
    unread = text("score = 1")
    op.create_index("ix_outcomes_unavailable", "outcomes", ["epoch"], sqlite_where=unread, postgresql_where=unread)
    op.create_index("ix_withheld_why", "withheld", ["why"])
