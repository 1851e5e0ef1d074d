"""Attacks by a gateway that crowds others out, and floods of records."""

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.redteam.gateways.crowds import LEAF, MINIMUM, crowd, post, submit
from tests.support.actors import Actor
from tests.support.evm import Reverted
from tests.support.evm_network import Network

SURE = 8_184


def test_censorship__gateway_takes_every_slot__a_direct_record_still_fits(net: Network, gateway: Actor, watcher: Actor):
    assert crowd(net, gateway) == 64 - 16
    number = net.batches.submit_direct(LEAF, ZERO_HASH, TOKEN, sender=watcher.address)
    assert net.batches.batch(number).epoch == net.batches.current()


def test_censorship__gateway_fills_the_epoch_with_records__a_direct_record_still_fits(
    net: Network, gateway: Actor, watcher: Actor
):
    with pytest.raises(Reverted, match="epoch is full"):
        post(net, gateway, 16_384)
    post(net, gateway, 16_384 - 16)
    net.gateways.bond(gateway.address, MINIMUM, sender=gateway.address)
    with pytest.raises(Reverted, match="epoch is full"):
        post(net, gateway)
    number = net.batches.submit_direct(LEAF, ZERO_HASH, TOKEN, sender=watcher.address)
    assert net.batches.batch(number).offset == 16_384 - 16


@pytest.mark.parametrize("count", [1, 2_000])
def test_crowding__by_one_gateway__leaves_every_other_its_slot_and_share(net: Network, gateway: Actor, count: int):
    """Before, 48 batches of one record in every epoch got honest gateways convicted of being late."""
    honest = [net.add_gateway(f"honest {i}", MINIMUM) for i in range(3)]
    direct = net.fund(gateway, 2**19 * TOKEN)
    for _ in range(3):
        crowd(net, gateway, count)
        for one in honest:
            post(net, one, SURE // 4)
        submit(net, direct, 16)
        assert net.batches.records(net.batches.current()) <= 16_384
        net.close()


def test_crowding__by_31_places_of_one_owner__leaves_the_last_its_slot_and_share(net: Network, gateway: Actor):
    evil = [net.add_gateway(f"evil {i}", 9_000 * TOKEN) for i in range(31)]
    post(net, evil[0])
    net.close()
    for count in (SURE, SURE // 32, 1):
        for one in evil:
            crowd(net, one, count)
    epoch = net.batches.current()
    with pytest.raises(Reverted, match="epoch is full"):
        post(net, evil[0])
    post(net, gateway, SURE // 32)
    submit(net, net.fund(gateway, 2**17 * TOKEN), 16)
    assert len(net.batches.batches_of(epoch)) <= 64
    assert net.batches.records(epoch) <= 16_384


def test_crowding__of_what_is_not_shared_out__burns_bond_and_never_the_honest_one(net: Network, gateway: Actor):
    """46 slots beyond the gateway's own cost 46 KULA, and the whole shared half of records 81.84 KULA."""
    honest = net.add_gateway("honest", MINIMUM)
    for count, fee in ((1, 46 * TOKEN), (SURE // 2 + SURE, SURE * TOKEN // 100)):
        before, supply = net.gateways.bond_of(gateway.address), net.token.totalSupply()
        assert crowd(net, gateway, count) == (47 if count == 1 else 1)
        assert before - net.gateways.bond_of(gateway.address) == supply - net.token.totalSupply() == fee
        post(net, honest, 2_048)
        net.close()
    assert net.gateways.bond_of(honest.address) == MINIMUM


def test_crowding__with_the_smallest_bond__has_nothing_to_pay_with(net: Network):
    small = net.add_gateway("small gateway", MINIMUM)
    post(net, small, 1_000)
    with pytest.raises(Reverted, match="no bond above the minimum pays for that"):
        post(net, small)
    net.gateways.bond(small.address, TOKEN - 1, sender=small.address)
    with pytest.raises(Reverted, match="no bond above the minimum pays for that"):
        post(net, small)
    net.gateways.bond(small.address, 1, sender=small.address)
    post(net, small)
    assert net.gateways.bond_of(small.address) == MINIMUM


def test_flood__direct_records__double_their_fee_and_end_at_sixteen(net: Network, thief: Actor):
    """Buying all of them costs 65,535 KULA an epoch. Pricing a victim out at 2^j burns 2^j - 1, and it may say no."""
    net.fund(thief, 2**16 * TOKEN)
    before, supply = net.token.balanceOf(thief.address), net.token.totalSupply()
    submit(net, thief, 6)
    with pytest.raises(Reverted, match="the fee has risen"):
        net.batches.submit_direct(LEAF, ZERO_HASH, 63 * TOKEN, sender=thief.address)
    submit(net, thief, 10)
    with pytest.raises(Reverted, match="no more direct records"):
        submit(net, thief)
    assert before - net.token.balanceOf(thief.address) == supply - net.token.totalSupply() == 65_535 * TOKEN
    net.close()
    assert net.batches.direct_fee() == TOKEN


def test_flood__more_records_than_the_bond_gives_room_for__refused(net: Network):
    small = net.add_gateway("small gateway", MINIMUM)
    with pytest.raises(Reverted, match="no place, or no bond for that many"):
        post(net, small, 2_049)
    post(net, small, 2_048)
