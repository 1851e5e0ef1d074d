"""Votes that outlive the stake behind them or their report, that are opened again, or that a minority would decide."""

from dataclasses import replace

import pytest

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
    post_sample,
    propose,
    reported,
    reported_epoch,
)
from tests.support.actors import Actor
from tests.support.challenger import challenge, fault_of
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import STAKE, Network

DAY = 86_400
BAD_SCORER = b"\x66" * 32


@pytest.fixture
def trainer(net: Network) -> Address:
    return bonded(net, "trainer", 8)


def seats_of(net: Network, epoch: int) -> list[Actor]:
    return [net.holder(epoch, seat) for seat in range(len(net.seats(epoch)))]


def test_old_stake__votes_for_a_scorer_after_it_left__refused(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    voters = seats_of(net, 1)
    net.scorers.propose(BAD_SCORER, ZERO_HASH, 0, sender=voters[0].address)
    for seat in range(3):
        net.scorers.vote(BAD_SCORER, ZERO_HASH, seat, sender=voters[seat].address)
    pass_time(30 * 86_400)
    with pytest.raises(Reverted, match="vote is over"):
        net.scorers.vote(BAD_SCORER, ZERO_HASH, 3, sender=voters[3].address)
    assert net.scorers.scorer_of(99) == net.plan.scorer_id


def test_dissenter__starts_a_vote_again_at_every_snapshot__votes_stay(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    voters = seats_of(net, 1)
    net.scorers.propose(BAD_SCORER, ZERO_HASH, 0, sender=voters[0].address)
    for seat in range(3):
        net.scorers.vote(BAD_SCORER, ZERO_HASH, seat, sender=voters[seat].address)
    net.validators.stake(1, sender=voters[4].address)
    net.post(gateway, PEOPLE)
    net.close()
    with pytest.raises(Reverted, match="vote is open"):
        net.scorers.propose(BAD_SCORER, ZERO_HASH, 4, sender=voters[4].address)
    net.scorers.vote(BAD_SCORER, ZERO_HASH, 3, sender=voters[3].address)
    assert net.scorers.from_epoch() == net.batches.current() + 3


def test_wrong_manifest__proposed_first_for_a_good_scorer__keeps_it_from_no_vote(net: Network, gateway: Actor):
    """Whoever opened a scorer's vote chose its manifest, so one seat could keep any scorer from the vote for ever."""
    net.turn(gateway, PEOPLE, GOOD)
    voters, scorer, wrong, right = seats_of(net, 1), b"\x67" * 32, b"\x01" * 32, b"\x02" * 32
    net.scorers.propose(scorer, wrong, 4, sender=voters[4].address)
    net.scorers.propose(scorer, right, 0, sender=voters[0].address)
    for seat in range(4):
        net.scorers.vote(scorer, right, seat, sender=voters[seat].address)
    assert net.scorers.scorer_of(net.batches.current() + 3) == scorer
    with pytest.raises(Reverted, match="not under vote"):
        net.scorers.vote(scorer, b"\x03" * 32, 4, sender=voters[4].address)


# --- judgements


def test_adoption__by_half_of_the_stake__never(net: Network, gateway: Actor, trainer: Address, thief: Actor):
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
    with undone():
        for seat in range(3, 6):
            post(net, model, seat, replace(NUMBERS, words_parent=799))
        net.judgements.conclude(1)
        assert net.registry.served() == 1
    post(net, model, 3)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    assert net.registry.served() == model


def test_hostile_seats__of_two_fifths__neither_block_nor_adopt(net: Network, gateway: Actor, trainer: Address):
    good, bad = propose(net, trainer, 1), propose(net, trainer, 2)
    open_vote(net, gateway)
    for seat in SEATS:
        honest = seat > 1
        post(net, good, seat, NUMBERS if honest else replace(NUMBERS, better=0, bound=-(2**31), sets=-(2**15)))
        post(net, bad, seat, BAD if honest else replace(NUMBERS, bound=2**31 - 1))
    net.judgements.conclude(1)
    assert net.registry.served() == good


def test_first_vote__of_two_good_candidates__does_not_decide(net: Network, gateway: Actor, trainer: Address):
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
    net: Network, gateway: Actor, trainer: Address
):
    original, copy = propose(net, trainer, 1), propose(net, bonded(net, "copier"), 2)
    open_vote(net, gateway)
    for seat in SEATS:
        post(net, original, seat)
        post(net, copy, seat, replace(NUMBERS, bound=NUMBERS.bound + net.parameters.tie))
    net.judgements.conclude(1)
    assert net.registry.served() == original


def test_small_sample__that_a_minority_tells_of__does_not_put_the_round_off(
    net: Network, gateway: Actor, trainer: Address
):
    model = propose(net, trainer)
    number = open_vote(net, gateway)
    for seat in range(2):
        post_sample(net, number, seat)
    conclude(net, number, {model: NUMBERS}, range(2, 5))
    assert net.registry.served() == model


def test_old_stake__votes_for_a_model_after_the_deadline__refused(net: Network, gateway: Actor, trainer: Address):
    model = propose(net, trainer)
    open_vote(net, gateway)
    for seat in range(2):
        post(net, model, seat)
    pass_time(30 * DAY)
    with pytest.raises(Reverted, match="vote is over"):
        post(net, model, 2)
    net.judgements.conclude(1)
    assert net.registry.served() == 1


def test_old_stake__opens_a_vote_after_it_left__gets_none(net: Network, gateway: Actor, trainer: Address):
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
    net: Network, gateway: Actor, trainer: Address, watcher: Actor
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
