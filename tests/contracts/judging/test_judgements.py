"""Judgements: what a seat may post, when a round ends, who wins, and which bonds burn."""

from dataclasses import replace

import pytest

from kula.protocol.judging import Criterion, Numbers
from tests.redteam.plots import (
    BAD,
    NUMBERS,
    SEATS,
    bonded,
    conclude,
    open_vote,
    post,
    post_failure,
    post_sample,
    propose,
    reported_epoch,
)
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import STAKE, Network, deploy

CANDIDATE, ADOPTED, REJECTED = 0, 1, 2


@pytest.fixture
def trainer(net: Network) -> str:
    return bonded(net, "trainer", 8)


@pytest.fixture
def voting(net: Network, gateway: Actor, trainer: str) -> tuple[int, int]:
    """Two candidates of round 1, whose vote is open."""
    models = propose(net, trainer, 1), propose(net, trainer, 2)
    open_vote(net, gateway)
    return models


def states(net: Network, models: tuple[int, ...]) -> list[int]:
    return [net.registry.model(model).state for model in models]


# --- posting


def test_post__from_another_seat_or_twice__refused(net: Network, voting: tuple[int, int]):
    first, _ = voting
    for seat in (0, 1):
        with pytest.raises(Reverted, match="caller does not hold the seat"):
            net.judgements.post_numbers(first, seat, 1, NUMBERS, sender=actor("thief").address)
    with pytest.raises(Reverted, match="no such seat"):
        net.judgements.post_numbers(first, 5, 1, NUMBERS, sender=actor("thief").address)
    post(net, first, 0)
    with pytest.raises(Reverted, match="already posted"):
        post(net, first, 0, BAD)
    with pytest.raises(Reverted, match="already posted"):
        post_failure(net, first, 0)


def test_post__on_what_is_no_candidate_or_of_no_failure__refused(net: Network, voting: tuple[int, int]):
    who = net.holder(1, 0).address
    for model in (0, 1, 9):
        with pytest.raises(Reverted, match="not a candidate"):
            net.judgements.post_numbers(model, 0, 1, NUMBERS, sender=who)
    for kind in (0, 3, 255):
        with pytest.raises(Reverted, match="no such failure"):
            net.judgements.post_failure(voting[0], 0, 1, kind, sender=who)


@pytest.mark.parametrize("against", ["parent", "base"])
def test_post__of_more_checks_than_there_are__refused(net: Network, voting: tuple[int, int], against: str):
    checks = net.parameters.checks
    more = replace(NUMBERS, **{f"won_{against}": checks, f"lost_{against}": 1})
    with pytest.raises(Reverted, match="more checks than there are"):
        post(net, voting[0], 0, more)
    post(net, voting[0], 0, replace(NUMBERS, **{f"won_{against}": checks - 1, f"lost_{against}": 1}))


def test_tally__of_mixed_posts__counts_the_stake_of_each_criterion(net: Network, voting: tuple[int, int]):
    first, second = voting
    post(net, first, 0)
    post(net, first, 1, BAD)
    post_failure(net, first, 2)
    expected = [2 * STAKE] * 7 + [STAKE]
    expected[Criterion.BOUND] = STAKE
    assert net.judgements.tally(first) == expected
    assert net.judgements.tally(second) == [0] * 8
    assert net.judgements.ballots_of(first, 1).posted == 0b111


# --- the end of a round


def test_conclude__before_its_end__needs_each_seat_on_each_candidate(net: Network, voting: tuple[int, int]):
    first, second = voting
    for seat in SEATS:
        post(net, first, seat)
        if seat < 4:
            post(net, second, seat, BAD)
    with pytest.raises(Reverted, match="the vote is not over"):
        net.judgements.conclude(1)
    post_failure(net, second, 4)
    net.judgements.conclude(1)
    assert states(net, voting) == [ADOPTED, REJECTED]
    with pytest.raises(Reverted, match="no vote is open"):
        net.judgements.conclude(1)


def test_conclude__at_the_end_of_the_vote__rejects_what_few_seats_posted_on(net: Network, voting: tuple[int, int]):
    pass_time(net.parameters.vote_seconds - 1)
    with pytest.raises(Reverted, match="the vote is not over"):
        net.judgements.conclude(1)
    pass_time(1)
    net.judgements.conclude(1)
    assert (states(net, voting), net.registry.served()) == ([REJECTED, REJECTED], 1)


@pytest.mark.parametrize(("seats", "served"), [(2, 1), (3, 2)])
def test_adoption__by_more_than_half_of_the_total_stake__not_by_less(
    net: Network, voting: tuple[int, int], seats: int, served: int
):
    """Seats that post nothing count against a candidate."""
    conclude(net, 1, {voting[0]: NUMBERS}, range(seats))
    assert net.registry.served() == served


def failing() -> dict[Criterion, Numbers]:
    """For each criterion, numbers that fail it alone and by one."""
    return {
        Criterion.BETTER: replace(NUMBERS, better=849),
        Criterion.BOUND: replace(NUMBERS, bound=2),
        Criterion.SLICES: replace(NUMBERS, worst_slice=-51),
        Criterion.CHECKS_PARENT: replace(NUMBERS, won_parent=0, lost_parent=19),
        Criterion.CHECKS_BASE: replace(NUMBERS, won_base=0, lost_base=32),
        Criterion.SETS: replace(NUMBERS, sets=-3),
        Criterion.WORDS: replace(NUMBERS, words_base=1_251),
    }


def just_passing() -> dict[Criterion, Numbers]:
    """For each criterion, numbers at its limit."""
    return {
        Criterion.BETTER: replace(NUMBERS, better=850),
        Criterion.BOUND: replace(NUMBERS, bound=3),
        Criterion.SLICES: replace(NUMBERS, worst_slice=-50),
        Criterion.CHECKS_PARENT: replace(NUMBERS, won_parent=0, lost_parent=18),
        Criterion.CHECKS_BASE: replace(NUMBERS, won_base=0, lost_base=31),
        Criterion.SETS: replace(NUMBERS, sets=-2),
        Criterion.WORDS: replace(NUMBERS, words_base=1_250, words_parent=800),
    }


@pytest.mark.parametrize("criterion", list(Criterion))
def test_criterion__failed_by_one__refuses_a_candidate_and_at_its_limit_does_not(
    net: Network, voting: tuple[int, int], criterion: Criterion
):
    post(net, voting[0], 0, failing()[criterion])
    post(net, voting[1], 0, just_passing()[criterion])
    assert net.judgements.tally(voting[0]) == [0 if k == criterion else STAKE for k in Criterion] + [0]
    assert net.judgements.tally(voting[1]) == [STAKE] * 7 + [0]


def test_majority__differs_by_criterion__and_each_needs_its_own(net: Network, voting: tuple[int, int]):
    """Three of five seats pass each criterion, although no seat passes all."""
    first, second = voting
    for seat, criterion in enumerate((Criterion.BETTER, Criterion.SLICES, Criterion.SETS, Criterion.WORDS)):
        post(net, first, seat, failing()[criterion])
        worse = failing()[Criterion.WORDS if seat < 3 else criterion]
        post(net, second, seat, replace(worse, bound=90))
    post(net, first, 4, failing()[Criterion.BOUND])
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    assert states(net, voting) == [ADOPTED, REJECTED]


@pytest.mark.parametrize(("bound", "winner"), [(49, 0), (54, 0), (55, 0), (56, 1)])
def test_winner__has_the_highest_bound__unless_an_earlier_one_is_within_the_tie(
    net: Network, voting: tuple[int, int], bound: int, winner: int
):
    conclude(net, 1, {voting[0]: NUMBERS, voting[1]: replace(NUMBERS, bound=bound)})
    assert net.registry.served() == voting[winner]


def test_winner__of_differing_bounds__is_decided_by_the_median(net: Network, voting: tuple[int, int]):
    for seat, bound in enumerate((3, 3, 60, 61, 9_000)):
        post(net, voting[1], seat, replace(NUMBERS, bound=bound))
        post(net, voting[0], seat, NUMBERS)
    net.judgements.conclude(1)
    assert net.registry.served() == voting[1]


@pytest.mark.parametrize(("failures", "burnt"), [(3, 0), (4, 1)])
def test_failures__of_more_than_two_thirds__burn_the_bond(
    net: Network, voting: tuple[int, int], trainer: str, failures: int, burnt: int
):
    bond, supply = net.registry.bond_of(trainer), net.token.totalSupply()
    for seat in range(failures):
        post_failure(net, voting[0], seat, 1 + seat % 2)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    lost = burnt * net.registry.MINIMUM_BOND()
    assert (net.registry.bond_of(trainer), net.token.totalSupply()) == (bond - lost, supply - lost)
    assert states(net, voting) == [REJECTED, REJECTED]


def test_conclude__when_another_model_is_served__frees_all_bonds(
    net: Network, gateway: Actor, voting: tuple[int, int], trainer: str
):
    bond, manifest = net.registry.bond_of(trainer), b"\x77" * 32
    for seat in range(4):
        post_failure(net, voting[0], seat)
        post(net, voting[1], seat)
    net.registry.propose_served(manifest, 0, sender=net.holder(1, 0).address)
    for seat in range(4):
        net.registry.vote_served(manifest, seat, sender=net.holder(1, seat).address)
    net.judgements.conclude(1)
    assert (states(net, voting), net.registry.bond_of(trainer)) == ([REJECTED, REJECTED], bond)
    assert net.registry.model(net.registry.served()).manifest == manifest


def test_thirty_one_seats__with_eight_candidates__take_the_median_of_all_slots(gateway: Actor):
    """Sixteen of 31 seats reach the median, whichever slots hold their bounds."""
    with undone():
        net = deploy(validators=31)
        net.add_gateway()
        trainer = bonded(net, "trainer", 8)
        models = [propose(net, trainer, n) for n in range(1, 9)]
        net.judgements.open_vote(1, reported_epoch(net, gateway, 31))
        for seat in range(31):
            for place, model in enumerate(models):
                # seats 8 to 23 give the sixth candidate 90, the others give it less than the first
                bound = (90 if 8 <= seat <= 23 else 3) if place == 5 else 50 + (seat >= 16)
                post(net, model, seat, replace(NUMBERS, bound=bound))
        net.judgements.conclude(1)
        assert net.registry.served() == models[5]


# --- samples


def test_samples__too_small_for_more_than_half_of_the_stake__grow_the_round(
    net: Network, gateway: Actor, voting: tuple[int, int]
):
    post_sample(net, 1, 0)
    with pytest.raises(Reverted, match="already posted"):
        post_sample(net, 1, 0)
    post_sample(net, 1, 1, 24)
    assert net.judgements.samples(1, 1).small == 2 * STAKE
    post(net, voting[0], 3)
    post_sample(net, 1, 2, 95)
    grown = net.judgements.round(1)
    assert (grown.first, grown.last, grown.state) == (1, 2, 0)
    net.judgements.open_vote(1, reported_epoch(net, gateway))
    assert net.judgements.round(1).attempt == 2
    assert net.judgements.tally(voting[0]) == [0] * 8
    post_sample(net, 1, 0, 96)
    assert net.judgements.samples(1, 2).small == 0


def test_samples__too_small_at_the_limit__end_the_round_and_free_the_bonds(
    net: Network, gateway: Actor, voting: tuple[int, int], trainer: str
):
    for grown in (2, 3, None):
        for seat in range(3):
            post_sample(net, 1, seat)
        if grown:
            net.judgements.open_vote(1, reported_epoch(net, gateway))
    assert (net.judgements.round(1).state, states(net, voting)) == (2, [REJECTED, REJECTED])
    assert net.registry.waiting_of(trainer) == 0
