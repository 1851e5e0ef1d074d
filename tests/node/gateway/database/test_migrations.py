"""Steps from an older database to the tables of today, on SQLite and PostgreSQL."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from kula.node.gateway.database.migrations.upgrade import steps
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import Base
from tests.support.gateway.rows import OWNER, emptied

RECORD = b"\x0b" * 32


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/rows.sqlite" if is_file else emptied(request.getfixturevalue("postgres"))
    yield url
    emptied(url)


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _before_steps(url: str) -> None:
    engine = create_engine(url)
    script = Path(__file__).with_name(f"before_steps.{engine.dialect.name}.sql").read_text()
    with engine.begin() as connection:
        for statement in script.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()


def test_open__an_empty_database__gets_the_tables_that_are_declared(url: str):
    engine = open_database(url)
    assert _differences(engine) == []
    assert Repository(engine).last_seq() == 0


def test_open__a_database_from_before_steps__keeps_its_rows_and_gets_the_same_tables(url: str):
    _before_steps(url)
    for _ in range(2):
        engine = open_database(url)
        assert _differences(engine) == []
        rows = Repository(engine)
        record, outcome = rows.record(RECORD), rows.outcomes.one(RECORD)
        assert record is not None
        assert outcome is not None
        assert (record.seq, record.nonce, record.grant.nonce) == (0, 7, 5)
        assert (outcome.score, outcome.price, outcome.reasons) == (120, 9, ["repeats"])
        assert (outcome.owner, outcome.pay_to, outcome.kind, outcome.seq) == (OWNER, OWNER, "conversation", 0)
        assert (outcome.due, outcome.row, record.received_at) == (0, b"", 0)
        assert rows.outcomes.reports() == {1: bytes(32)}, "no report has this digest, so the outcome is copied again"
        assert (rows.last_seq(), rows.pinned_upto()) == (1, 1)


def test_open__an_older_release_that_lacks_a_table__gets_it(url: str):
    _before_steps(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE gas")
    assert "gas" in inspect(open_database(url)).get_table_names()


def test_open__by_many_at_once__each_waits_for_the_first(url: str):
    _before_steps(url)
    opened: list[Engine] = []
    threads = [threading.Thread(target=lambda: opened.append(open_database(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [_differences(engine) for engine in opened] == [[]] * 4


def test_steps__are_one_line__with_a_number_each():
    scripts = steps()
    revisions = list(scripts.walk_revisions())
    assert len(scripts.get_heads()) == 1, "two steps name the same one before: renumber the younger"
    assert [Path(step.path).stem.split("_")[0] for step in revisions] == [f"m{step.revision}" for step in revisions]
