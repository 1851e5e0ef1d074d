"""Pay: who is due for a reveal, and who is not."""

from dataclasses import replace

import pytest

from tests.redteam.plots import GOOD, PEOPLE, two_epochs
from tests.support.actors import Actor
from tests.support.boa_network import Network
from tests.support.challenger import challenge, fault_of
from tests.support.evm import Reverted


def test_claim_pay__for_a_seat_that_signed_a_fallen_report__pays_it_nothing(net: Network, gateway: Actor):
    honest = two_epochs(net, gateway)
    rows = list(honest.rows)
    rows[1] = replace(rows[1], before=1)
    ledger = type(honest)(honest.dom, 2, tuple(rows), honest.price)
    net.propose(ledger, range(4))
    fault = fault_of(net, ledger)
    assert fault
    challenge(net, ledger, fault, net.owner)
    net.propose(honest)
    with pytest.raises(Reverted, match="not final"):
        net.pay.claim_pay(2)
    net.finalise(2)
    minted = net.pay.claim_pay(2)
    assert minted == net.parameters.pool // 5, "only the seat that signed no lie"
    assert net.pay.paid(2) == 1 << 4


def test_claim_pay__of_an_epoch_without_a_ledger__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    net.close()
    with pytest.raises(Reverted, match="not final"):
        net.pay.claim_pay(1)


def test_claim_pay__five_equal_seats__share_the_pool(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    supply = net.token.totalSupply()
    assert net.pay.claim_pay(1) == net.parameters.pool == net.token.totalSupply() - supply
