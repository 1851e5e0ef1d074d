"""Judgements: Vyper and Python agree which criteria numbers pass, who wins a round, and whose bond burns."""

from collections.abc import Iterator
from dataclasses import astuple, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.judging import Failure, Numbers, Posted, keeps, outcome, passed, tally
from kula.protocol.parameters import Parameters
from tests.contracts.twins.inputs import TWINS
from tests.redteam.plots import GOOD, NUMBERS, PEOPLE, bonded, propose
from tests.support.actors import actor
from tests.support.evm import Contract, Reverted, create, pass_time, undone
from tests.support.evm_network import FAST, STAKE, Network, deploy

pytestmark = pytest.mark.slow

CANDIDATES = 3
WEIGHTS = [STAKE, STAKE, 2 * STAKE, 3 * STAKE, 4 * STAKE]


def near(*limits: int, least: int, most: int) -> st.SearchStrategy[int]:
    """Numbers of a type, mostly near to limits."""
    close = [st.integers(max(least, limit - 2), min(most, limit + 2)) for limit in limits]
    return st.one_of(*close, st.integers(least, most))


uint16 = {"least": 0, "most": 2**16 - 1}
int32 = {"least": -(2**31), "most": 2**31 - 1}
checks = near(0, 18, 31, **uint16)
numbers = st.builds(
    Numbers,
    better=near(850, **uint16),
    bound=near(2, 7, 50, **int32),
    worst_slice=near(-50, **int32),
    won_parent=checks,
    lost_parent=checks,
    won_base=checks,
    lost_base=checks,
    sets=near(-2, least=-(2**15), most=2**15 - 1),
    words_parent=near(800, 1_250, **uint16),
    words_base=near(800, 1_250, **uint16),
    loss_before=st.just(2**32 - 1),
    loss_after=st.just(0),
)
parameters = st.builds(
    Parameters,
    better_permille=near(850, **uint16),
    margin=near(2, least=0, most=2**32 - 1),
    slice_margin=near(50, least=0, most=2**32 - 1),
    checks=near(0, 512, **uint16),
    checks_margin=near(0, 5, **uint16),
    base_margin=near(8, **uint16),
    set_checks=near(0, 57, **uint16),
    set_margin=near(0, 4, **uint16),
    words_least=near(800, **uint16),
    words_most=near(1_250, **uint16),
)
bounds = near(2, 45, 50, 55, **int32)
posts = st.one_of(
    st.none(),
    st.sampled_from(list(Failure)),
    st.builds(replace, st.just(NUMBERS), bound=bounds),
    st.builds(replace, st.just(NUMBERS), bound=bounds, better=st.sampled_from([849, 850, 1_000])),
)


@pytest.fixture(scope="module")
def judging() -> Contract:
    return create("Judging", (), actor("owner").address)


@pytest.fixture(scope="module")
def voting() -> Iterator[Network]:
    """Five seats of different stake, and a round of three candidates whose vote is open."""
    with undone():
        net = deploy(FAST, validators=4)
        gateway = net.add_gateway()
        net.add_validator("heavy", WEIGHTS[4])
        for seat, weight in enumerate(WEIGHTS[:4]):
            if weight > STAKE:
                who = actor(f"validator {seat}").address
                net.token.transfer(who, weight, sender=net.owner.address)
                net.validators.stake(weight - STAKE, sender=who)
        trainer = bonded(net, "trainer", CANDIDATES)
        for n in range(CANDIDATES):
            propose(net, trainer, n + 1)
        net.turn(gateway, PEOPLE, GOOD)
        net.judgements.open_vote(1, 1)
        yield net


@TWINS
@given(measured=numbers, numbers_of=parameters)
def test_criteria__of_any_numbers__same_or_same_error(judging: Contract, measured: Numbers, numbers_of: Parameters):
    try:
        expected = list(passed(measured, numbers_of))
    except ValueError:
        with pytest.raises(Reverted, match="more checks than there are"):
            judging.passed(astuple(measured), numbers_of)
    else:
        assert judging.passed(astuple(measured), numbers_of) == expected


@TWINS
@given(share=st.integers(0, 2**16 - 1), lost=st.integers(0, 2**16 - 1), margin=st.integers(0, 100))
def test_checks__of_any_change__same_or_same_error(judging: Contract, share: int, lost: int, margin: int):
    won, count = share % (lost + 1), min(2**16 - 1, 2 * lost + margin)
    try:
        expected = keeps(won, lost, count, margin)
    except ValueError:
        with pytest.raises(Reverted, match="more checks than there are"):
            judging.keeps(won, lost, count, margin)
    else:
        assert judging.keeps(won, lost, count, margin) == expected


@settings(TWINS, max_examples=TWINS.max_examples // 4)
@given(posted=st.lists(st.lists(posts, min_size=5, max_size=5), min_size=3, max_size=3), order=st.integers(0, 2**32))
def test_round__of_any_posts_in_any_order__same_winner_and_same_bonds(
    voting: Network, posted: list[list[Numbers | Failure | None]], order: int
):
    with undone():
        net = voting.copy()
        weights = [seat.weight for seat in net.seats(1)]
        candidates: list[list[Posted]] = [list(zip(weights, column, strict=True)) for column in posted]
        send(net, posted, order)
        trainer, first = net.registry.model(2).trainer, 2
        for index, entries in enumerate(candidates):
            assert tuple(net.judgements.tally(first + index)) == tally(entries, net.parameters)
        bond = net.registry.bond_of(trainer)
        pass_time(net.parameters.vote_seconds)
        net.judgements.conclude(1)
        expected = outcome(candidates, net.parameters)
        assert net.registry.served() == (1 if expected.winner is None else first + expected.winner)
        assert bond - net.registry.bond_of(trainer) == len(expected.burnt) * net.registry.MINIMUM_BOND()
        assert net.registry.waiting_of(trainer) == 0
        assert net.token.balanceOf(net.registry.address) == net.registry.bond_of(trainer)


def send(net: Network, posted: list[list[Numbers | Failure | None]], order: int) -> None:
    """Posts all that the seats have, in an order drawn from `order`."""
    calls = [(model, seat) for model in range(CANDIDATES) for seat in range(5)]
    Random(order).shuffle(calls)
    for model, seat in calls:
        what, sender = posted[model][seat], net.holder(1, seat).address
        if isinstance(what, Numbers):
            net.judgements.post_numbers(model + 2, seat, 1, what, sender=sender)
        elif what:
            net.judgements.post_failure(model + 2, seat, 1, int(what), sender=sender)


def test_seats__of_the_twin__have_different_weights(voting: Network):
    assert sorted(seat.weight for seat in voting.seats(1)) == WEIGHTS
