"""Takes the steps that a database lacks: all of them or none, and one process at a time."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_LOCK = 0x6B756C61
"""The number of our lock in PostgreSQL."""


def steps() -> ScriptDirectory:
    """Returns all steps."""
    return ScriptDirectory(str(Path(__file__).parent))


def upgrade(engine: Engine, target: str = "head") -> None:
    """Takes the missing steps up to `target` in one transaction. Another process waits until it is over."""
    scripts = steps()
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        with EnvironmentContext(Config(), scripts, fn=lambda present, _: scripts._upgrade_revs(target, present)) as run:  # type: ignore[arg-type]
            run.configure(connection=connection, transactional_ddl=True)
            run.run_migrations()
