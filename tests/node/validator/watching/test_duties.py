"""What validators and `kula watch` do beside reports: lazy seats lose their pay, and double signatures cost stake."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from kula.bench.gas.played import propose_call, report_on
from kula.node.validator.patience import Patience
from kula.node.validator.watching.lazy import LazySeats
from kula.node.validator.watching.seat import OwnSeat, earns_seat
from kula.node.validator.watching.signatures import DoubleSignatures
from kula.protocol.chain.clients.reports import Reports
from kula.protocol.chain.clients.validators import Validators
from kula.protocol.chain.upkeep import Upkeep
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import SeatSignature
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH, Address
from tests.support.chain import TestNet
from tests.support.epochs import honest_ledger, play_scores, propose, send_all

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


@pytest.fixture(scope="module")
def stranger(net: TestNet):
    return net.sender("stranger")


def test_lazy_scores__of_an_epoch_that_cannot_be_read__hide_none_of_another(monkeypatch: pytest.MonkeyPatch):
    states = {epoch: SimpleNamespace(exists=True, digest=bytes([epoch]) * 32, proposed_at=0) for epoch in (1, 2, 3)}
    network = SimpleNamespace(
        reports=SimpleNamespace(final_upto=lambda: 0, head=lambda: 3, standing=states.__getitem__),
        parameters=SimpleNamespace(challenge_seconds=10),
        connection=SimpleNamespace(now=lambda: 100),
    )

    def of_epoch(_: LazySeats, epoch: int, state: object) -> list[str]:
        if epoch == 2:
            raise Unavailable("the endpoint hides a reveal")
        return [f"call of {epoch}"]

    monkeypatch.setattr(LazySeats, "_calls", of_epoch)
    lazy = LazySeats(cast(Ledgers, SimpleNamespace(network=network)))
    assert list(lazy.calls()) == ["call of 1", "call of 3"]


def test_lazy_scores__of_one_seat__earn_it_nothing_when_a_stranger_watches(
    net: TestNet, gateway, stranger, store: Store
):
    """The seat gives one number to all records. It keeps its stake, and its pay of the epoch is void."""
    network = net.network
    honest = bytes(80 + 5 * (i % 30) for i in range(40))
    played = play_scores(net, gateway, [Address(new_key().address)] * 40, [honest] * 4 + [bytes([90] * 40)])
    propose(net, honest_ledger(net, played, {}), net.validators[0], store=store)
    lazy = LazySeats(Ledgers(network, store))
    assert list(lazy.calls()) == [], "the first half of the window is for challenges"
    net.anvil.mine(10)
    send_all(stranger, Upkeep(network).calls())
    net.anvil.pass_time(network.parameters.challenge_seconds // 2)
    calls = list(lazy.calls())
    assert [(call.fn_name, *call.args[:2]) for call in calls] == [("challenge_lazy", played.epoch, 4)]
    send_all(stranger, calls)
    assert list(lazy.calls()) == []
    stakes = network.validators.stakes()
    net.anvil.pass_time(network.parameters.challenge_seconds)
    send_all(stranger, Upkeep(network).calls())
    stranger.send(network.pay.claim_pay(played.epoch))
    assert network.pay.paid(played.epoch) == 0b01111
    assert network.validators.stakes() == stakes


@pytest.fixture(scope="module")
def signed(net: TestNet, gateway):
    """An epoch in its report phase, with the ledger that every honest seat signs."""
    played = play_scores(net, gateway, [Address(new_key().address)] * 4, [bytes([100] * 4)] * 5)
    return played, honest_ledger(net, played, {})


def _row(net: TestNet, ledger: Ledger, files: bytes, key: bytes, seat: int) -> SeatSignature:
    """A seat's signature as a gateway shows it."""
    report, digest = report_on(net.network, ledger, files)
    return SeatSignature(
        attempt=report.attempt,
        seat=seat,
        parent=report.parent,
        root=report.root,
        files=report.files,
        sum_credit=report.sum_credit,
        signature=sign(digest, key),
    )


def test_double_signature__on_two_bulletins__costs_five_percent_whatever_else_they_show(
    net: TestNet, stranger, signed, tmp_path: Path
):
    played, ledger = signed
    network = net.network
    seats = network.validators.seats(network.scores.epoch(played.epoch).set_id)
    keys = [next(bytes(v.account.key) for v in net.validators if v.address == seat.operator) for seat in seats]
    rows = [_row(net, ledger, ZERO_HASH, keys[2], 2)]
    junk = [replace(rows[0], seat=99), replace(rows[0], seat=3), replace(rows[0], sum_credit=7)]
    junk.append(replace(rows[0], signature=bytes(65)))
    duty = DoubleSignatures(network, tmp_path, lambda _: [*junk, *rows], stranger.address)
    assert list(duty.calls()) == [], "one signature proves nothing"
    rows[:] = [_row(net, ledger, b"\x01" * 32, keys[2], 2), _row(net, ledger, ZERO_HASH, keys[1], 1)]
    net.anvil.pass_time(31)
    assert [call.fn_name for call in duty.calls()] == ["challenge_equivocation"]
    rows.clear()
    again = DoubleSignatures(network, tmp_path, lambda _: rows, stranger.address)
    owner = seats[2].operator
    staked, held = network.validators.stake_of(owner), network.token.balance_of(stranger.address)
    send_all(stranger, again.calls())
    assert network.validators.stake_of(owner) == staked - staked // 20, "the first bulletin is gone; our disk has it"
    assert network.token.balance_of(stranger.address) == held + staked // 40
    assert list(again.calls()) == []


def _unavailable(*_: object) -> object:
    raise Unavailable("the endpoint is away")


def test_double_signature__one_in_a_proposal_and_one_on_a_bulletin__costs_five_percent(
    net: TestNet, stranger, signed, tmp_path: Path, monkeypatch
):
    played, ledger = signed
    network = net.network
    seats = network.validators.seats(network.scores.epoch(played.epoch).set_id)
    keys = [next(bytes(v.account.key) for v in net.validators if v.address == seat.operator) for seat in seats]
    row = _row(net, ledger, b"\x02" * 32, keys[0], 0)
    net.validators[0].send(propose_call(network, ledger, ZERO_HASH, keys))
    duty = DoubleSignatures(network, tmp_path, lambda _: [row], stranger.address)
    with monkeypatch.context() as patch:
        patch.setattr(Reports, "arguments", _unavailable)
        assert list(duty.calls()) == [], "its calldata cannot be had now"
    duty = DoubleSignatures(network, tmp_path, lambda _: [row], stranger.address)
    staked = network.validators.stake_of(seats[0].operator)
    send_all(stranger, Patience(network, own=[duty]).calls(9))
    assert network.validators.stake_of(seats[0].operator) == staked - staked // 20
    assert list(duty.calls()) == []


def test_own_signature__seen_twice__is_never_used_against_us(net: TestNet, signed, tmp_path: Path):
    _, ledger = signed
    network, us = net.network, net.validators[0]
    seats = network.validators.seats(network.scores.epoch(ledger.epoch).set_id)
    seat = next(i for i, one in enumerate(seats) if one.operator == us.address)
    rows = [_row(net, ledger, bytes([i]) * 32, bytes(us.account.key), seat) for i in range(2)]
    duty = DoubleSignatures(network, tmp_path, lambda _: rows, us.address)
    assert list(duty.calls()) == []


def test_seat__that_our_stake_earns_and_does_not_hold__is_taken(net: TestNet, monkeypatch):
    network, validator = net.network, net.validators[0]
    seat = OwnSeat(network, validator.address)
    assert list(seat.calls()) == [], "it holds a seat"
    outsider = net.sender("outsider", 2_000 * TOKEN)
    assert list(OwnSeat(network, outsider.address).calls()) == [], "it has no stake"
    others = [one for one in network.validators.active() if one.operator != validator.address]
    monkeypatch.setattr(Validators, "active", lambda _: others)
    calls = list(Patience(network, own=[seat]).calls(9))
    assert [call.fn_name for call in calls] == ["take_seat"], "nobody else does it, so it waits for nobody"
    assert list(seat.calls()) == [], "once an epoch"
    send_all(validator, calls)


def test_signatures__of_final_epochs__are_forgotten_and_old_proposals_not_read(
    net: TestNet, gateway, stranger, tmp_path: Path, monkeypatch
):
    """The table stays as small as it was, and who starts late fetches no calldata of epochs that are over."""
    network, reports = net.network, net.network.reports
    duty = DoubleSignatures(network, tmp_path, lambda _: [], stranger.address)
    for _ in range(3):
        played = play_scores(net, gateway, [Address(new_key().address)], [b"\x64"] * 5)
        propose(net, honest_ledger(net, played, {}), net.validators[0])
        assert list(duty.calls()) == []
        assert _rows(tmp_path, "signed") > 0
        while reports.final_upto() < played.epoch:
            net.anvil.pass_time(network.parameters.challenge_seconds)
            send_all(stranger, Upkeep(network).calls())
        assert list(duty.calls()) == []
        assert (_rows(tmp_path, "signed"), _rows(tmp_path, "proposed")) == (0, 1)
    fetched: list[object] = []
    monkeypatch.setattr(Reports, "arguments", lambda *arguments: fetched.append(arguments))
    assert list(DoubleSignatures(network, tmp_path / "late", lambda _: [], stranger.address).calls()) == []
    assert fetched == []
    assert _rows(tmp_path / "late", "proposed") == 1, "the parent of the next report"


def _rows(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "signatures.sqlite") as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.mark.parametrize(
    ("stake", "weights", "earns"),
    [(999, [5_000], False), (1_000, [5_000] * 30, True), (5_000, [5_000] * 31, False), (5_001, [5_000] * 31, True)],
)
def test_seat__by_rank__needs_the_minimum_and_more_than_the_smallest(stake: int, weights: list[int], earns: bool):
    assert earns_seat(stake, 1_000, weights) is earns
