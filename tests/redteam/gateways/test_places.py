"""Attacks on the places of gateways: bids, flights, returns, and what an epoch keeps around its first record."""

import pytest

from kula.contracts.modules.constants import NOTICE_EPOCHS
from kula.protocol.parameters import TOKEN
from kula.protocol.types import MAX_PLACES
from tests.redteam.gateways.crowds import MINIMUM, lose, post, submit
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted
from tests.support.evm_network import Network

URL = "https://new.example"


@pytest.fixture
def small(net: Network, gateway: Actor) -> Actor:
    """The smallest of 32 gateways; the others have twice the minimum or more."""
    small = net.add_gateway("small", MINIMUM)
    for i in range(MAX_PLACES - 2):
        net.add_gateway(f"large {i}", 2 * MINIMUM)
    return small


def bidder(net: Network, name: str, bond: int) -> Actor:
    """A gateway with a bond and no place."""
    person = net.fund(actor(name), bond + MINIMUM)
    net.gateways.bond(person.address, bond, sender=person.address)
    return person


def take(net: Network, who: Actor) -> None:
    net.gateways.take_place(URL, sender=who.address)


def test_bid__below_a_tenth_more_than_the_smallest__refused(net: Network, small: Actor):
    new = bidder(net, "new", 1_099 * TOKEN)
    with pytest.raises(Reverted, match="bond is not a tenth larger"):
        take(net, new)
    net.gateways.bond(new.address, TOKEN, sender=new.address)
    take(net, new)
    assert net.gateways.places() == MAX_PLACES


def test_displaced__gateway__keeps_its_place_for_24_whole_epochs(net: Network, small: Actor):
    """It has posted in the open epoch, so only later ones count: it can post 12 shares although it misses each second."""
    post(net, small)
    epoch = net.batches.current()
    new = net.add_gateway("new", 1_100 * TOKEN)
    ends = net.gateways.term_of(small.address).ends
    assert ends == net.gateways.term_of(new.address).starts == epoch + 1 + NOTICE_EPOCHS
    net.close()
    for _ in range(NOTICE_EPOCHS):
        with pytest.raises(Reverted, match="no place"):
            post(net, new)
        post(net, small, 255)
        lose(net)
    with pytest.raises(Reverted, match="no place"):
        post(net, small)
    post(net, new, 255)


def test_displaced__gateway_with_more_bond__takes_its_place_back(net: Network, small: Actor):
    new = net.add_gateway("new", 1_100 * TOKEN)
    net.gateways.bond(small.address, 209 * TOKEN, sender=small.address)
    with pytest.raises(Reverted, match="bond is not a tenth larger"):
        take(net, small)
    net.gateways.bond(small.address, TOKEN, sender=small.address)
    take(net, small)
    assert net.gateways.term_of(small.address).ends == 0
    assert net.gateways.term_of(new.address).starts == 0
    assert net.gateways.places() == MAX_PLACES
    post(net, small)


def test_flight__of_a_bidder_with_its_bond__gives_the_place_back(net: Network, small: Actor):
    new = net.add_gateway("new", 1_100 * TOKEN)
    net.gateways.unbond(new.address, 101 * TOKEN, sender=new.address)
    term = net.gateways.term_of(small.address)
    assert (term.starts > 0, term.ends, net.gateways.places()) == (True, 0, MAX_PLACES)
    assert net.gateways.term_of(new.address).starts == 0
    assert net.gateways.holder(term.place) == small.address


def test_bids__in_a_row__do_not_shorten_the_notice(net: Network, small: Actor):
    post(net, small)
    one = net.add_gateway("one", 1_100 * TOKEN)
    ends = net.gateways.term_of(small.address).ends
    net.close()
    post(net, small)
    two = net.add_gateway("two", 1_300 * TOKEN)
    assert net.gateways.term_of(small.address).ends == ends == net.gateways.term_of(two.address).starts
    assert net.gateways.term_of(one.address).starts == 0
    net.gateways.unbond(two.address, 1_000 * TOKEN, sender=two.address)
    assert net.gateways.term_of(small.address).ends == 0, "the place returns to who had it, not to the first bidder"


def test_bids__one_after_the_other__give_notice_to_one_gateway_only(net: Network, small: Actor):
    """The one that waits is the smallest, so the next bidder takes its turn and touches no third gateway."""
    for bond in (1_100, 1_210, 1_331):
        net.add_gateway(f"bid {bond}", bond * TOKEN)
    under_notice = [net.gateways.term_of(who.address).ends > 0 for who in map(actor, ["small", "large 0", "large 1"])]
    assert under_notice == [True, False, False]


def test_latecomer__in_an_epoch_with_records__begins_with_the_next(net: Network, gateway: Actor):
    post(net, gateway)
    late = net.add_gateway("late", MINIMUM)
    with pytest.raises(Reverted, match="no place"):
        post(net, late)
    net.close()
    post(net, late, 4_092 // 2)


def test_swap__of_places_after_an_epochs_first_record__brings_no_second_share(net: Network, gateway: Actor):
    """Who has posted and leaves, and who comes for it, find no room in that epoch. What is kept stays kept."""
    honest, leaver = net.add_gateway("honest", MINIMUM), net.add_gateway("leaver", 2 * MINIMUM)
    post(net, leaver, 2_728)
    net.gateways.unbond(leaver.address, MINIMUM + 1, sender=leaver.address)
    net.gateways.bond(leaver.address, MINIMUM, sender=leaver.address)
    take(net, leaver)
    heir = net.add_gateway("heir", 2 * MINIMUM)
    for who in (leaver, heir):
        with pytest.raises(Reverted, match="no place"):
            post(net, who)
    kept = net.batches.kept(net.batches.current())
    assert (kept.places, kept.slots, kept.records) == (3, 2, 2 * 2_728)
    post(net, honest, 2_048)
    assert net.gateways.places() == 4


def test_swap__of_places_right_before_a_batch__burns_no_bond_of_its_gateway(net: Network, gateway: Actor):
    """The same bond came again and again, for gas alone, and made each batch under way exceed its gateway's share."""
    submit(net, net.fund(gateway))
    net.close()
    evil, bond = bidder(net, "evil", MINIMUM), net.gateways.bond_of(gateway.address)
    for _ in range(3):
        take(net, evil)
        with pytest.raises(Reverted, match="more bond than named"):
            post(net, gateway, 8_184, most=0)
        post(net, gateway, 4_092, most=0)
        assert net.gateways.bond_of(gateway.address) == bond
        net.gateways.unbond(evil.address, 1, sender=evil.address)
        net.gateways.bond(evil.address, 1, sender=evil.address)
        net.close()


def test_swap__of_places_before_an_epochs_first_record__keeps_a_share_for_those_who_are_there(
    net: Network, gateway: Actor
):
    leaver, heir = net.add_gateway("leaver", MINIMUM), bidder(net, "heir", MINIMUM)
    net.gateways.unbond(leaver.address, 1, sender=leaver.address)
    take(net, heir)
    net.gateways.bond(leaver.address, 1, sender=leaver.address)
    take(net, leaver)
    submit(net, net.fund(gateway))
    assert net.batches.kept(1).places == 3
    for who in (heir, leaver, gateway):
        post(net, who, 2_048)


def test_flight__of_all_gateways__leaves_direct_records_and_an_epoch_to_come_back_to(net: Network, gateway: Actor):
    """An epoch without places keeps nothing, and whoever comes after its first record waits for the next."""
    bond = net.gateways.bond_of(gateway.address)
    net.gateways.unbond(gateway.address, bond, sender=gateway.address)
    submit(net, net.fund(gateway))
    assert net.batches.kept(1).places == net.batches.duty_of(1) == 0
    net.gateways.bond(gateway.address, MINIMUM, sender=gateway.address)
    take(net, gateway)
    with pytest.raises(Reverted, match="no place"):
        post(net, gateway)
    net.close()
    post(net, gateway, 2_048)


def test_squatter__of_a_gateways_bond__needs_the_whole_minimum_and_gets_no_place(net: Network, thief: Actor):
    """Who pays first owns the bond. It can neither post nor sign, so it locks its own coin for nothing."""
    victim = net.fund(actor("victim"))
    with pytest.raises(Reverted, match="first payment is too small"):
        net.gateways.bond(victim.address, MINIMUM - 1, sender=thief.address)
    net.gateways.bond(victim.address, MINIMUM, sender=thief.address)
    assert net.gateways.term_of(victim.address).starts == 0
    take(net, victim)
    post(net, victim)
    with pytest.raises(Reverted, match="caller does not own the bond"):
        net.gateways.unbond(victim.address, MINIMUM, sender=victim.address)
