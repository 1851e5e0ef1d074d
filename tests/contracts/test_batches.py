"""Batches: what may be posted, and when an epoch closes."""

import pytest

from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import Network, deploy


def test_post_batch__number_skipped_or_used__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    for first in (0, 3, 5):
        with pytest.raises(Reverted, match="sequence is not dense"):
            net.batches.post_batch(first, 1, b"\x01" * 32, ZERO_HASH, sender=gateway.address)
    with pytest.raises(Reverted, match="nothing to post"):
        net.batches.post_batch(4, 0, b"\x01" * 32, ZERO_HASH, sender=gateway.address)
    with pytest.raises(Reverted, match="bond gives no room"):
        net.batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH, sender=actor("stranger").address)


def test_post_batch__of_more_than_an_epoch_holds__refused(net: Network, gateway: Actor):
    with pytest.raises(Reverted, match="epoch is full"):
        net.batches.post_batch(0, 16_384, b"\x01" * 32, ZERO_HASH, sender=gateway.address)
    net.post(gateway, PEOPLE)
    for count in (16_385, 2**32 - 4, 2**32 - 1):
        with pytest.raises(Reverted, match="more than an epoch holds"):
            net.batches.post_batch(4, count, b"\x01" * 32, ZERO_HASH, sender=gateway.address)


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
    for _ in range(16):
        net.batches.submit_direct(leaf, ZERO_HASH, sender=gateway.address)
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
    lost(net, 3)
    assert net.batches.batches_of(4) == [*range(49, 65), *range(1, 17)]
    assert [net.batches.batch(number).offset for number in net.batches.batches_of(4)] == list(range(32))


def test_carry__a_batch_that_does_not_fit__waits_and_none_overtakes_it(net: Network, gateway: Actor):
    for first, count in ((0, 16_000), (16_000, 1)):
        net.batches.post_batch(first, count, b"\x01" * 32, ZERO_HASH, sender=gateway.address)
    epoch = net.close()
    net.batches.post_batch(16_001, 1_000, b"\x01" * 32, ZERO_HASH, sender=gateway.address)
    lost(net, epoch)
    assert net.batches.batches_of(2) == [3]
    net.close()
    assert net.batches.batches_of(3) == [1, 2]
    assert net.batches.records(3) == 16_001
