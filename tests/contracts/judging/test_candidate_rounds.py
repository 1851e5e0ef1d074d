"""Rounds: who joins which, when a vote opens, and when a round grows or ends without one."""

from dataclasses import replace

import pytest

from kula.protocol.chain.deploy import constructor_arguments
from kula.protocol.parameters import Parameters
from tests.redteam.plots import BAD, GOOD, NUMBERS, PEOPLE, bonded, conclude, open_vote, post, propose, reported_epoch
from tests.support.actors import Actor
from tests.support.evm import Reverted, create, pass_time, undone
from tests.support.evm_network import FAST, Network, deploy

WAITING, VOTING, OVER = 0, 1, 2


@pytest.fixture
def trainer(net: Network) -> str:
    return bonded(net, "trainer", 20)


def state_of(net: Network, number: int) -> tuple[int, int, int]:
    """The first and last epoch of a round, and its state."""
    judged = net.judgements.round(number)
    return judged.first, judged.last, judged.state


def lost_epoch(net: Network, gateway: Actor) -> int:
    """An epoch that nobody scores, which is lost."""
    net.post(gateway, PEOPLE)
    epoch = net.close()
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    net.reports.expire(epoch)
    return epoch


def serve_new_base(net: Network) -> None:
    epoch, manifest = net.batches.current() - 1, b"\x77" * 32
    for seat in range(4):
        if seat == 0:
            net.registry.propose_served(manifest, 0, sender=net.holder(epoch, 0).address)
        net.registry.vote_served(manifest, seat, sender=net.holder(epoch, seat).address)


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ({"round_epochs": 0}, "a round needs an epoch"),
        ({"round_epochs": 4, "round_limit": 3}, "a round is longer than the limit"),
        ({"round_limit": 129}, "the limit is too high"),
        ({"vote_seconds": FAST.challenge_seconds + 1}, "votes outlast a challenge window"),
    ],
)
def test_deployment__with_rounds_or_votes_of_a_wrong_length__refused(net: Network, numbers: dict[str, int], why: str):
    plan = replace(net.plan, parameters=replace(FAST, **numbers))
    places = {contract.kind: contract.address for contract in net.contracts.values()}
    arguments = constructor_arguments(plan, net.owner.address, places)["Judgements"]
    with pytest.raises(Reverted, match=why):
        create("Judgements", arguments, net.owner.address)


# --- joining


def test_join__by_anybody_else__refused(net: Network, trainer: str):
    with pytest.raises(Reverted, match="caller is not Registry"):
        net.judgements.join(7, sender=trainer)


def test_candidates__before_the_first_record__share_a_round(net: Network, gateway: Actor, trainer: str):
    models = [propose(net, trainer, n) for n in (1, 2)]
    assert net.judgements.candidates_of(1) == models
    assert [net.registry.model(model).round for model in models] == [1, 1]
    assert state_of(net, 1) == (1, 1, WAITING)
    net.post(gateway, PEOPLE)
    assert net.judgements.ahead() == 0
    late = propose(net, trainer, 3)
    assert net.judgements.candidates_of(2) == [late]
    assert state_of(net, 2) == (2, 2, WAITING)
    assert net.judgements.ahead() == 1


def test_rounds__of_three_epochs__follow_each_other_without_a_gap(gateway: Actor):
    with undone():
        net = deploy(replace(FAST, round_epochs=3, round_limit=5))
        net.add_gateway()
        trainer = bonded(net, "trainer", 3)
        propose(net, trainer, 1)
        net.turn(gateway, PEOPLE, GOOD)
        propose(net, trainer, 2)
        assert (state_of(net, 1), state_of(net, 2)) == ((1, 3, WAITING), (4, 6, WAITING))
        net.turn(gateway, PEOPLE, GOOD)
        propose(net, trainer, 3)
        assert len(net.judgements.candidates_of(2)) == 2


def test_ninth_candidate__of_a_round__refused(net: Network, gateway: Actor, trainer: str):
    net.token.transfer(trainer, 10**22, sender=net.owner.address)
    for n in range(1, 9):
        propose(net, trainer, n)
    with pytest.raises(Reverted, match="the round is full"):
        propose(net, trainer, 9)
    net.post(gateway, PEOPLE)
    propose(net, trainer, 9)
    assert net.judgements.last_round() == 2


# --- dropping


def test_drop__of_candidates_whose_parent_is_not_served__makes_room(net: Network, gateway: Actor, trainer: str):
    net.turn(gateway, PEOPLE, GOOD)
    stale = [propose(net, trainer, n) for n in (1, 2)]
    with pytest.raises(Reverted, match="its parent is served"):
        net.judgements.drop(stale[0])
    serve_new_base(net)
    fresh = propose(net, trainer, 3)
    net.judgements.drop(stale[0])
    assert net.judgements.candidates_of(1) == [stale[1], fresh]
    assert (net.registry.model(stale[0]).state, net.registry.waiting_of(trainer)) == (2, 2)
    with pytest.raises(Reverted, match="not a candidate"):
        net.judgements.drop(stale[0])
    net.judgements.open_vote(1, reported_epoch(net, gateway))
    with pytest.raises(Reverted, match="its round does not wait"):
        net.judgements.drop(stale[1])


def test_drop__of_the_last_candidate__ends_the_round_so_that_a_new_one_begins_at_once(
    net: Network, gateway: Actor, trainer: str
):
    net.turn(gateway, PEOPLE, GOOD)
    net.post(gateway, PEOPLE)
    stale = propose(net, trainer)
    assert state_of(net, 1) == (3, 3, WAITING)
    serve_new_base(net)
    net.judgements.drop(stale)
    assert state_of(net, 1) == (3, 3, OVER)
    propose(net, trainer, 3)
    assert state_of(net, 2) == (3, 3, WAITING)


# --- the vote


def test_open_vote__before_an_epoch_is_settled_or_on_another__refused(net: Network, gateway: Actor, trainer: str):
    for number in (0, 1):
        with pytest.raises(Reverted, match="no such round"):
            net.judgements.open_vote(number, 1)
    propose(net, trainer)
    for epoch in (2, 2**32 - 1):
        with pytest.raises(Reverted, match="the epoch is not in the round"):
            net.judgements.open_vote(1, epoch)
    with pytest.raises(Reverted, match="the epoch has no ledger"):
        net.judgements.open_vote(1, 1)
    with pytest.raises(Reverted, match="a later epoch has a ledger, or may get one"):
        net.judgements.open_vote(1, 0)
    epoch = reported_epoch(net, gateway)
    net.judgements.open_vote(1, epoch)
    with pytest.raises(Reverted, match="the vote is open"):
        net.judgements.open_vote(1, epoch)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    with pytest.raises(Reverted, match="or it is over"):
        net.judgements.open_vote(1, epoch)


def test_open_vote__after_lost_epochs__takes_the_last_with_a_ledger(gateway: Actor):
    with undone():
        net = deploy(replace(FAST, round_epochs=2, challenge_seconds=600))
        net.add_gateway()
        propose(net, bonded(net, "trainer"))
        epoch = reported_epoch(net, gateway)
        lost_epoch(net, gateway)
        net.judgements.open_vote(1, epoch)
        vote = net.judgements.round(1)
        assert (vote.epoch, vote.digest, vote.attempt) == (1, net.reports.standing(1).digest, 1)
        assert vote.total == net.scores.epoch(1).total_weight


def test_round__without_a_ledger__grows_and_ends_at_its_limit(net: Network, gateway: Actor, trainer: str):
    model = propose(net, trainer)
    for grown in (2, 3):
        lost_epoch(net, gateway)
        net.judgements.open_vote(1, 0)
        assert state_of(net, 1) == (1, grown, WAITING)
    lost_epoch(net, gateway)
    net.judgements.open_vote(1, 0)
    assert state_of(net, 1) == (1, 3, OVER)
    assert (net.registry.model(model).state, net.registry.waiting_of(trainer)) == (2, 0)


def test_open_vote__without_a_seed__refused_or_the_round_grows_if_none_will_come(gateway: Actor):
    with undone():
        net = deploy(replace(FAST, seed_blocks=5))
        net.add_gateway()
        propose(net, bonded(net, "trainer"))
        epoch = reported_epoch(net, gateway)
        with pytest.raises(Reverted, match="the epoch has no seed yet"):
            net.judgements.open_vote(1, epoch)


def test_open_vote__on_an_epoch_that_never_gets_a_seed__grows_the_round(net: Network, gateway: Actor, trainer: str):
    """Where salts alone are the seed, a heavy seat that withholds its salt takes it from the epoch."""
    propose(net, trainer)
    net.post(gateway, PEOPLE)
    epoch = net.close()
    for seat in range(5):
        net.commit(epoch, seat, GOOD[0])
    for seat in range(4):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    net.propose(net.settle(epoch))
    assert net.scores.is_seedless(epoch)
    net.judgements.open_vote(1, epoch)
    assert state_of(net, 1) == (1, 2, WAITING)


@pytest.mark.parametrize(("late", "state"), [(0, VOTING), (1, WAITING)])
def test_open_vote__so_late_that_stake_could_leave__grows_the_round(
    net: Network, gateway: Actor, trainer: str, late: int, state: int
):
    propose(net, trainer)
    epoch = reported_epoch(net, gateway)
    window, parameters = net.parameters.challenge_seconds, net.parameters
    pass_time(2 * window - parameters.vote_seconds + late)
    net.judgements.open_vote(1, epoch)
    assert state_of(net, 1) == (1, 1 + late, state)


def test_round__that_follows__is_not_held_up_by_one_without_a_vote(net: Network, gateway: Actor, trainer: str):
    propose(net, trainer, 1)
    net.turn(gateway, PEOPLE, GOOD)
    second = propose(net, trainer, 2)
    conclude(net, open_vote(net, gateway), {second: NUMBERS})
    assert net.registry.served() == second
    assert state_of(net, 1) == (1, 1, WAITING)


def test_posts__after_the_vote_or_for_another_attempt__refused(net: Network, gateway: Actor, trainer: str):
    model = propose(net, trainer)
    with pytest.raises(Reverted, match="no vote is open"):
        net.judgements.post_numbers(model, 0, 0, NUMBERS, sender=trainer)
    open_vote(net, gateway)
    for attempt in (0, 2):
        with pytest.raises(Reverted, match="another attempt is open"):
            net.judgements.post_numbers(model, 0, attempt, NUMBERS, sender=net.holder(1, 0).address)
    pass_time(net.parameters.vote_seconds - 1)
    post(net, model, 0)
    pass_time(1)
    with pytest.raises(Reverted, match="the vote is over"):
        post(net, model, 1, BAD)


def test_parameters__of_rounds__fit_every_default():
    assert 0 < Parameters().round_epochs <= Parameters().round_limit <= 128
