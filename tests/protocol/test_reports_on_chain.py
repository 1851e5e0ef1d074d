"""Whole epochs on a real chain: the honest ledger pays, to the unit."""

import pytest

from kula.protocol.errors import ChainRefused
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address, Phase
from tests.support.chain import TestNet
from tests.support.epochs import honest_ledger, play_scores, propose


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


@pytest.fixture(scope="module")
def payees() -> list[Address]:
    accounts = [Address(new_key().address) for _ in range(4)]
    return [accounts[i % 4] for i in range(11)]


def _scores(shift: int = 0) -> list[bytes]:
    return [bytes((50 + 17 * i + seat + shift) % 256 for i in range(11)) for seat in range(5)]


def test_claims__two_epochs__pay_what_the_ledgers_say_to_the_unit(net: TestNet, gateway, payees):
    network = net.network
    played = play_scores(net, gateway, payees, _scores())
    assert network.reports.phase(played.epoch) is Phase.REPORT
    honest = honest_ledger(net, played, {})
    watcher = net.sender("watcher")
    propose(net, honest, net.validators[1])
    net.anvil.pass_time(60)
    watcher.send(network.reports.finalise(honest.epoch))
    last = honest.last_rows()
    rows = sorted(last.values(), key=lambda row: row.t)
    watcher.send(network.claims.claim_rows(honest.epoch, rows, honest.tree.multiproof([row.t for row in rows])))
    for account, row in last.items():
        assert network.token.earned_of(account) == row.credits * honest.price
        watcher.send(network.claims.claim_for(account, honest.epoch, row, honest.tree.proof(row.t)))
        assert network.token.balance_of(account) == row.credits * honest.price, "a second claim pays nothing"
    seat_pay = net.validators[0]
    seat_pay.send(network.pay.claim_pay(honest.epoch))
    with pytest.raises(ChainRefused, match="nobody is due"):
        seat_pay.send(network.pay.claim_pay(honest.epoch))

    second = play_scores(net, gateway, payees, _scores(40))
    following = honest_ledger(net, second, honest.earlier_after({}))
    propose(net, following, net.validators[2])
    net.anvil.pass_time(60)
    watcher.send(network.reports.finalise(following.epoch))
    for account, row in following.last_rows().items():
        watcher.send(network.claims.claim_for(account, following.epoch, row, following.tree.proof(row.t)))
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
