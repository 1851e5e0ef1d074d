"""Bonds of trainers, as a random walk: the Registry holds what it owes, and no locked bond leaves."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.contracts.twins.inputs import TWINS
from tests.redteam.plots import BAD, GOOD, NUMBERS, PEOPLE, bonded, post, post_failure, propose, reported_epoch
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import Network, deploy

pytestmark = pytest.mark.slow

TRAINERS = ("first trainer", "second trainer")
DAY = 86_400
posts = st.sampled_from([NUMBERS, BAD, None])
steps = st.one_of(
    st.tuples(st.sampled_from(["bond", "take", "dataset", "propose"]), st.sampled_from(TRAINERS)),
    st.tuples(st.just("round"), st.lists(posts, min_size=5, max_size=5)),
    st.tuples(st.just("wait"), st.sampled_from([1, 3 * DAY, 7 * DAY])),
)


@pytest.fixture(scope="module")
def started() -> Iterator[Network]:
    with undone():
        net = deploy()
        net.turn(net.add_gateway(), PEOPLE, GOOD)
        for name in TRAINERS:
            bonded(net, name)
        yield net


def play(net: Network, step: tuple) -> None:
    kind, what = step
    if kind == "wait":
        pass_time(what)
    elif kind == "round":
        play_round(net, what)
    elif kind == "propose":
        propose(net, actor(what).address, net.registry.last_model())
    elif kind == "bond":
        net.registry.bond(150 * TOKEN, sender=actor(what).address)
    elif kind == "take":
        net.registry.take_bond(sender=actor(what).address)
    else:
        net.registry.publish_dataset(ZERO_HASH, 0, 1, 1, 1, sender=actor(what).address)


def play_round(net: Network, posted: list) -> None:
    """Plays the last round, if it waits, with the same posts on every candidate."""
    number = net.judgements.last_round()
    if not number or net.judgements.round(number).state:
        return
    gateway: Actor = actor("gateway")
    while net.batches.current() < net.judgements.round(number).last:
        reported_epoch(net, gateway)
    net.judgements.open_vote(number, reported_epoch(net, gateway))
    for model in net.judgements.candidates_of(number):
        for seat, numbers in enumerate(posted):
            if numbers:
                post(net, model, seat, numbers)
            else:
                post_failure(net, model, seat)
    net.judgements.conclude(number)


def test_walk__of_a_round__is_judged(started: Network):
    with undone():
        net = started.copy()
        for step in (
            ("propose", TRAINERS[0]),
            ("round", [NUMBERS] * 5),
            ("propose", TRAINERS[1]),
            ("round", [None] * 5),
        ):
            play(net, step)
        assert [net.registry.model(number).state for number in (2, 3)] == [1, 2]
        assert net.registry.bond_of(actor(TRAINERS[1]).address) == 0


@settings(TWINS, max_examples=max(1, TWINS.max_examples // 10))
@given(walk=st.lists(steps, max_size=12))
def test_bonds__of_any_walk__are_all_there_and_locked_while_a_candidate_waits(started: Network, walk: list[tuple]):
    with undone():
        net = started.copy()
        least, trainers = net.registry.MINIMUM_BOND(), [actor(name).address for name in TRAINERS]
        for step in walk:
            try:
                play(net, step)
            except Reverted as refused:
                if not refused.reason:
                    raise
            bonds = [net.registry.bond_of(trainer) for trainer in trainers]
            assert net.token.balanceOf(net.registry.address) == sum(bonds)
            for trainer, bond in zip(trainers, bonds, strict=True):
                assert bond >= least * net.registry.waiting_of(trainer)
            models = [net.registry.model(number) for number in range(2, net.registry.last_model() + 1)]
            waiting = sum(model.state == 0 for model in models)
            assert waiting == sum(net.registry.waiting_of(trainer) for trainer in trainers)
