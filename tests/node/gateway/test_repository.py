"""The gateway's rows, on SQLite and on a real PostgreSQL: dense numbers, one row per nonce, nothing half done."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import GrantRow, OutcomeRow, RecordRow, SignatureRow
from tests.support.gateway.rows import KEY, OWNER, emptied, grant_row, record_row

GRANT = b"\xaa" * 32


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    name = request.param
    url = request.getfixturevalue("postgres") if name == "postgres" else f"sqlite:///{tmp_path}/rows.sqlite"
    # Other modules use the same server, so their tables go first.
    engine = open_database(emptied(url))
    yield engine
    engine.dispose()


@pytest.fixture
def rows(engine: Engine) -> Repository:
    repository = Repository(engine)
    assert repository.add_grant(_grant())
    return repository


def _grant(**changes: Any) -> GrantRow:
    return grant_row(**{"hash": GRANT, "owner": OWNER, "key": KEY, **changes})


def _hash(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _record(number: int, nonce: int | None = None, epoch: int = 1) -> RecordRow:
    return record_row(
        hash=_hash(number),
        owner=OWNER,
        key=KEY,
        nonce=number if nonce is None else nonce,
        grant_hash=GRANT,
        content_key=b"k" * 32,
        block=b"block",
        epoch=epoch,
        last_epoch=epoch + 1,
    )


def _signed(seq: int) -> bytes:
    return f"receipt {seq}".encode()


def test_next_record__numbers_are_dense_and_signed(rows: Repository):
    kept = [rows.next_record(_record(i), _signed) for i in range(3)]
    assert [r.seq for r in kept] == [0, 1, 2]
    assert rows.last_seq() == 3
    assert [r.receipt for r in rows.records_from(1, 9)] == [b"receipt 1", b"receipt 2"]


@pytest.mark.parametrize("spoiled", ["nonce", "hash", "sign"])
def test_next_record__what_cannot_be_kept__takes_no_number(rows: Repository, spoiled: str):
    rows.next_record(_record(0), _signed)

    def fails(_: int) -> bytes:
        raise RuntimeError("the signer is gone")

    bad = {"nonce": _record(9, nonce=0), "hash": _record(0, nonce=9), "sign": _record(9)}[spoiled]
    with pytest.raises((IntegrityError, RuntimeError)):
        rows.next_record(bad, fails if spoiled == "sign" else _signed)
    assert rows.last_seq() == 1
    assert rows.next_record(_record(1), _signed).seq == 1, "no gap: a gap would be a broken promise on chain"


def test_next_record__many_at_once__each_number_once(rows: Repository):
    def work(part: int) -> None:
        for i in range(10):
            rows.next_record(_record(part * 100 + i), _signed)

    workers = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [r.seq for r in rows.records_from(0, 100)] == list(range(40))


def test_grants__kept_once__and_found_by_owner_and_key(rows: Repository):
    assert not rows.add_grant(_grant(origin="https://other.example"))
    row = rows.grant(GRANT)
    assert row is not None
    assert row.origin == _grant().origin
    assert row.grant() == _grant().grant()
    assert [g.hash for g in rows.grants_of(OWNER, 9)] == [GRANT]
    assert rows.has_key(KEY)
    assert not rows.has_key(OWNER)


def test_entry__of_a_row__is_what_was_put_in_with_its_grant(rows: Repository):
    rows.next_record(_record(7, nonce=2**64 - 1), _signed)
    sent = [rows.record(_hash(7)), *rows.records_from(0, 1)]
    rows.resend(_hash(7), 2, 3, _signed)
    entries = [row.entry() for row in [*sent, *rows.records_from(0, 1)] if row]
    assert len(entries) == 3
    assert all(entry == entries[0] for entry in entries), "the earlier posting keeps its number"
    assert (entries[0].seq, entries[0].record.nonce) == (0, 2**64 - 1)
    assert entries[0].record.commitment == _record(7).commitment
    assert entries[0].grant == _grant().grant()
    assert entries[0].grant_signature == _grant().signature


def test_count_from__a_number__counts_the_records_of_that_grant_from_there_on(rows: Repository):
    for i in range(3):
        rows.next_record(_record(i), _signed)
    assert [rows.count_from(GRANT, seq) for seq in range(4)] == [3, 2, 1, 0]
    assert rows.count_from(bytes(32), 0) == 0


def _outcome(number: int, score: int, epoch: int = 1) -> OutcomeRow:
    values = {"position": number, "reasons": ["repeats"], "credit": 1, "price": 10**30}
    values |= {"owner": OWNER, "pay_to": OWNER, "kind": "conversation"}
    return OutcomeRow(hash=_hash(number), epoch=epoch, report_digest=b"a", score=score, **values)


def test_drop_blocks__forgets_what_validators_have_read_and_nothing_else(rows: Repository):
    for i in range(3):
        rows.next_record(_record(i), _signed)
    rows.outcomes.put(1, [_outcome(0, 90), _outcome(1, 0), _outcome(2, 1)])
    rows.outcomes.drop_blocks(1)
    assert [r.block for r in rows.records_from(0, 9, blocks=True)] == [None, None, b"block"]
    assert all(r.content_key == b"k" * 32 for r in rows.records_from(0, 9))


def test_erasing__a_record_that_was_sent_again__waits_until_it_is_scored_anew(rows: Repository):
    """Otherwise some seats read it in the later epoch and others do not."""
    rows.next_record(_record(0), _signed)
    rows.outcomes.put(1, [_outcome(0, 1)])
    rows.resend(_hash(0), 5, 6, _signed)
    rows.withholding.erase_later(_hash(0), 9, b"s")
    assert rows.withholding.erasing(4, long_ago=0) == []
    rows.outcomes.put(5, [_outcome(0, 90, epoch=5)])
    assert [row.hash for row in rows.withholding.erasing(5, long_ago=0)] == [_hash(0)]


def test_resend__unread_records__get_a_new_number_twice_at_most(rows: Repository):
    for i in range(2):
        rows.next_record(_record(i), _signed)
    rows.outcomes.put(1, [_outcome(0, 1), _outcome(1, 90)])
    assert rows.unavailable(final_upto=0, resends=2) == [], "the epoch is not final"
    for turn in (1, 2):
        assert [r.hash for r in rows.unavailable(turn, 2)] == [_hash(0)]
        again = rows.resend(_hash(0), turn + 1, turn + 2, _signed)
        assert (again.seq, again.receipt) == (1 + turn, f"receipt {1 + turn}".encode())
        assert rows.unavailable(turn, 2) == [], "it waits for its new verdict"
        rows.outcomes.put(turn + 1, [_outcome(0, 1, epoch=turn + 1)])
    assert rows.unavailable(3, 2) == [], "sent again twice, then given up"
    posted = [(r.seq, r.hash, r.receipt) for r in rows.records_from(0, 9)]
    first, second = _hash(0), _hash(1)
    assert posted == [(i, h, f"receipt {i}".encode()) for i, h in enumerate((first, second, first, first))]


def test_outcomes__of_another_report__replace_the_old_ones(rows: Repository):
    def outcome(number: int, digest: bytes) -> OutcomeRow:
        row = _outcome(number, 9)
        row.report_digest = digest
        return row

    assert rows.outcomes.reports() == {}
    rows.outcomes.put(1, [outcome(0, b"a"), outcome(1, b"a")])
    assert rows.outcomes.reports() == {1: b"a"}
    rows.outcomes.put(1, [outcome(1, b"b")])
    assert rows.outcomes.one(_hash(0)) is None
    kept = rows.outcomes.one(_hash(1))
    assert kept is not None
    assert (kept.report_digest, kept.price, kept.reasons) == (b"b", 10**30, ["repeats"])


def test_signatures__one_per_seat_and_digest__a_few_per_seat_in_order_of_seats(rows: Repository):
    fields = {"parent": b"p", "root": b"r", "files": b"f", "sum_credit": 2**64 - 1}

    def add(seat: int, digest: bytes, epoch: int = 1) -> bool:
        row = SignatureRow(epoch=epoch, attempt=0, seat=seat, digest=digest, signature=b"s", **fields)
        return rows.add_signature(row, most=2)

    assert add(2, b"a")
    assert add(2, b"a"), "what is there already is no other report"
    assert add(0, b"a")
    assert add(0, b"b")
    assert not add(0, b"c"), "a seat cannot fill the table"
    assert add(0, b"b")
    assert add(0, b"c", epoch=2)
    assert [(s.seat, s.digest) for s in rows.signatures(1, 0)] == [(0, b"a"), (0, b"b"), (2, b"a")]
    assert not rows.signatures(1, 1)
    rows.drop_signatures(1)
    assert not rows.signatures(1, 0)
    assert len(rows.signatures(2, 0)) == 1


def test_outcomes__of_an_earlier_epoch_that_come_late__leave_the_later_ones(rows: Repository):
    later = _outcome(0, 120)
    later.epoch = 9
    rows.outcomes.put(9, [later])
    rows.outcomes.put(1, [_outcome(0, 9), _outcome(1, 9)])
    assert [(one.epoch, one.score) for one in map(rows.outcomes.one, map(_hash, (0, 1))) if one] == [(9, 120), (1, 9)]


def test_failures__are_counted_by_step_and_error(rows: Repository):
    for error in ("KeyError", "KeyError", "Unavailable"):
        rows.tallies.count_failure("mirror", error)
    assert [(row.step, row.error, row.count) for row in rows.tallies.failures()] == [
        ("mirror", "KeyError", 2),
        ("mirror", "Unavailable", 1),
    ]


def test_numbered__a_record_that_was_sent_again_as_often_as_it_may__is_left_out(rows: Repository):
    for i in range(2):
        rows.next_record(_record(i), _signed)
    numbered = [[row.hash for row in rows.numbered(0, 9, resends=2)]]
    for _ in range(2):
        rows.resend(_hash(0), 2, 3, _signed)
        numbered.append([row.hash for row in rows.numbered(0, 9, resends=2)])
    assert numbered == [[_hash(0), _hash(1)], [_hash(1), _hash(0)], [_hash(1)]]
