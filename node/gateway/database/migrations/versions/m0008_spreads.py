"""Indexes for the scores of an epoch by kind, which takes the place of the one for an epoch alone, and for free tasks."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Creates the indexes, and drops the one that is needless now."""
    op.create_index("ix_outcomes_epoch_scores", "outcomes", ["epoch", "kind", "score"])
    op.drop_index("ix_outcomes_epoch", "outcomes")
    op.create_index("ix_tasks_free", "tasks", ["kind", "is_done", "until", "holder"])
