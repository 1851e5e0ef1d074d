"""Attacks with absences: halting the network, jailing honest seats while they are kept away, and dodging jail."""

import pytest

from kula.contracts.modules.constants import JAIL_MISSES, JAIL_SECONDS
from kula.protocol.types import Address
from tests.redteam.gateways.crowds import lose, post
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, now, pass_time, undone
from tests.support.evm_network import STAKE, Network, deploy

MISSED = list(range(1, JAIL_MISSES + 1))


def missed(net: Network, gateway: Actor, revealed: int, epochs: int = JAIL_MISSES) -> None:
    """Plays epochs in which only the first seats reveal, and that end without quorum."""
    for _ in range(epochs):
        post(net, gateway)
        lose(net, revealed)


def jail(net: Network, seat: int, epochs: list[int] = MISSED) -> Address:
    """Jails the owner of a seat of the first epoch. Returns the owner."""
    owner = net.validators.owner_of_seat(1, seat)
    net.validators.jail(owner, epochs, [seat] * JAIL_MISSES)
    return owner


def test_absence__where_a_third_of_the_weight_or_less_revealed__is_nobodys(net: Network, gateway: Actor):
    """A few reveal alone while honest nodes are poisoned or cut off."""
    missed(net, gateway, revealed=1)
    with pytest.raises(Reverted, match="too few revealed"):
        jail(net, 4)


def test_absence__of_those_who_stop_the_network__counts_without_quorum_or_report(net: Network, gateway: Actor):
    """If only epochs with a report counted, more than a third could halt the network for ever."""
    missed(net, gateway, revealed=2)
    jail(net, 4)
    jail(net, 3)
    assert len(net.validators.active()) == 3
    post(net, gateway)
    epoch = net.close()
    net.play_scores(epoch, [bytes([200] * net.scores.epoch(epoch).records)] * 3)
    assert 3 * net.scores.epoch(epoch).revealed_weight > 2 * net.scores.epoch(epoch).total_weight


def test_absence__after_a_commit__is_fined_where_more_than_a_third_revealed(net: Network, gateway: Actor):
    post(net, gateway)
    epoch = net.close()
    for seat in range(5):
        net.commit(epoch, seat, b"\xc8")
    for seat in range(2):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    for seat in (2, 3, 4):
        net.pay.fine_absence(epoch, seat)
    with pytest.raises(Reverted, match="already fined"):
        net.pay.fine_absence(epoch, 4)


def test_mass_jail__of_seats_that_were_kept_away__takes_less_than_half_of_the_weight_in_a_week(
    net: Network, gateway: Actor
):
    """A party with less than a third of the stake never holds two thirds because others are in jail."""
    missed(net, gateway, revealed=2)
    jail(net, 4)
    jail(net, 3)
    with pytest.raises(Reverted, match="half was jailed this week"):
        jail(net, 2)


def test_mass_jail__over_the_edge_of_a_week__takes_less_than_half_as_well(net: Network, gateway: Actor):
    """Before, a week began with its first jail: half of the weight at its end and half of the rest a second later."""
    net.add_validator("dust", net.plan.minimum_stake)
    missed(net, gateway, revealed=2)
    jail(net, 5)
    pass_time(JAIL_SECONDS - 1)
    jail(net, 4)
    jail(net, 3)
    for _ in range(7):
        pass_time(86_400 - 1)
        with pytest.raises(Reverted, match="half was jailed this week"):
            jail(net, 2)
    net.validators.take_seat(sender=actor("validator 4").address)
    assert len(net.validators.active()) == 3, "those who were jailed come back before more go"


def test_mass_jail__that_leaves_three_seats__lets_all_return(net: Network, gateway: Actor):
    """Below four seats a newcomer needs an admission. Who has held a seat needs none."""
    missed(net, gateway, revealed=2)
    owners = [jail(net, 4), jail(net, 3)]
    assert owners[0] not in net.plan.admitted
    pass_time(JAIL_SECONDS)
    for owner in owners:
        net.validators.take_seat(sender=owner)
    assert len(net.validators.active()) == 5


def test_dust_seat__jailed_first__does_not_use_up_the_week(gateway: Actor):
    """With "less than a third a week", a dust seat that went first kept an absent 40 % in place."""
    with undone():
        net = deploy(validators=3)
        net.add_validator("validator 3", 2 * STAKE)
        net.add_validator("dust", net.plan.minimum_stake)
        net.add_gateway()
        missed(net, gateway, revealed=3)
        jail(net, 4)
        jail(net, 3)
        assert len(net.validators.active()) == 3


def test_seatless_stake__jailed_again_for_older_misses__uses_up_no_week(net: Network, gateway: Actor):
    """A large stake with forty misses is jailed twice. Only the first jail takes weight, so accomplices still go."""
    missed(net, gateway, revealed=2, epochs=2 * JAIL_MISSES)
    jail(net, 4)
    jail(net, 4, [epoch + JAIL_MISSES for epoch in MISSED])
    jail(net, 3)
    assert len(net.validators.active()) == 3


def test_one_seat__of_more_than_half_of_the_weight__can_be_jailed(gateway: Actor):
    with undone():
        net = deploy(validators=4)
        net.add_validator("whale", 7 * STAKE)
        net.add_gateway()
        missed(net, gateway, revealed=4, epochs=JAIL_MISSES)
        assert net.scores.epoch(1).revealed_weight * 3 > net.scores.epoch(1).total_weight
        jail(net, 4)
        with pytest.raises(Reverted, match=r"it revealed"):
            jail(net, 3)
        assert net.validators.jailed_on(now() // 86_400) == 7 * STAKE
