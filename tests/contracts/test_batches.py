"""Batches: what may be posted, and when an epoch closes."""

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import Network, deploy

ANY = 2**256 - 1
"""A batch may burn any bond."""


def test_post_batch__number_skipped_or_used__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    for first in (0, 3, 5):
        with pytest.raises(Reverted, match="sequence is not dense"):
            net.batches.post_batch(first, 1, b"\x01" * 32, ZERO_HASH, ANY, sender=gateway.address)
    with pytest.raises(Reverted, match="nothing to post"):
        net.batches.post_batch(4, 0, b"\x01" * 32, ZERO_HASH, ANY, sender=gateway.address)
    with pytest.raises(Reverted, match="no place, or no bond for that many"):
        net.batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH, ANY, sender=actor("stranger").address)


def test_post_batch__of_more_than_an_epoch_holds__refused(net: Network, gateway: Actor):
    with pytest.raises(Reverted, match="epoch is full"):
        net.batches.post_batch(0, 16_384, b"\x01" * 32, ZERO_HASH, ANY, sender=gateway.address)
    net.post(gateway, PEOPLE)
    for count in (16_385, 2**32 - 4, 2**32 - 1):
        with pytest.raises(Reverted, match="no place, or no bond for that many"):
            net.batches.post_batch(4, count, b"\x01" * 32, ZERO_HASH, ANY, sender=gateway.address)


def test_budget__of_an_epoch_that_is_not_closed__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    for epoch in (0, 1, 2**32 - 1):
        with pytest.raises(Reverted, match="epoch is not closed"):
            net.batches.budget_of(epoch)
    net.close()
    assert net.batches.budget_of(1) > 0
    with pytest.raises(Reverted, match="epoch is not closed"):
        net.batches.budget_of(2)


def test_post_batch__two_gateways__take_places_in_order(net: Network, gateway: Actor):
    other = net.add_gateway("other gateway")
    numbers = [net.post(gateway, PEOPLE), net.post(other, PEOPLE[:2]), net.post(gateway, PEOPLE[:1])]
    batches = [net.batches.batch(number) for number in numbers]
    assert [(b.offset, b.count, b.first_seq, b.gateway) for b in batches] == [
        (0, 4, 0, gateway.address),
        (4, 2, 0, other.address),
        (6, 1, 4, gateway.address),
    ]
    assert net.batches.records(1) == 7


def test_close__early_or_empty_or_without_validators__refused(net: Network, gateway: Actor):
    with pytest.raises(Reverted, match="no records"):
        net.batches.close()
    net.post(gateway, PEOPLE)
    with pytest.raises(Reverted, match="still open"):
        net.batches.close()
    with undone():
        empty = deploy(validators=0)
        empty.post(empty.add_gateway(), PEOPLE)
        pass_time(empty.parameters.open_seconds)
        with pytest.raises(Reverted, match="no validators"):
            empty.batches.close()


def test_carry__by_anyone_but_reports__refused(net: Network):
    with pytest.raises(Reverted, match="caller is not Reports"):
        net.batches.carry(1, sender=net.owner.address)


def lost(net: Network, epoch: int) -> None:
    """Lets an epoch pass without scores."""
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    net.reports.expire(epoch)


def test_carry__more_batches_than_fit__wait_their_turn_in_order(net: Network, gateway: Actor):
    for _ in range(48):
        net.post(gateway, PEOPLE[:1])
    leaf = (b"\x01" * 32, PEOPLE[0], b"\x02" * 32)
    for _ in range(4):
        net.batches.submit_direct(leaf, ZERO_HASH, 8 * TOKEN, sender=gateway.address)
    lost(net, net.close())
    assert net.batches.batches_of(2) == list(range(1, 17)), "one call moves sixteen of them"
    for _ in range(32):
        net.post(gateway, PEOPLE[:1])
    with pytest.raises(Reverted, match="epoch is full"):
        net.post(gateway, PEOPLE[:1])
    net.close()
    assert net.batches.batches_of(3) == list(range(17, 33))
    lost(net, 2)
    assert net.batches.batches_of(3) == list(range(17, 49)), "those of the first lost epoch come first"
    net.close()
    assert net.batches.batches_of(4) == [*range(49, 53), *range(1, 13)]
    assert [net.batches.batch(number).offset for number in net.batches.batches_of(4)] == list(range(16))
    assert [net.batches.carries_of(number) for number in (1, 17, 49, 53)] == [2, 1, 1, 0]


def test_carry__a_batch_that_does_not_fit__waits_and_none_overtakes_it(net: Network, gateway: Actor):
    for first, count in ((0, 8_184), (8_184, 5_000), (13_184, 1)):
        net.batches.post_batch(first, count, b"\x01" * 32, ZERO_HASH, ANY, sender=gateway.address)
    epoch = net.close()
    net.batches.post_batch(13_185, 1_000, b"\x01" * 32, ZERO_HASH, ANY, sender=gateway.address)
    lost(net, epoch)
    assert net.batches.batches_of(2) == [4, 1]
    net.close()
    assert net.batches.batches_of(3) == [2, 3]
    assert net.batches.records(3) == 5_001


def test_carry__a_batch_larger_than_the_half_that_is_not_shared_out__is_dropped(net: Network, gateway: Actor):
    net.batches.post_batch(0, 8_185, b"\x01" * 32, ZERO_HASH, ANY, sender=gateway.address)
    lost(net, net.close())
    assert net.batches.batch(1).epoch == 1
    assert net.batches.batches_of(2) == []
    net.post(gateway, PEOPLE)


def test_kept__of_an_epoch__is_a_slot_and_a_share_of_each_place_until_its_batch(net: Network, gateway: Actor):
    """The open epoch keeps nothing before its first record."""
    assert net.batches.kept(1).places == net.batches.duty_of(1) == 0
    other = net.add_gateway("other gateway")
    net.post(gateway, PEOPLE)
    kept = net.batches.kept(1)
    assert (kept.places, kept.slots, kept.records) == (2, 1, 8_184 - 4)
    assert net.batches.duty_of(1) == 2_048, "no more than the smallest bond gives room for"
    net.post(gateway, PEOPLE)
    assert net.batches.kept(1).slots == 1
    assert net.batches.posted(1, gateway.address) == 8
    net.post(other, PEOPLE)
    kept = net.batches.kept(1)
    assert (kept.slots, kept.records, kept.opened_at) == (0, 8_184 - 12, net.batches.opened_at(1))


def test_direct_record__dearer_than_the_caller_says__refused(net: Network, gateway: Actor):
    leaf = (b"\x01" * 32, PEOPLE[0], b"\x02" * 32)
    for fee in (1, 2, 4):
        assert net.batches.direct_fee() == fee * TOKEN
        with pytest.raises(Reverted, match="the fee has risen"):
            net.batches.submit_direct(leaf, ZERO_HASH, fee * TOKEN - 1, sender=gateway.address)
        net.batches.submit_direct(leaf, ZERO_HASH, 10 * TOKEN, sender=gateway.address)
    net.close()
    assert net.batches.direct_fee() == TOKEN
