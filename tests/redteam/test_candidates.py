"""Attacks by trainers and on trainers: bombs, crowds, lying seats, bonds that leave in time, known records."""

from dataclasses import replace

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH, Address
from tests.redteam.plots import (
    BAD,
    GOOD,
    NUMBERS,
    PEOPLE,
    SEATS,
    bonded,
    conclude,
    open_vote,
    post,
    post_failure,
    propose,
    reported_epoch,
)
from tests.support.actors import Actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import FAST, Network, deploy

DAY = 86_400
MANY = 2**255
REJECTED = 2


@pytest.fixture
def trainer(net: Network) -> Address:
    return bonded(net, "trainer", 8)


# --- fees and bonds


def test_bombs__by_the_dozen__each_cost_twice_the_fee_and_a_bond_of_their_own(
    net: Network, gateway: Actor, trainer: Address
):
    """Before, n accounts with one bond each made all validators fetch n files without end, and lost nothing."""
    supply, bond = net.token.totalSupply(), net.registry.MINIMUM_BOND()
    with pytest.raises(Reverted, match="adapter is empty or too large"):
        net.registry.propose_candidate(b"\x01" * 32, 2**24 + 1, 1, [], MANY, sender=trainer)
    bombs = [propose(net, trainer, n) for n in range(1, 9)]
    assert supply - net.token.totalSupply() == (2**8 - 1) * 10 * TOKEN
    open_vote(net, gateway)
    for bomb in bombs:
        for seat in range(4):
            post_failure(net, bomb, seat, kind=2)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    assert supply - net.token.totalSupply() == (2**8 - 1) * 10 * TOKEN + 8 * bond
    assert net.registry.bond_of(trainer) == 0


def test_luck__of_many_candidates__is_limited_to_eight_in_a_round(net: Network, gateway: Actor, trainer: Address):
    """Of twenty candidates that pass by luck 5 % of the time, at least one passes 64 % of the time."""
    for n in range(1, 9):
        propose(net, trainer, n)
    net.registry.bond(net.registry.MINIMUM_BOND(), sender=trainer)
    with pytest.raises(Reverted, match="the round is full"):
        propose(net, trainer, 9)


def test_crowd__of_candidates_whose_parent_is_gone__gives_up_its_round(net: Network, gateway: Actor, trainer: Address):
    """Eight candidates of an old model would keep those of the new one out for a round."""
    rival = bonded(net, "rival")
    winner = propose(net, rival)
    net.post(gateway, PEOPLE)
    crowd = [propose(net, trainer, n) for n in range(1, 9)]
    net.play_scores(net.close(), GOOD)
    net.propose(net.settle(1))
    net.judgements.open_vote(1, 1)
    conclude(net, 1, {winner: NUMBERS})
    with pytest.raises(Reverted, match="the round is full"):
        propose(net, rival, 20)
    net.judgements.drop(crowd[0])
    assert net.registry.fee() == 2**7 * 10 * TOKEN
    for model in crowd[1:]:
        net.judgements.drop(model)
    assert net.registry.fee() == 10 * TOKEN
    propose(net, rival, 20)


def test_fee__raised_by_who_proposes_first__takes_no_more_than_was_named(net: Network, trainer: Address):
    victim = bonded(net, "victim")
    before = net.token.balanceOf(victim)
    for n in (1, 2, 3):
        propose(net, trainer, n)
    with pytest.raises(Reverted, match="the fee is higher"):
        net.registry.propose_candidate(b"\x09" * 32, 1, 1, [], 10 * TOKEN, sender=victim)
    assert net.token.balanceOf(victim) == before


def test_files__served_to_two_of_five_seats__cost_the_fee_and_adopt_nothing(
    net: Network, gateway: Actor, trainer: Address
):
    model, bond = propose(net, trainer), net.registry.bond_of(trainer)
    open_vote(net, gateway)
    for seat in SEATS:
        if seat < 2:
            post(net, model, seat)
        else:
            post_failure(net, model, seat)
    net.judgements.conclude(1)
    assert (net.registry.served(), net.registry.bond_of(trainer)) == (1, bond)
    assert net.registry.model(model).state == REJECTED


def test_lying_majority__that_calls_a_model_unavailable__gains_nothing(net: Network, gateway: Actor, trainer: Address):
    model, seats = propose(net, trainer), range(4)
    open_vote(net, gateway)
    before = [net.token.balanceOf(net.holder(1, seat).address) for seat in seats]
    for seat in seats:
        post_failure(net, model, seat)
    bond = net.registry.bond_of(trainer)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    assert bond - net.registry.bond_of(trainer) == net.registry.MINIMUM_BOND()
    assert [net.token.balanceOf(net.holder(1, seat).address) for seat in seats] == before


def test_third__that_calls_a_rival_unavailable__burns_no_bond_and_stops_no_adoption(
    net: Network, gateway: Actor, trainer: Address
):
    model, bond = propose(net, trainer), net.registry.bond_of(trainer)
    open_vote(net, gateway)
    for seat in SEATS:
        if seat < 2:
            post_failure(net, model, seat)
        else:
            post(net, model, seat)
    net.judgements.conclude(1)
    assert (net.registry.served(), net.registry.bond_of(trainer)) == (model, bond)


def test_flash_bond__for_fifty_datasets__stays_for_seven_days(net: Network, gateway: Actor):
    """Before, one borrowed bond published fifty datasets in one transaction and was taken back in it."""
    net.turn(gateway, PEOPLE, GOOD)
    flash = bonded(net, "flash")
    for _ in range(50):
        net.registry.publish_dataset(ZERO_HASH, 0, 1, 1, 1, sender=flash)
    with pytest.raises(Reverted, match="no bond that is free"):
        net.registry.take_bond(sender=flash)
    pass_time(7 * DAY)
    net.registry.take_bond(sender=flash)


def test_bond__taken_while_an_older_candidate_waits__refused(net: Network, gateway: Actor):
    """A trainer's last candidate was rejected while an older one waited for its vote: the bond could be taken."""
    first = bonded(net, "trainer", 2)
    waiting = propose(net, first, 1)
    net.post(gateway, PEOPLE)
    rejected = propose(net, first, 2)
    net.play_scores(net.close(), GOOD)
    net.propose(net.settle(1))
    net.judgements.open_vote(2, reported_epoch(net, gateway))
    for seat in SEATS:
        post(net, rejected, seat, BAD)
    net.judgements.conclude(2)
    assert (net.registry.model(waiting).state, net.registry.model(rejected).state) == (0, REJECTED)
    net.registry.take_bond(sender=first)
    assert net.registry.bond_of(first) == net.registry.MINIMUM_BOND()
    with pytest.raises(Reverted, match="no bond that is free"):
        net.registry.take_bond(sender=first)
    net.judgements.open_vote(1, 1)
    conclude(net, 1, {waiting: BAD})
    net.registry.take_bond(sender=first)


# --- records and seeds


def test_candidate__fixed_when_records_are_on_chain__is_judged_in_the_next_round(
    net: Network, gateway: Actor, trainer: Address
):
    net.post(gateway, PEOPLE)
    model = propose(net, trainer)
    judged = net.judgements.round(net.registry.model(model).round)
    assert judged.first == net.batches.current() + 1
    assert net.batches.records(judged.first) == 0


def test_candidate__of_a_round_that_has_begun__waits_for_the_next_one(gateway: Actor):
    """In a round of a day, the records of its first hour are known when the second begins."""
    with undone():
        net = deploy(replace(FAST, round_epochs=24, round_limit=72))
        net.add_gateway()
        trainer = bonded(net, "trainer", 2)
        propose(net, trainer, 1)
        net.turn(gateway, PEOPLE, GOOD)
        late = propose(net, trainer, 2)
        assert (net.registry.model(late).round, net.judgements.round(2).first) == (2, 25)


def test_seed__chosen_by_who_opens_the_vote__refused(gateway: Actor):
    with undone():
        net = deploy(replace(FAST, round_epochs=2))
        net.add_gateway()
        propose(net, bonded(net, "trainer"))
        net.turn(gateway, PEOPLE, GOOD)
        net.turn(gateway, PEOPLE, GOOD)
        with pytest.raises(Reverted, match="a later epoch has a ledger"):
            net.judgements.open_vote(1, 1)
        net.judgements.open_vote(1, 2)
        assert net.judgements.round(1).epoch == 2
