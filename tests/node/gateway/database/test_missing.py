"""Which rows of the copied chain lack: the answer stays true when rows are dropped, and costs the same beside many."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain import ChainCopy, ChainState, Look
from kula.node.gateway.database.chain_tables import DatasetRow
from kula.node.gateway.database.repository import open_database
from tests.support.gateway.rows import steps_of

KEPT_BLOCKS = 1_000


@pytest.fixture
def copy(tmp_path: Path) -> ChainCopy:
    return ChainCopy(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))


def _row(number: int, block: int) -> dict[str, Any]:
    fixed = {"rows": 2, "parent": 0, "first_epoch": 1, "last_epoch": 1, "copied": False}
    return {"number": number, "manifest": bytes(32), "block": block, **fixed}


def _fill(copy: ChainCopy, first: int, last: int) -> None:
    """Adds datasets, each read at the block of its number."""
    with Session(copy._engine) as session, session.begin():
        session.execute(insert(DatasetRow), [_row(number, number) for number in range(first, last + 1)])


def _state(block: int) -> ChainState:
    names = [name for name in ChainState.__dataclass_fields__ if name not in ("hash", "claimed", "scorer", "judges")]
    numbers: dict[str, Any] = {**dict.fromkeys(names, 0), "block": block}
    return ChainState(hash=f"{block:064x}", claimed="0", scorer="0x", **numbers)


def _steps(copy: ChainCopy, last: int) -> int:
    """What it costs to ask what lacks, while nothing does."""
    lacking = list[list[int]]()
    steps = steps_of(copy._engine, lambda: lacking.append(copy.missing(DatasetRow, last, 64)))
    assert lacking == [[]]
    return steps


def test_missing__beside_20000_rows__costs_what_it_costs_beside_100(copy: ChainCopy):
    copy.keep(None, Look(_state(1)), KEPT_BLOCKS)
    _fill(copy, 1, 100)
    assert copy.missing(DatasetRow, 100, 64) == []
    few = _steps(copy, 100)
    _fill(copy, 101, 20_000)
    assert copy.missing(DatasetRow, 20_000, 64) == []
    assert _steps(copy, 20_000) <= few + 2


@pytest.mark.parametrize("number", [1, 50, 200])
def test_missing__after_a_row_is_dropped__names_it_again(copy: ChainCopy, number: int):
    copy.keep(None, Look(_state(1)), KEPT_BLOCKS)
    _fill(copy, 1, 200)
    assert copy.missing(DatasetRow, 200, 64) == []
    dropped = Look(_state(2), dropped=[(DatasetRow, [number])])
    assert copy.keep(copy.state(), dropped, KEPT_BLOCKS)
    assert copy.missing(DatasetRow, 200, 64) == [number]
    _fill(copy, number, number)
    assert copy.missing(DatasetRow, 200, 64) == []


def test_missing__after_a_reorganisation__names_what_it_undid(copy: ChainCopy):
    copy.keep(None, Look(_state(200)), KEPT_BLOCKS)
    _fill(copy, 1, 200)
    assert copy.missing(DatasetRow, 200, 64) == []
    before = copy.state()
    assert before
    assert copy.rewind(before, 197)
    assert copy.missing(DatasetRow, 200, 64) == [200, 199, 198]


def test_missing__while_rows_lack__never_counts_them_as_there(copy: ChainCopy):
    copy.keep(None, Look(_state(1)), KEPT_BLOCKS)
    _fill(copy, 1, 99)
    _fill(copy, 101, 300)
    for _ in range(2):
        assert copy.missing(DatasetRow, 300, 64) == [100]
    assert copy.missing(DatasetRow, 99, 64) == []
    assert copy.missing(DatasetRow, 300, 64) == [100]
    assert copy.missing(DatasetRow, 40, 64) == [], "an endpoint that is behind names fewer"
