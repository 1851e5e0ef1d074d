"""Every delay and limit of a power or right, to the second and to the last place."""

import pytest

from tests.redteam.plots import GOOD, PEOPLE, two_epochs
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, now, pass_time, undone
from tests.support.evm_network import STAKE, Network, deploy

DAY = 86_400


def test_pause__by_the_owner__ends_after_seven_days_and_returns_after_twenty_eight(net: Network, gateway: Actor):
    honest, owner = two_epochs(net, gateway), net.owner.address
    net.reports.pause(sender=owner)
    assert net.reports.paused_until() == now() + 7 * DAY
    pass_time(7 * DAY - 1)
    with pytest.raises(Reverted, match="paused"):
        net.propose(honest)
    pass_time(1)
    net.propose(honest)
    pass_time(21 * DAY - 1)
    with pytest.raises(Reverted, match="paused not long ago"):
        net.reports.pause(sender=owner)
    pass_time(1)
    net.reports.pause(sender=owner)


def test_expire__of_an_epoch_that_a_pause_held_up__waits_until_after_it(net: Network, gateway: Actor):
    two_epochs(net, gateway)
    net.reports.pause(sender=net.owner.address)
    pass_time(7 * DAY + net.parameters.report_seconds - 1)
    with pytest.raises(Reverted, match="deadline not reached"):
        net.reports.expire(2)
    pass_time(1)
    net.reports.expire(2)


def test_expire__of_an_epoch_behind_another__counts_from_when_its_turn_came(net: Network, gateway: Actor):
    net.open_epoch(gateway, PEOPLE, GOOD)
    net.open_epoch(gateway, PEOPLE, GOOD)
    pass_time(2 * net.parameters.report_seconds)
    net.propose(net.settle(1))
    net.finalise(1)
    turned = net.reports.turned_at()
    net.open_epoch(gateway, PEOPLE, GOOD)
    net.propose(net.settle(2))
    assert net.reports.turned_at() == now() > turned
    net.finalise(2)
    waited = now() - net.reports.turned_at()
    pass_time(max(0, net.parameters.report_seconds - waited))
    net.reports.expire(3)


def test_owner__announced__takes_over_after_two_days(net: Network):
    heir = actor("heir").address
    net.reports.announce_owner(heir, sender=net.owner.address)
    assert net.reports.effective_at() == now() + 2 * DAY
    pass_time(2 * DAY - 1)
    with pytest.raises(Reverted, match="not yet effective"):
        net.reports.accept_owner(sender=heir)
    pass_time(1)
    net.reports.accept_owner(sender=heir)
    assert (net.reports.owner(), net.reports.effective_at()) == (heir, 0)


def test_admission__below_four_seats__takes_two_days_and_from_four_on_none():
    with undone():
        net = deploy(validators=3)
        fourth, fifth = (net.fund(actor(name), 2 * STAKE).address for name in ("fourth", "fifth"))
        net.validators.announce_admission(fourth, sender=net.owner.address)
        pass_time(2 * DAY - 1)
        with pytest.raises(Reverted, match="not admitted"):
            net.validators.stake(STAKE, sender=fourth)
        pass_time(1)
        net.validators.stake(STAKE, sender=fourth)
        net.validators.stake(STAKE, sender=fifth)
        assert len(net.validators.active()) == 5


def test_seats__thirty_one__and_a_larger_stake_takes_the_smallest():
    with undone():
        net = deploy(validators=30)
        small = net.add_validator("small", STAKE - 1)
        assert len(net.validators.active()) == 31
        equal = net.add_validator("equal", STAKE - 1)
        assert equal.address not in [seat.operator for seat in net.validators.active()]
        large = net.add_validator("large", STAKE)
        holders = [seat.operator for seat in net.validators.active()]
        assert len(holders) == 31
        assert large.address in holders
        assert small.address not in holders


def test_stake__of_the_minimum_exactly__takes_a_seat_and_one_less_does_not(net: Network):
    minimum = net.plan.minimum_stake
    less = net.add_validator("less", minimum - 1)
    enough = net.add_validator("enough", minimum)
    holders = [seat.operator for seat in net.validators.active()]
    assert enough.address in holders
    assert less.address not in holders
    net.validators.unstake(1, sender=enough.address)
    assert enough.address not in [seat.operator for seat in net.validators.active()]


def test_withdraw__of_stake_that_left__two_windows_after_the_report_and_after_leaving(net: Network, gateway: Actor):
    window, who = net.parameters.challenge_seconds, net.holder(net.open_epoch(gateway, PEOPLE, GOOD), 0).address
    net.validators.unstake(STAKE // 2, sender=who)
    with pytest.raises(Reverted, match="not final"):
        net.validators.withdraw(sender=who)
    pass_time(window // 2)
    net.propose(net.settle(1))
    net.finalise(1)
    pass_time(window - 1)
    with pytest.raises(Reverted, match="the window after it is open"):
        net.validators.withdraw(sender=who)
    pass_time(1)
    before = net.token.balanceOf(who)
    net.validators.withdraw(sender=who)
    assert net.token.balanceOf(who) - before == STAKE // 2


def test_demands__within_a_third_of_the_window__and_a_report_waits_for_a_third_after_an_answer(
    net: Network, gateway: Actor
):
    ledger = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    net.propose(ledger)
    third, who = net.parameters.challenge_seconds // 3, net.owner.address
    net.token.approve(net.demands.address, 2**256 - 1, sender=who)
    pass_time(third - 1)
    net.demands.demand_rows(1, 0, sender=who)
    pass_time(1)
    with pytest.raises(Reverted, match="too late to ask for a leaf"):
        net.demands.demand_leaf(1, *ledger.proven(0), sender=who)
    pass_time(2 * third)
    with pytest.raises(Reverted, match="a demand holds it"):
        net.reports.finalise(1)
    net.demands.answer_rows(1, 0, list(ledger.rows), [], sender=who)
    pass_time(third - 1)
    net.demands.demand_leaf(1, *ledger.proven(0), sender=who)
    with pytest.raises(Reverted, match="a demand holds it"):
        net.reports.finalise(1)
    pass_time(1)
    with pytest.raises(Reverted, match="too late to ask for a leaf"):
        net.demands.demand_leaf(1, *ledger.proven(1), sender=who)


def test_opened_rows__of_a_report__hold_it_for_a_third_of_a_window(net: Network, gateway: Actor):
    ledger = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    net.propose(ledger)
    who = net.owner.address
    net.token.approve(net.demands.address, 2**256 - 1, sender=who)
    net.demands.demand_rows(1, 0, sender=who)
    pass_time(net.parameters.challenge_seconds)
    net.demands.answer_rows(1, 0, list(ledger.rows), [], sender=who)
    pass_time(net.parameters.challenge_seconds // 3 - 1)
    with pytest.raises(Reverted, match="a demand holds it"):
        net.reports.finalise(1)
    pass_time(1)
    net.reports.finalise(1)


def test_token__asked_by_wallets__gives_its_name_and_decimals(net: Network):
    assert (net.token.name(), net.token.symbol(), net.token.decimals()) == ("Kula", "KULA", 18)
