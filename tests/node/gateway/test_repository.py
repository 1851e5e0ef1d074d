"""The gateway's rows, on SQLite and on a real PostgreSQL: dense numbers, one row a nonce, nothing half done."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import IntegrityError

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import Base, GrantRow, OutcomeRow, RecordRow, SignatureRow

GRANT = "0x" + "aa" * 32


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    name = request.param
    url = request.getfixturevalue("postgres") if name == "postgres" else f"sqlite:///{tmp_path}/rows.sqlite"
    # Other modules use the same server: what they left goes first.
    left = create_engine(url)
    Base.metadata.drop_all(left)
    left.dispose()
    made = open_database(url)
    yield made
    Base.metadata.drop_all(made)
    made.dispose()


@pytest.fixture
def rows(engine: Engine) -> Repository:
    repository = Repository(engine)
    assert repository.add_grant(GrantRow(hash=GRANT, owner="0xo", key="0xk", message="{}", signature=b"s"))
    return repository


def _record(number: int, nonce: str | None = None, epoch: int = 1) -> RecordRow:
    return RecordRow(
        hash=f"0x{number:064x}",
        owner="0xo",
        key="0xk",
        nonce=nonce or str(number),
        grant=GRANT,
        message="{}",
        signature=b"s",
        salt=b"t",
        content_key=b"k",
        link="bafk",
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
    assert [r.seq for r in rows.records_of("0xo", 2)] == [2, 1], "the newest first"


@pytest.mark.parametrize("spoiled", ["nonce", "hash", "sign"])
def test_next_record__what_cannot_be_kept__takes_no_number(rows: Repository, spoiled: str):
    rows.next_record(_record(0), _signed)

    def fails(_: int) -> bytes:
        raise RuntimeError("the signer is gone")

    bad = {"nonce": _record(9, nonce="0"), "hash": _record(0, nonce="9"), "sign": _record(9)}[spoiled]
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
    again = GrantRow(hash=GRANT, owner="0xo", key="0xk", message='{"other": 1}', signature=b"s")
    assert not rows.add_grant(again)
    grant = rows.grant(GRANT)
    assert grant is not None
    assert grant.message == "{}"
    assert [g.hash for g in rows.grants_of("0xo")] == [GRANT]
    assert rows.has_key("0xk")
    assert not rows.has_key("0xother")


def test_count_in_epoch__counts_that_grant_and_epoch_only(rows: Repository):
    for i in range(3):
        rows.next_record(_record(i, epoch=1 + i // 2), _signed)
    assert (rows.count_in_epoch(GRANT, 1), rows.count_in_epoch(GRANT, 2), rows.count_in_epoch("0x", 1)) == (2, 1, 0)


def _outcome(number: int, score: int, epoch: int = 1) -> OutcomeRow:
    values = {"position": number, "reasons": "[]", "credit": 1, "price": str(10**30)}
    return OutcomeRow(hash=f"0x{number:064x}", epoch=epoch, digest="0xa", score=score, **values)


def test_drop_blocks__forgets_what_validators_have_read_and_nothing_else(rows: Repository):
    for i in range(3):
        rows.next_record(_record(i), _signed)
    rows.put_outcomes(1, [_outcome(0, 90), _outcome(1, 0), _outcome(2, 1)])
    rows.drop_blocks(1)
    assert [r.block for r in rows.records_from(0, 9)] == [None, None, b"block"]
    assert all(r.content_key == b"k" for r in rows.records_from(0, 9))


def test_resend__unread_records__get_a_new_number_twice_at_most(rows: Repository):
    for i in range(2):
        rows.next_record(_record(i), _signed)
    rows.put_outcomes(1, [_outcome(0, 1), _outcome(1, 90)])
    assert rows.unavailable(final_upto=0, resends=2) == [], "the epoch is not final"
    for turn in (1, 2):
        assert [r.hash for r in rows.unavailable(turn, 2)] == [f"0x{0:064x}"]
        again = rows.resend(f"0x{0:064x}", turn + 1, turn + 2, _signed)
        assert (again.seq, again.receipt) == (1 + turn, f"receipt {1 + turn}".encode())
        assert rows.unavailable(turn, 2) == [], "it waits for its new verdict"
        rows.put_outcomes(turn + 1, [_outcome(0, 1, epoch=turn + 1)])
    assert rows.unavailable(3, 2) == [], "sent again twice, then given up"
    posted = [(r.seq, r.hash, r.receipt) for r in rows.records_from(0, 9)]
    first, second = f"0x{0:064x}", f"0x{1:064x}"
    assert posted == [(i, h, f"receipt {i}".encode()) for i, h in enumerate((first, second, first, first))]


def test_outcomes__of_another_report__replace_the_old_ones(rows: Repository):
    def outcome(number: int, digest: str) -> OutcomeRow:
        values = {"position": number, "score": 9, "reasons": "[]", "credit": 1, "price": str(10**30)}
        return OutcomeRow(hash=f"0x{number:064x}", epoch=1, digest=digest, **values)

    rows.put_outcomes(1, [outcome(0, "0xa"), outcome(1, "0xa")])
    assert rows.outcome_digest(1) == "0xa"
    rows.put_outcomes(1, [outcome(1, "0xb")])
    assert rows.outcome(f"0x{0:064x}") is None
    kept = rows.outcome(f"0x{1:064x}")
    assert kept is not None
    assert (kept.digest, kept.price) == ("0xb", str(10**30))


def test_signatures__one_a_seat_and_digest__in_order_of_seats(rows: Repository):
    def row(seat: int, digest: str) -> SignatureRow:
        return SignatureRow(epoch=1, attempt=0, seat=seat, digest=digest, signature=b"s")

    assert rows.add_signature(row(2, "0xa"))
    assert not rows.add_signature(row(2, "0xa"))
    assert rows.add_signature(row(0, "0xa"))
    assert rows.add_signature(row(0, "0xb"))
    assert [(s.seat, s.digest) for s in rows.signatures(1, 0)] == [(0, "0xa"), (0, "0xb"), (2, "0xa")]
    assert not rows.signatures(1, 1)
