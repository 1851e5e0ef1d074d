"""All validators lie and nobody challenges: the one case in which something is lost, and how much."""

from dataclasses import replace

import pytest

from kula.protocol.ledgers.faults import Fault, FaultKind
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor
from tests.support.challenger import challenge
from tests.support.evm import Reverted
from tests.support.evm_network import Network


def stolen(net: Network, gateway: Actor, thief: Actor, **changes: int) -> Ledger:
    """Two final epochs. A row of the second ledger pays the thief, and nobody challenges it."""
    net.turn(gateway, PEOPLE, GOOD)
    honest = net.settle(net.open_epoch(gateway, [*PEOPLE[:3], thief.address], GOOD))
    rows = [replace(row, **changes) if row.pay_to == thief.address else row for row in honest.rows]
    ledger = Ledger(honest.dom, honest.epoch, tuple(rows), honest.price)
    net.propose(ledger)
    net.finalise(ledger.epoch)
    return ledger


@pytest.mark.parametrize(
    "changes",
    [{"before": 2**127, "since": 1}, {"before": 10**9 * TOKEN, "since": 1}, {"credits": 2**63}],
    ids=["before", "a fortune before", "credits"],
)
def test_unwatched_lie__any_sum_in_a_row__mints_nothing_that_no_ledger_allots(
    net: Network, gateway: Actor, thief: Actor, changes: dict[str, int]
):
    ledger = stolen(net, gateway, thief, **changes)
    supply = net.token.totalSupply()
    with pytest.raises(Reverted, match="more than final ledgers allot"):
        net.claim(ledger, thief.address)
    assert net.token.totalSupply() == supply


def test_unwatched_lie__all_that_is_allotted__is_the_loss(net: Network, gateway: Actor, thief: Actor):
    before = net.token.balanceOf(thief.address)
    parameters = net.parameters
    allotted = 2 * min(4 * (200 - parameters.floor) * parameters.cap, parameters.budget)
    ledger = stolen(net, gateway, thief, before=allotted - (200 - parameters.floor) * parameters.cap, since=1)
    net.claim(ledger, thief.address)
    assert net.token.balanceOf(thief.address) - before == allotted <= 2 * parameters.budget


def test_unwatched_lie__at_the_edge_of_its_type__halts_no_later_epoch(net: Network, gateway: Actor, thief: Actor):
    """`before` of the thief's next honest row would not fit its type.

    Without a limit no later ledger could be honest.
    """
    stolen(net, gateway, thief, before=2**128 - 1, since=1)
    later = net.turn(gateway, [*PEOPLE[:3], thief.address], GOOD)
    row = later.rows[later.last_rows()[thief.address].t]
    assert (row.before, row.since) == (2**128 - 1, 2)
    for account in PEOPLE[:3]:
        assert net.claim(later, account) > 0


def test_unwatched_lie__at_the_edge_of_its_type__leaves_the_next_honest_report_standing(
    net: Network, gateway: Actor, thief: Actor
):
    lie = stolen(net, gateway, thief, before=2**128 - 1, since=1)
    honest = net.settle(net.open_epoch(gateway, [*PEOPLE[:3], thief.address], GOOD))
    net.propose(honest)
    t, at = (ledger.last_rows()[thief.address].t for ledger in (honest, lie))
    with pytest.raises(Reverted, match="start is right"):
        challenge(net, honest, Fault(kind=FaultKind.START, t=t, epoch=2, at=at), thief)
