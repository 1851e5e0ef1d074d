"""Who held a place when, by the chain's events: the same answer for every reader, whatever became of the place later."""

import pytest

from kula.protocol.chain.sender import Sender
from kula.protocol.types import ZERO_HASH, Address
from tests.support.chain import BOND, TestNet


@pytest.fixture(scope="module")
def gateway(net: TestNet) -> Sender:
    return net.gateway()


def _close(net: TestNet, gateway: Sender) -> tuple[int, int]:
    """Posts one record and closes the epoch. Returns its number and the block of its close."""
    batches = net.network.batches
    epoch = batches.current()
    gateway.send(batches.post_batch(batches.next_seq(gateway.address), 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    gateway.send(batches.close())
    return epoch, batches.closed_in(epoch)


def test_held_place__given_back_later__still_holds_for_the_epochs_before(net: TestNet, gateway: Sender):
    gateways, other = net.network.gateways, net.gateway("https://other.example")
    epoch, closed_in = _close(net, gateway)
    assert gateways.held_place(other.address, epoch, closed_in)
    other.send(gateways.unbond(other.address, BOND))
    assert gateways.term_of(other.address).starts == 0
    assert gateways.held_place(other.address, epoch, closed_in), "it held one at the close"
    later, later_closed = _close(net, gateway)
    assert not gateways.held_place(other.address, later, later_closed)
    assert gateways.held_place(gateway.address, later, later_closed)


def test_held_place__taken_after_the_close__does_not_hold_for_the_epoch(net: TestNet, gateway: Sender):
    gateways = net.network.gateways
    epoch, closed_in = _close(net, gateway)
    late = net.gateway("https://late.example")
    following = net.network.batches.current()
    assert not gateways.held_place(late.address, epoch, closed_in)
    assert gateways.held_place(late.address, following, net.network.connection.newest_block())
    assert not gateways.held_place(Address(net.bank.address), epoch, closed_in), "it never held one"


def test_held_place__taken_again__holds_from_then_on(net: TestNet, gateway: Sender):
    gateways, token = net.network.gateways, net.network.token
    again = net.gateway("https://again.example")
    again.send(gateways.unbond(again.address, BOND))
    epoch, closed_in = _close(net, gateway)
    assert not gateways.held_place(again.address, epoch, closed_in)
    net.bank.send(token.transfer(again.address, BOND))
    again.send(token.approve(gateways.address, BOND))
    again.send(gateways.bond(again.address, BOND))
    again.send(gateways.take_place("https://again.example"))
    later, later_closed = _close(net, gateway)
    assert gateways.held_place(again.address, later, later_closed)
    assert not gateways.held_place(again.address, epoch, closed_in)
