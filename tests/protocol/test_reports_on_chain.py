"""Whole epochs on a real chain: the honest ledger pays, to the unit; lying ones fall; both languages agree."""

from dataclasses import replace

import pytest

from protocol.encoding import chunk_hashes
from protocol.errors import ChainRefused
from protocol.keys import new_key
from protocol.ledger import Ledger, find_fault
from protocol.types import Address, Phase
from tests.support.chain import TestNet
from tests.support.epochs import Played, honest_ledger, play_scores, propose


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


@pytest.fixture(scope="module")
def payees() -> list[Address]:
    accounts = [Address(new_key().address) for _ in range(4)]
    return [accounts[i % 4] for i in range(11)]


def _scores(shift: int = 0) -> list[bytes]:
    return [bytes((50 + 17 * i + seat + shift) % 256 for i in range(11)) for seat in range(5)]


def _challenge(net: TestNet, ledger: Ledger, played: Played):
    medians = bytearray(11)
    honest = honest_ledger(net, played, {})
    for row in honest.rows:
        medians[row.pos] = row.median
    fault = find_fault(ledger.rows, bytes(medians), epoch=ledger.epoch, floor=64, epochs_with_ledger=frozenset())
    assert fault
    row, proof = ledger.rows[fault.t], ledger.tree.proof(fault.t)
    reports = net.network.reports
    if fault.kind == "form":
        return reports.challenge_form(ledger.epoch, row, proof)
    if fault.kind == "median":
        return reports.challenge_median(
            ledger.epoch, row, proof, played.scores, [chunk_hashes(s) for s in played.scores]
        )
    before = max(0, fault.t - 1)
    return reports.challenge_order(ledger.epoch, (ledger.rows[before], ledger.tree.proof(before)), (row, proof))


def test_epochs__lies_fall_and_the_honest_ledger_pays__to_the_unit(net: TestNet, gateway, payees):
    network = net.network
    played = play_scores(net, gateway, payees, _scores())
    assert network.reports.phase(played.epoch) is Phase.REPORT
    honest = honest_ledger(net, played, {})
    watcher = net.sender("watcher")
    paid_row = next(row for row in honest.rows if int(row.pay_to, 16))
    lies = {
        "median": replace(paid_row, median=paid_row.median + 1),
        "credits": replace(paid_row, credits=paid_row.credits + 1),
        "sum": replace(paid_row, sum_credit=paid_row.sum_credit + 5),
        "position": replace(paid_row, pos=11),
        "since": replace(paid_row, since=played.epoch),
        "before": replace(paid_row, before=10**20),
    }
    for name, lie in lies.items():
        rows = [lie if row.t == lie.t else row for row in honest.rows]
        ledger = Ledger(honest.dom, honest.epoch, tuple(rows), honest.price)
        propose(net, ledger, net.validators[0])
        assert network.reports.phase(played.epoch) is Phase.CHALLENGE
        before = network.validators.stake_of(net.validators[0].address)
        watcher.send(_challenge(net, ledger, played))
        assert network.reports.phase(played.epoch) is Phase.REPORT, name
        assert network.validators.stake_of(net.validators[0].address) < before
    assert network.token.balance_of(watcher.address) > 0, "the challenger is rewarded"
    propose(net, honest, net.validators[1])
    for row in honest.rows:
        proof = honest.tree.proof(row.t)
        with pytest.raises(ChainRefused, match="form is right"):
            watcher.send(network.reports.challenge_form(honest.epoch, row, proof))
    net.anvil.pass_time(60)
    watcher.send(network.reports.finalise(honest.epoch))
    last = honest.last_rows()
    rows = sorted(last.values(), key=lambda row: row.t)
    watcher.send(network.reports.claim_rows(honest.epoch, rows, honest.tree.multiproof([row.t for row in rows])))
    for account, row in last.items():
        assert network.token.earned_of(account) == row.credits * honest.price
        watcher.send(network.reports.claim_for(account, honest.epoch, row, honest.tree.proof(row.t)))
        assert network.token.balance_of(account) == row.credits * honest.price, "a second claim pays nothing"
    seat_pay = net.validators[0]
    seat_pay.send(network.scores.claim_pay(honest.epoch, 0))
    with pytest.raises(ChainRefused, match="already paid"):
        seat_pay.send(network.scores.claim_pay(honest.epoch, 0))

    second = play_scores(net, gateway, payees, _scores(40))
    following = honest_ledger(net, second, honest.earlier_after({}))
    propose(net, following, net.validators[2])
    net.anvil.pass_time(60)
    watcher.send(network.reports.finalise(following.epoch))
    for account, row in following.last_rows().items():
        watcher.send(network.reports.claim_for(account, following.epoch, row, following.tree.proof(row.t)))
        assert network.token.balance_of(account) == following.earned(row), "pay runs on from epoch to epoch"


def test_propose__two_thirds_of_five_seats__refused(net: TestNet, gateway, payees):
    played = play_scores(net, gateway, payees, _scores(7))
    ledger = honest_ledger(net, played, {})
    with pytest.raises(ChainRefused, match="too few signatures"):
        propose(net, ledger, net.validators[0], signers=3)


def test_expire__no_report_at_the_deadline__batches_move_on(net: TestNet, gateway):
    network = net.network
    epoch = network.reports.head() + 1
    before = network.batches.records(network.batches.current())
    net.anvil.pass_time(60)
    net.bank.send(network.reports.expire(epoch))
    assert network.reports.phase(epoch) is Phase.FINAL
    assert network.batches.records(network.batches.current()) == before + 11
