"""Attacks by trainers and on trainers: bombs, crowds, copies, known records, lying seats, bonds that leave in time."""

from dataclasses import replace

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
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
    post_sample,
    propose,
    reported,
    reported_epoch,
)
from tests.support.actors import Actor
from tests.support.challenger import challenge, fault_of
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import FAST, STAKE, Network, deploy

DAY = 86_400
MANY = 2**255
REJECTED = 2


@pytest.fixture
def trainer(net: Network) -> str:
    return bonded(net, "trainer", 8)


# --- fees and bonds


def test_bombs__by_the_dozen__each_cost_twice_the_fee_and_a_bond_of_their_own(
    net: Network, gateway: Actor, trainer: str
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


def test_luck__of_many_candidates__is_limited_to_eight_in_a_round(net: Network, gateway: Actor, trainer: str):
    """Of twenty candidates that pass by luck 5 % of the time, at least one passes 64 % of the time."""
    for n in range(1, 9):
        propose(net, trainer, n)
    net.registry.bond(net.registry.MINIMUM_BOND(), sender=trainer)
    with pytest.raises(Reverted, match="the round is full"):
        propose(net, trainer, 9)


def test_crowd__of_candidates_whose_parent_is_gone__gives_up_its_round(net: Network, gateway: Actor, trainer: str):
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


def test_fee__raised_by_who_proposes_first__takes_no_more_than_was_named(net: Network, trainer: str):
    victim = bonded(net, "victim")
    before = net.token.balanceOf(victim)
    for n in (1, 2, 3):
        propose(net, trainer, n)
    with pytest.raises(Reverted, match="the fee is higher"):
        net.registry.propose_candidate(b"\x09" * 32, 1, 1, [], 10 * TOKEN, sender=victim)
    assert net.token.balanceOf(victim) == before


def test_files__served_to_two_of_five_seats__cost_the_fee_and_adopt_nothing(net: Network, gateway: Actor, trainer: str):
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


def test_lying_majority__that_calls_a_model_unavailable__gains_nothing(net: Network, gateway: Actor, trainer: str):
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
    net: Network, gateway: Actor, trainer: str
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
    net: Network, gateway: Actor, trainer: str
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


# --- votes


def test_adoption__by_half_of_the_stake__never(net: Network, gateway: Actor, trainer: str, thief: Actor):
    """Seats that stay away count against a candidate, criterion by criterion."""
    net.add_validator("sixth")
    model = propose(net, trainer)
    net.judgements.open_vote(1, reported_epoch(net, gateway, 6))
    with pytest.raises(Reverted, match="does not hold the seat"):
        net.judgements.post_numbers(model, 0, 1, NUMBERS, sender=thief.address)
    for seat in range(3):
        post(net, model, seat)
        with pytest.raises(Reverted, match="already posted"):
            post(net, model, seat)
    with undone():
        pass_time(net.parameters.vote_seconds)
        net.judgements.conclude(1)
        assert net.registry.served() == 1
    post(net, model, 3)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    assert net.registry.served() == model


def test_hostile_seats__of_two_fifths__neither_block_nor_adopt(net: Network, gateway: Actor, trainer: str):
    good, bad = propose(net, trainer, 1), propose(net, trainer, 2)
    open_vote(net, gateway)
    for seat in SEATS:
        honest = seat > 1
        post(net, good, seat, NUMBERS if honest else replace(NUMBERS, better=0, bound=-(2**31), sets=-(2**15)))
        post(net, bad, seat, BAD if honest else replace(NUMBERS, bound=2**31 - 1))
    net.judgements.conclude(1)
    assert net.registry.served() == good


def test_first_vote__of_two_good_candidates__does_not_decide(net: Network, gateway: Actor, trainer: str):
    """Before, the candidate that reached two thirds first was served, however much better the other was."""
    first, better = propose(net, trainer, 1), propose(net, trainer, 2)
    open_vote(net, gateway)
    for seat in SEATS:
        post(net, first, seat)
    for seat in SEATS:
        post(net, better, seat, replace(NUMBERS, bound=90))
    net.judgements.conclude(1)
    assert net.registry.served() == better


def test_noisy_copy__with_a_slightly_higher_bound__does_not_displace_the_original(
    net: Network, gateway: Actor, trainer: str
):
    original, copy = propose(net, trainer, 1), propose(net, bonded(net, "copier"), 2)
    open_vote(net, gateway)
    for seat in SEATS:
        post(net, original, seat)
        post(net, copy, seat, replace(NUMBERS, bound=NUMBERS.bound + net.parameters.tie))
    net.judgements.conclude(1)
    assert net.registry.served() == original


def test_small_sample__that_a_minority_tells_of__does_not_put_the_round_off(net: Network, gateway: Actor, trainer: str):
    model = propose(net, trainer)
    number = open_vote(net, gateway)
    for seat in range(2):
        post_sample(net, number, seat)
    conclude(net, number, {model: NUMBERS}, range(2, 5))
    assert net.registry.served() == model


def test_old_stake__votes_for_a_model_after_the_deadline__refused(net: Network, gateway: Actor, trainer: str):
    model = propose(net, trainer)
    open_vote(net, gateway)
    for seat in range(2):
        post(net, model, seat)
    pass_time(30 * DAY)
    with pytest.raises(Reverted, match="vote is over"):
        post(net, model, 2)
    net.judgements.conclude(1)
    assert net.registry.served() == 1


def test_old_stake__opens_a_vote_after_it_left__gets_none(net: Network, gateway: Actor, trainer: str):
    """Nobody opened the vote in time. The seats of that epoch may have taken their stake out since."""
    propose(net, trainer)
    net.post(gateway, PEOPLE)
    net.play_scores(net.close(), GOOD)
    seats = [net.holder(1, seat).address for seat in SEATS]
    for who in seats:
        net.validators.unstake(STAKE, sender=who)
    net.propose(net.settle(1))
    net.finalise(1)
    last = 2 * net.parameters.challenge_seconds - net.parameters.vote_seconds
    pass_time(last - net.parameters.challenge_seconds)
    with undone():
        net.judgements.open_vote(1, 1)
        pass_time(net.parameters.vote_seconds - 1)
        with pytest.raises(Reverted, match="the window after it is open"):
            net.validators.withdraw(sender=seats[0])
    pass_time(net.parameters.vote_seconds)
    net.validators.withdraw(sender=seats[0])
    net.judgements.open_vote(1, 1)
    assert (net.judgements.round(1).state, net.judgements.round(1).last) == (0, 2)


def test_late_transaction__of_a_fallen_attempt__does_not_count_in_the_next(
    net: Network, gateway: Actor, trainer: str, watcher: Actor
):
    model = propose(net, trainer)
    honest = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    false = reported(net, [honest.rows[0], replace(honest.rows[1], before=1), *honest.rows[2:]], honest)
    net.judgements.open_vote(1, 1)
    for seat in range(4):
        post(net, model, seat)
    fault = fault_of(net, false)
    assert fault
    challenge(net, false, fault, watcher)
    net.propose(honest)
    net.judgements.open_vote(1, 1)
    with pytest.raises(Reverted, match="another attempt is open"):
        net.judgements.post_numbers(model, 4, 1, NUMBERS, sender=net.holder(1, 4).address)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    assert net.registry.served() == 1
