"""The owner as the attacker: the worst that a stolen owner's key can do."""

from dataclasses import replace

import pytest

from tests.redteam.plots import GOOD, PEOPLE, reported, two_epochs
from tests.support.actors import Actor
from tests.support.challenger import challenge, fault_of
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network

DAY = 86_400


def test_override__of_a_final_report__nobody_can(net: Network, gateway: Actor):
    """In Vana's contracts, scores could be changed after they were final."""
    ledger = net.turn(gateway, PEOPLE, GOOD)
    owner = net.owner.address
    with pytest.raises(Reverted, match="caller shows no faults"):
        net.reports.fall(1, 0, owner, sender=owner)
    with pytest.raises(Reverted, match="the epoch is settled"):
        net.reports.expire(1, sender=owner)
    with pytest.raises(Reverted, match="not the next epoch of the line"):
        net.propose(ledger)
    assert net.claim(ledger, PEOPLE[0]) == ledger.earned(ledger.last_rows()[PEOPLE[0]])


def test_pause__for_ever__ends_after_seven_days_and_comes_once_in_four_weeks(net: Network, gateway: Actor):
    honest = two_epochs(net, gateway)
    net.reports.pause(sender=net.owner.address)
    with pytest.raises(Reverted, match="paused"):
        net.propose(honest)
    with pytest.raises(Reverted, match="paused not long ago"):
        net.reports.pause(sender=net.owner.address)
    with pytest.raises(Reverted, match="deadline not reached"):
        net.reports.expire(2)
    pass_time(7 * DAY)
    net.propose(honest)
    with pytest.raises(Reverted, match="paused not long ago"):
        net.reports.pause(sender=net.owner.address)
    pass_time(21 * DAY)
    net.reports.pause(sender=net.owner.address)


def test_pause__against_watchers_and_payees__stops_neither(net: Network, gateway: Actor, watcher: Actor):
    honest = two_epochs(net, gateway)
    rows = list(honest.rows)
    rows[1] = replace(rows[1], before=1)
    ledger = reported(net, rows, honest)
    net.reports.pause(sender=net.owner.address)
    fault = fault_of(net, ledger)
    assert fault
    challenge(net, ledger, fault, watcher)
    assert net.reports.head() == 1
    first = net.line()[1]
    assert net.claim(first, PEOPLE[0]) > 0
    net.post(gateway, PEOPLE)
    net.play_scores(net.close(), GOOD)


def test_new_owner__by_a_stolen_key__needs_two_days(net: Network, thief: Actor):
    for contract in (net.reports, net.validators):
        with pytest.raises(Reverted, match="caller is not the owner"):
            contract.announce_owner(thief.address, sender=thief.address)
        contract.announce_owner(thief.address, sender=net.owner.address)
        with pytest.raises(Reverted, match="not yet effective"):
            contract.accept_owner(sender=thief.address)
    pass_time(2 * DAY)
    for contract in (net.reports, net.validators):
        with pytest.raises(Reverted, match="caller is not the successor"):
            contract.accept_owner(sender=net.owner.address)
        contract.accept_owner(sender=thief.address)
        assert contract.owner() == thief.address


def test_powers__given_up__come_never_back(net: Network, thief: Actor):
    net.reports.announce_owner("0x" + "00" * 20, sender=net.owner.address)
    pass_time(2 * DAY)
    net.reports.accept_owner(sender=thief.address)
    for who in (thief, net.owner):
        with pytest.raises(Reverted, match="caller is not the owner"):
            net.reports.pause(sender=who.address)
        with pytest.raises(Reverted, match="not yet effective"):
            net.reports.accept_owner(sender=who.address)
