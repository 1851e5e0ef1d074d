"""A gateway that follows the rules is never convicted of being late, whatever others do. One that does not is."""

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import Receipt
from tests.redteam.gateways.crowds import MINIMUM, crowd, lose, post, submit
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, make_leaf
from tests.support.challenger import covered
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import BOND, Network

DAY = 86_400


def passes(net: Network, honest: Actor, share: int | None) -> None:
    """Closes an epoch of the honest gateway's share, or of one direct record if it is away, and an hour goes by."""
    if share is None:
        submit(net, net.owner)
    else:
        post(net, honest, share)
    lose(net)
    pass_time(3_600)


def accused(net: Network, honest: Actor, seq: int, watcher: Actor, record: bytes = b"\x09" * 32) -> Receipt:
    """The receipt of a number, of the last closed epoch, that somebody accuses the gateway with."""
    last = net.batches.current() - 1
    receipt = Receipt(gateway=honest.address, seq=seq, record=record, last_epoch=last)
    signed = sign(receipt_digest(net.signing, receipt), honest.key)
    net.gateways.accuse(receipt, signed, sender=watcher.address)
    return receipt


def innocent(net: Network, receipt: Receipt) -> None:
    """Nobody can convict now, except of a leaf that stands in a batch."""
    if net.batches.next_seq(receipt.gateway) <= receipt.seq:
        with pytest.raises(Reverted, match=r"too little room to post it|time to answer"):
            net.gateways.convict(receipt)


def rich(net: Network) -> None:
    """The owner pays for direct records, so that epochs can close without gateways."""
    net.fund(net.owner, 2**17 * MINIMUM)


def test_late__by_31_places_that_come_when_3060_numbers_wait__is_no_fault(net: Network, gateway: Actor, watcher: Actor):
    """The share falls from 8,184 to 255, and the gateway is away in each second epoch. It is never convicted."""
    rich(net)
    post(net, gateway, 10)
    evil = [net.add_gateway(f"evil {i}", 9_500 * TOKEN) for i in range(31)]
    net.close()
    receipt = accused(net, gateway, 10 + 3_060 - 1, watcher)
    for turn in range(24):
        crowd(net, evil[turn], 255)
        passes(net, gateway, 255 if turn % 2 else None)
        innocent(net, receipt)
    assert net.batches.next_seq(gateway.address) > receipt.seq


def test_late__by_a_share_that_falls_in_the_epochs_it_posts_in__is_no_fault(
    net: Network, gateway: Actor, watcher: Actor
):
    """Room counts by pairs of epochs: places that come and go make the missed ones look roomy, and prove nothing."""
    rich(net)
    post(net, gateway)
    net.close()
    receipt = accused(net, gateway, 3_060, watcher)
    for turn in range(4):
        submit(net, net.owner)
        evil = [net.add_gateway(f"evil {turn} {i}", MINIMUM) for i in range(31)]
        lose(net)
        post(net, gateway, 255)
        for one in evil:
            net.gateways.unbond(one.address, MINIMUM, sender=one.address)
        lose(net)
        last = net.batches.current() - 1
        assert (net.batches.duty_of(last - 1), net.batches.duty_of(last)) == (2_048, 255)
        pass_time(DAY)
        innocent(net, receipt)


def test_late__by_one_missed_epoch_after_a_long_backlog__is_no_fault(net: Network, gateway: Actor, watcher: Actor):
    rich(net)
    for i in range(31):
        net.add_gateway(f"other {i}", MINIMUM)
    post(net, gateway, 255)
    net.close()
    receipt = accused(net, gateway, 255 + 254, watcher)
    pass_time(DAY)
    passes(net, gateway, None)
    passes(net, gateway, None)
    innocent(net, receipt)
    passes(net, gateway, 255)
    assert net.batches.next_seq(gateway.address) > receipt.seq


def test_late__by_a_displacement_with_3060_numbers_waiting__is_no_fault(net: Network, gateway: Actor, watcher: Actor):
    """The notice lasts 24 whole epochs, so a gateway that misses each second one still posts twelve shares."""
    rich(net)
    net.gateways.unbond(gateway.address, BOND - MINIMUM, sender=gateway.address)
    for i in range(31):
        net.add_gateway(f"large {i}", 2 * MINIMUM)
    post(net, gateway, 255)
    net.add_gateway("new", 1_100 * TOKEN)
    net.close()
    receipt = accused(net, gateway, 255 + 3_060 - 1, watcher)
    for turn in range(24):
        passes(net, gateway, 255 if turn % 2 else None)
        innocent(net, receipt)
    assert net.batches.next_seq(gateway.address) > receipt.seq


def test_late__by_a_close_just_before_its_batch__uses_the_next_epochs_slot(
    net: Network, gateway: Actor, thief: Actor, watcher: Actor
):
    """Somebody closes each epoch before the gateway's batch gets in. The batch stands in the next one."""
    rich(net)
    net.post(gateway, PEOPLE)
    net.close()
    receipt = accused(net, gateway, 7, watcher)
    submit(net, net.owner)
    lose(net)
    evil = net.add_gateway("evil", 9_000 * TOKEN)
    crowd(net, evil)
    post(net, gateway, 4)
    pass_time(DAY)
    assert net.batches.next_seq(gateway.address) > receipt.seq


def test_late__by_a_conviction_right_behind_its_batch__is_no_fault(net: Network, gateway: Actor, watcher: Actor):
    """There was too little room for a day. So the gateway has another day to show the leaf once it has posted it."""
    for i in range(31):
        net.add_gateway(f"other {i}", MINIMUM)
    post(net, gateway, 255)
    net.close()
    seq = 255 + 510
    record = make_leaf(gateway.address, seq, PEOPLE[0]).record_hash
    receipt = accused(net, gateway, seq, watcher, record)
    for _ in range(2):
        pass_time(DAY)
        innocent(net, receipt)
        post(net, gateway, 255)
        lose(net)
    number, bond = net.post(gateway, PEOPLE[:1]), net.gateways.bond_of(gateway.address)
    net.gateways.convict(receipt, sender=watcher.address)
    assert net.gateways.bond_of(gateway.address) == bond
    pass_time(DAY - 1)
    with pytest.raises(Reverted, match="time to answer"):
        net.gateways.convict(receipt)
    net.gateways.answer(receipt, number, covered(net.leaves[number][0]), [], sender=gateway.address)
    assert net.gateways.bond_of(gateway.address) == bond


def test_number_far_ahead__of_a_gateway_that_looks_busy__convicts_when_24_epochs_had_room(
    net: Network, gateway: Actor, watcher: Actor
):
    """A number that no epoch will reach for years binds like one that is 3,060 ahead."""
    for i in range(31):
        net.add_gateway(f"other {i}", MINIMUM)
    post(net, gateway, 255)
    net.close()
    receipt = accused(net, gateway, 10**9, watcher)
    pass_time(DAY)
    post(net, gateway, 255)
    lose(net)
    for _ in range(24):
        innocent(net, receipt)
        post(net, gateway, 255)
        lose(net)
    pass_time(DAY)
    net.gateways.convict(receipt)
    assert net.gateways.places() == 32, "a fine leaves enough of this bond for the place"


def test_conviction__below_the_minimum_bond__takes_the_place(net: Network, watcher: Actor):
    bad = net.add_gateway("bad", MINIMUM)
    net.post(bad, PEOPLE)
    net.close()
    receipt = accused(net, bad, 0, watcher)
    pass_time(DAY)
    net.gateways.convict(receipt)
    assert net.gateways.bond_of(bad.address) == MINIMUM - net.gateways.FINE()
    assert net.gateways.term_of(bad.address).starts == 0
    assert net.gateways.places() == 1
