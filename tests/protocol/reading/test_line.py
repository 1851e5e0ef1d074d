"""The kept line: each account's last row at any place of it, and the faults that follow, as if all ledgers were read."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.faults import Fault, FaultKind, Truth, find_faults
from kula.protocol.ledgers.ledger import Earlier, Ledger, compute_ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.line import NO_LEDGER, Line, Payments, Shown
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Leaf, Row

DOM, FLOOR = b"\x01" * 32, 64
PEOPLE = [Address(f"0x{n:040x}") for n in range(1, 6)]
people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4)
lines = st.dictionaries(st.integers(1, 30), people, min_size=1, max_size=6).map(lambda line: dict(sorted(line.items())))


def _ledgers(payees: dict[int, list[Address]]) -> dict[int, Ledger]:
    """Honest ledgers by epoch, one record per payee."""
    ledgers: dict[int, Ledger] = {}
    paid: dict[Address, Earlier] = {}
    for epoch, accounts in payees.items():
        leaves = [
            Leaf(gateway=PEOPLE[0], seq=i, record_hash=ZERO_HASH, pay_to=a, signatures_hash=ZERO_HASH)
            for i, a in enumerate(accounts)
        ]
        medians = bytes([100] * len(leaves))
        ledgers[epoch] = compute_ledger(DOM, epoch, leaves, medians, floor=FLOOR, earlier=paid, budget=900, cap=10)
        paid = ledgers[epoch].earlier_after(paid)
    return ledgers


def _state(ledger: Ledger, parent: int) -> ReportState:
    return ReportState(
        digest=ledger.root,
        root=ledger.root,
        records=len(ledger.rows),
        price=ledger.price,
        proposed_at=1,
        parent=parent,
        signers=2**255,
    )


def _kept(ledgers: dict[int, Ledger], path: Path | None = None) -> Line:
    """All epochs up to the last ledger's; those between have none."""
    line, parent = Line(path), 0
    for epoch in range(1, max(ledgers) + 1):
        ledger = ledgers.get(epoch)
        line.add(epoch, _state(ledger, parent) if ledger else NO_LEDGER)
        parent = epoch if ledger else parent
        if ledger:
            line.index(ledger)
    return line


@given(lines, st.integers(0, 31))
def test_payments__upto_any_epoch__are_each_accounts_last_row(payees: dict[int, list[Address]], upto: int):
    ledgers = _ledgers(payees)
    line, paid = _kept(ledgers), dict[Address, Earlier]()
    for epoch, ledger in ledgers.items():
        if epoch <= upto:
            paid = ledger.earlier_after(paid)
    assert Payments(line, upto, {}) == paid
    later = {PEOPLE[0]: Earlier(7, 40)}
    assert Payments(line, upto, later) == paid | later
    assert line.epochs(0, upto) == [epoch for epoch in ledgers if epoch <= upto]
    assert line.last(upto) == max((epoch for epoch in ledgers if epoch <= upto), default=0)


def _start_fault(row: Row, line: dict[int, Ledger]) -> Fault | None:
    """F4 by reading every earlier ledger, the newest first."""
    for epoch in sorted(line, reverse=True):
        first, behind = line[epoch].rows_of(row.pay_to)
        if epoch > row.since and first < behind:
            return Fault(kind=FaultKind.BETWEEN, t=row.t, epoch=epoch, at=first)
        if epoch == row.since and first == behind:
            return Fault(kind=FaultKind.ABSENT, t=row.t, epoch=epoch, at=first)
        if epoch == row.since and line[epoch].start_after(line[epoch].rows[behind - 1]) != row.before:
            return Fault(kind=FaultKind.START, t=row.t, epoch=epoch, at=behind - 1)
    return None


@settings(max_examples=300)
@given(lines, st.sampled_from(PEOPLE), st.integers(0, 30), st.integers(0, 900), st.sets(st.integers(1, 30), max_size=3))
def test_start_fault__by_the_index__is_the_one_that_all_ledgers_show(
    payees: dict[int, list[Address]], account: Address, since: int, before: int, hidden: set[int]
):
    ledgers = _ledgers(payees)
    at_hand = {epoch: ledger for epoch, ledger in ledgers.items() if epoch not in hidden}
    if since not in ledgers or account == ZERO_ADDRESS:
        since = before = 0
    line = _kept(ledgers)
    line.cut(1)
    for epoch in range(1, max(ledgers) + 1):
        if epoch in ledgers:
            line.add(epoch, _state(ledgers[epoch], 0))
            if epoch in at_hand:
                line.index(at_hand[epoch])
    missing = line.not_indexed(30)
    assert missing == [epoch for epoch in ledgers if epoch in hidden]
    line_at_hand = Shown(line, 30, [], missing, ledgers.__getitem__)
    assert dict(line_at_hand) == at_hand
    row = Row(t=0, pay_to=account, pos=0, median=100, credits=36, sum_credit=36, before=before, since=since)
    truth = Truth(
        epoch=31,
        floor=FLOOR,
        medians=bytes([100]),
        pay_to=[None],
        line=line_at_hand,
        earlier=Payments(line, 30, {}),
        hidden=missing,
    )
    assert next(find_faults([row], truth), None) == _start_fault(row, at_hand)


def test_line__its_file__keeps_all_and_is_shared(tmp_path: Path):
    ledgers = _ledgers({2: PEOPLE[:2], 5: PEOPLE[1:3]})
    path = tmp_path / "line.sqlite"
    line, other = _kept(ledgers, path), Line(path)
    assert other.upto() == line.upto() == 5
    assert other.state(5) == _state(ledgers[5], 2)
    assert other.earlier(PEOPLE[1], 5) == Earlier(ledgers[5].start_after(ledgers[5].last_rows()[PEOPLE[1]]), 5)
    assert other.state(3) == NO_LEDGER, "it is known to have none"
    assert other.state(6) is None
    other.cut(5)
    assert (line.upto(), line.last(9), line.earlier(PEOPLE[1], 9)) == (4, 2, other.earlier(PEOPLE[1], 4))


def test_line__a_file_that_is_none__unavailable(tmp_path: Path):
    path = tmp_path / "line.sqlite"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(Unavailable, match="line of ledgers"):
        Line(path)
    path.unlink()
    line = Line(path)
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE ledger")
    with pytest.raises(Unavailable):
        line.last(9)


def test_rows__that_a_disk_does_not_take__are_said_and_stay_at_hand(tmp_path: Path):
    ledger = _ledgers({3: PEOPLE[:2]})[3]
    (tmp_path / "full").write_bytes(b"no folder can be here")
    network = SimpleNamespace(
        dom=DOM,
        reports=SimpleNamespace(final_upto=lambda: 0, standing=lambda _: _state(ledger, 0)),
    )
    ledgers = Ledgers(cast(Network, network), cast(Store, None), tmp_path / "full", line=tmp_path / "line")
    with capture_logs() as logs:
        ledgers.learn(ledger)
    assert ["cannot be kept on disk" in entry["problem"] for entry in logs] == [True]
    assert ledgers.at(3).rows == ledger.rows
