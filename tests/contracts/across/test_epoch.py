"""A whole epoch in process: from a posted batch to pay, to the wei."""

import pytest

from kula.protocol.types import Phase
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted
from tests.support.evm_network import Network

PEOPLE = [actor(f"contributor {i}").address for i in range(4)]
SCORES = [bytes((40 + 23 * i + seat) % 256 for i in range(9)) for seat in range(5)]


def test_turn__two_epochs__pay_what_the_ledgers_say(net: Network, gateway: Actor):
    payees = [PEOPLE[i % 4] for i in range(9)]
    first = net.turn(gateway, payees, SCORES)
    assert net.reports.phase(first.epoch) == Phase.FINAL
    for account, row in first.last_rows().items():
        assert net.claim(first, account) == first.earned(row) == net.token.balanceOf(account)
        assert net.claim(first, account) == 0, "a second claim pays nothing"
    second = net.turn(gateway, payees, [scores[::-1] for scores in SCORES])
    for account, row in second.last_rows().items():
        net.claim(second, account)
        assert net.token.balanceOf(account) == second.earned(row)


def test_claim_for__before_the_window_is_over__refused(net: Network, gateway: Actor):
    ledger = net.settle(net.open_epoch(gateway, PEOPLE, [scores[:4] for scores in SCORES]))
    net.propose(ledger)
    with pytest.raises(Reverted, match="epoch is not final"):
        net.claim(ledger, PEOPLE[2])
