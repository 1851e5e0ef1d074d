"""An index for the days of an account, so that a page reads its own days only."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Creates the index."""
    columns = ["owner", "day", "pay_to", "epoch", "score", "credit", "due", "price"]
    op.create_index("ix_outcomes_days", "outcomes", columns)
