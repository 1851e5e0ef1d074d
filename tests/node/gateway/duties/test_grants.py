"""Strangers may show grants without end: those that nobody used are dropped, and those with records stay."""

from pathlib import Path

import pytest

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties import grants
from kula.node.gateway.duties.grants import UNUSED_SECONDS, GrantKeeper
from tests.support.gateway.rows import grant_row, record_row

FOREVER = 2**62
USED, ENDED, UNUSED, YOUNG = (bytes([number]) * 32 for number in (1, 2, 3, 4))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))


def _walk(repository: Repository, now: int) -> None:
    GrantKeeper(repository.accounts).turn(now)


def test_grants__without_a_record__are_dropped_when_they_end_or_grow_old(repository: Repository):
    now = 10 * UNUSED_SECONDS
    repository.add_grant(grant_row(hash=USED, expiry=now - 1, kept_at=1))
    repository.next_record(record_row(hash=b"r" * 32, grant_hash=USED), lambda _: b"s" * 65)
    repository.add_grant(grant_row(hash=ENDED, expiry=now, kept_at=now - 1))
    repository.add_grant(grant_row(hash=UNUSED, expiry=FOREVER, kept_at=now - UNUSED_SECONDS - 1))
    repository.add_grant(grant_row(hash=YOUNG, expiry=FOREVER, kept_at=now - UNUSED_SECONDS + 1))
    _walk(repository, now)
    kept = [digest for digest in (USED, ENDED, UNUSED, YOUNG) if repository.grant(digest)]
    assert kept == [USED, YOUNG]


def test_grant__that_an_older_release_kept__is_counted_from_now_on(repository: Repository):
    repository.add_grant(grant_row(hash=UNUSED, expiry=FOREVER))
    now = 10 * UNUSED_SECONDS
    _walk(repository, now)
    assert repository.grant(UNUSED)
    _walk(repository, now + UNUSED_SECONDS + 1)
    assert not repository.grant(UNUSED)


def test_flood_of_grants__over_many_days__stays_bounded(repository: Repository, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kula.node.gateway.database.accounts._GRANTS", 16)
    monkeypatch.setattr(grants, "_PAUSE_SECONDS", 0)
    keeper, day, number, counts = GrantKeeper(repository.accounts), 86_400, 0, []
    for now in range(day, 120 * day, day):
        for _ in range(4):
            number += 1
            repository.add_grant(grant_row(hash=number.to_bytes(32, "big"), expiry=FOREVER, kept_at=now))
        for _ in range(20):
            keeper.turn(now)
        counts.append(len(repository.grants_of(grant_row().owner, 10_000)))
    assert max(counts) <= 4 * 32, "those of a month"
