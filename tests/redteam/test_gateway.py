"""Attacks by a gateway (crowd others out, break receipts, withhold, forge), and attacks on gateways."""

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted
from tests.support.evm_network import Network

LEAF = (b"\x01" * 32, actor("contributor 0").address, b"\x02" * 32)


def posted(net: Network, gateway: Actor, count: int) -> None:
    first = net.batches.next_seq(gateway.address)
    net.batches.post_batch(first, count, b"\x01" * 32, ZERO_HASH, sender=gateway.address)


def fill_places(net: Network, gateway: Actor) -> None:
    """Posts batches of one record until the contract refuses."""
    for _ in range(64 - 16):
        posted(net, gateway, 1)
    with pytest.raises(Reverted, match="epoch is full"):
        posted(net, gateway, 1)


def test_censorship__gateway_takes_every_place__a_direct_record_still_fits(
    net: Network, gateway: Actor, watcher: Actor
):
    fill_places(net, gateway)
    number = net.batches.submit_direct(LEAF, ZERO_HASH, sender=watcher.address)
    assert net.batches.batch(number).epoch == net.batches.current()


def test_censorship__gateway_fills_the_epoch_with_records__a_direct_record_still_fits(
    net: Network, gateway: Actor, watcher: Actor
):
    with pytest.raises(Reverted, match="epoch is full"):
        posted(net, gateway, 16_384)
    posted(net, gateway, 16_384 - 16)
    with pytest.raises(Reverted, match="epoch is full"):
        posted(net, gateway, 1)
    number = net.batches.submit_direct(LEAF, ZERO_HASH, sender=watcher.address)
    assert net.batches.batch(number).offset == 16_384 - 16


def test_flood__direct_records__cost_their_fee_and_end_at_sixteen(net: Network, thief: Actor):
    before, supply = net.token.balanceOf(thief.address), net.token.totalSupply()
    for _ in range(16):
        net.batches.submit_direct(LEAF, ZERO_HASH, sender=thief.address)
    with pytest.raises(Reverted, match="no more direct records"):
        net.batches.submit_direct(LEAF, ZERO_HASH, sender=thief.address)
    assert before - net.token.balanceOf(thief.address) == supply - net.token.totalSupply() == 16 * TOKEN


def test_flood__more_records_than_the_bond_gives_room_for__refused(net: Network):
    small = net.add_gateway("small gateway", 1_000 * TOKEN)
    posted(net, small, 2_000)
    with pytest.raises(Reverted, match="bond gives no room"):
        posted(net, small, 49)
    posted(net, small, 48)
