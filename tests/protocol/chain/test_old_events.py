"""Kept events: what is asked at each look costs the same, however many events are kept."""

import sqlite3
from pathlib import Path

import pytest

from kula.protocol.chain.rpc.eventlog import EventLog


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "SELECT * FROM log WHERE address = 'a' AND block BETWEEN 8 AND 9 AND t0 = x'01' ORDER BY block, place",
            "by_kind",
        ),
        ("DELETE FROM log WHERE address = 'a' AND t0 = x'01' AND block BETWEEN 8 AND 9", "by_kind"),
        (
            "SELECT * FROM log WHERE address = 'a' AND block BETWEEN 0 AND 9 AND t0 = x'01' AND t1 = x'02' "
            "ORDER BY block, place",
            "by_first",
        ),
    ],
)
def test_kept_events__the_newest_blocks_of_a_kind__are_found_without_reading_its_older_logs(
    tmp_path: Path, query: str, index: str
):
    EventLog("a deployment", tmp_path / "events.sqlite")
    with sqlite3.connect(tmp_path / "events.sqlite") as database:
        plan = " ".join(row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert f"{index} (address=? AND t0=?" in plan
    assert "block>? AND block<?" in plan, "the blocks are part of the search"
