"""What every turn of the worker asks its database costs the same beside many records that are done with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import OutcomeRow, RecordRow, WithheldRow
from kula.protocol.types import UNAVAILABLE
from tests.support.gateway.rows import fill, hash_of, steps_of

FEW, MANY = 1_200, 8_200
FINAL = 10_000
UNREAD, ERASING = hash_of(700), hash_of(800)


def _filled(folder: Path, count: int) -> Repository:
    """Records that were scored and erased. Nobody could read one of them, and one waits for its erasure."""
    repository = Repository(open_database(f"sqlite:///{folder}/{count}.sqlite"))
    fill(repository, count, lambda i: 64 + i % 100)
    done = {"why": "erased", "at": 1, "signature": b"s"}
    ended = [{**done, "hash": hash_of(i)} for i in range(count - 200) if hash_of(i) != UNREAD]
    with Session(repository._engine) as session, session.begin():
        session.execute(insert(WithheldRow), ended)
        session.execute(update(OutcomeRow).where(OutcomeRow.hash == UNREAD).values(score=UNAVAILABLE))
        session.execute(update(WithheldRow).where(WithheldRow.hash == ERASING).values(why="erasing"))
    return repository


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        pytest.param(lambda rows: rows.unavailable(FINAL, 2), UNREAD, id="unavailable"),
        pytest.param(lambda rows: rows.withholding.erasing(FINAL, 0), ERASING, id="erasing"),
    ],
)
def test_turn__beside_seven_times_as_many_records__asks_at_the_same_cost(
    ask: Callable[[Repository], list[RecordRow]], found: bytes, tmp_path: Path
):
    steps = list[int]()
    for count in (FEW, MANY):
        repository, answers = _filled(tmp_path, count), list[list[RecordRow]]()
        steps.append(steps_of(repository._engine, lambda: answers.append(ask(repository))))  # noqa: B023
        assert [row.hash for row in answers[0]] == [found]
    assert steps[1] <= steps[0] + 2
