"""Registry: what may be published, what may be a candidate, and when a candidate is judged."""

from dataclasses import replace

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import FAST, Network, deploy

MODEL = b"\x09" * 32
YES, NO = (3000, 1000, 1500, 20, 20), (1000, 3000, -5, 20, 20)


@pytest.fixture
def trainer(net: Network) -> str:
    who = net.fund(actor("trainer")).address
    net.registry.bond(100 * TOKEN, sender=who)
    return who


@pytest.fixture
def candidate(net: Network, gateway: Actor, trainer: str) -> int:
    """A candidate that is judged on epoch 1, which has no report yet."""
    number = net.registry.propose_candidate(MODEL, 1, [], sender=trainer)
    net.open_epoch(gateway, PEOPLE, GOOD)
    return number


def vote(net: Network, model: int, seat: int, what: tuple) -> None:
    net.registry.vote(model, seat, *what, sender=net.holder(1, seat).address)


def test_publish_dataset__without_bond_parent_or_final_epochs__refused(net: Network, gateway: Actor, trainer: str):
    net.turn(gateway, PEOPLE, GOOD)
    for parent, first, last, why in (
        (1, 1, 1, "no such parent"),
        (0, 0, 1, "epochs are in disorder"),
        (0, 2, 1, "epochs are in disorder"),
        (0, 1, 65, "too many epochs"),
        (0, 1, 2, "an epoch is not final"),
    ):
        with pytest.raises(Reverted, match=why):
            net.registry.publish_dataset(ZERO_HASH, parent, 4, first, last, sender=trainer)
    with pytest.raises(Reverted, match="trainer has no bond"):
        net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 1, sender=net.owner.address)
    assert net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 1, sender=trainer) == 1
    assert net.registry.publish_dataset(ZERO_HASH, 1, 4, 1, 1, sender=trainer) == 2


def test_first_model__of_a_deployment__is_served_and_has_no_parent(net: Network):
    first = net.registry.model(1)
    assert net.registry.served() == net.registry.last_model() == 1
    assert (first.manifest, first.parent, first.judged_on, first.state) == (net.plan.base_manifest, 0, 0, 1)
    assert (first.yes_weight, first.no_weight, net.registry.datasets_of(1)) == (0, 0, [])


def test_propose_candidate__of_another_parent_or_unknown_datasets__refused(net: Network, trainer: str):
    for parent in (0, 2):
        with pytest.raises(Reverted, match="parent is not the model that is served"):
            net.registry.propose_candidate(MODEL, parent, [], sender=trainer)
    for number in (0, 1):
        with pytest.raises(Reverted, match="no such dataset"):
            net.registry.propose_candidate(MODEL, 1, [number], sender=trainer)


def test_propose_candidate__without_a_manifest__refused(net: Network, trainer: str):
    """Nobody could vote on it, and its trainer's bond would stay locked for ever."""
    with pytest.raises(Reverted, match="no manifest named"):
        net.registry.propose_candidate(ZERO_HASH, 1, [], sender=trainer)
    net.registry.take_bond(sender=trainer)


def test_propose_candidate__of_datasets_over_65_epochs__refused(net: Network, gateway: Actor, trainer: str):
    for _ in range(5):
        net.turn(gateway, PEOPLE[:1], [bytes([200])] * 5)
    wide = net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 5, sender=trainer)
    four = net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 4, sender=trainer)
    with pytest.raises(Reverted, match="too many epochs"):
        net.registry.propose_candidate(MODEL, 1, [wide] * 13, sender=trainer)
    net.registry.propose_candidate(MODEL, 1, [wide] * 12 + [four], sender=trainer)


def test_vote__before_a_report_or_on_what_is_no_candidate__refused(net: Network, candidate: int):
    with pytest.raises(Reverted, match="the epoch it is judged on has no report"):
        vote(net, candidate, 0, YES)
    for number in (0, 1, candidate + 1):
        with pytest.raises(Reverted, match="not a candidate"):
            vote(net, number, 0, YES)
    with pytest.raises(Reverted, match="not a candidate"):
        net.registry.reject(1)


@pytest.mark.parametrize(
    ("judgement", "yes"),
    [
        (YES, True),
        ((3000, 1000, 3, 20, 19), True),
        ((3000, 1000, 2, 20, 20), False),
        ((3000, 1000, 3, 20, 18), False),
        ((0, 2**32 - 1, 2**31 - 1, 2**16 - 1, 2**16 - 1), True),
        ((0, 2**32 - 1, -(2**31), 0, 2**16 - 1), False),
    ],
)
def test_vote__at_the_margin_and_the_checks__is_a_yes_only_if_both_hold(
    net: Network, candidate: int, judgement: tuple, yes: bool
):
    net.propose(net.settle(1))
    vote(net, candidate, 0, judgement)
    weight = net.seats(1)[0].weight
    model = net.registry.model(candidate)
    assert (model.yes_weight, model.no_weight) == ((weight, 0) if yes else (0, weight))


def test_vote__from_a_seat_that_is_not_there__refused(net: Network, candidate: int):
    net.propose(net.settle(1))
    for seat in (5, 2**256 - 1):
        with pytest.raises(Reverted, match="no such seat"):
            net.registry.vote(candidate, seat, *YES, sender=net.owner.address)


def test_vote__under_a_margin_that_no_gain_can_reach__is_a_no(gateway: Actor):
    with undone():
        net = deploy(replace(FAST, margin=2**32 - 1))
        net.add_gateway()
        trainer = net.fund(actor("trainer")).address
        net.registry.bond(100 * TOKEN, sender=trainer)
        number = net.registry.propose_candidate(MODEL, 1, [], sender=trainer)
        net.turn(gateway, PEOPLE, GOOD)
        vote(net, number, 0, (3000, 1000, 2**31 - 1, 20, 20))
        assert net.registry.model(number).no_weight == net.seats(1)[0].weight


def test_reject__while_the_vote_is_open__refused(net: Network, candidate: int, trainer: str):
    with pytest.raises(Reverted, match="the vote is open"):
        net.registry.reject(candidate)
    net.propose(net.settle(1))
    pass_time(net.parameters.vote_seconds - 1)
    with pytest.raises(Reverted, match="the vote is open"):
        net.registry.reject(candidate)
    vote(net, candidate, 0, YES)
    pass_time(1)
    with pytest.raises(Reverted, match="vote is over"):
        vote(net, candidate, 1, YES)
    net.registry.reject(candidate)
    assert net.registry.waiting_of(trainer) == 0
    with pytest.raises(Reverted, match="not a candidate"):
        net.registry.reject(candidate)
    net.registry.take_bond(sender=trainer)


def test_reject__when_its_epoch_ended_without_a_ledger__done(net: Network, gateway: Actor, trainer: str):
    number = net.registry.propose_candidate(MODEL, 1, [], sender=trainer)
    net.post(gateway, PEOPLE)
    net.close()
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    with pytest.raises(Reverted, match="the vote is open"):
        net.registry.reject(number)
    net.reports.expire(1)
    net.registry.reject(number)
    assert net.registry.model(number).state == 2


def test_votes__of_a_third_against__reject(net: Network, candidate: int):
    net.propose(net.settle(1))
    vote(net, candidate, 0, NO)
    assert net.registry.model(candidate).state == 0
    vote(net, candidate, 1, NO)
    assert net.registry.model(candidate).state == 2
    assert net.registry.served() == 1


def test_votes__for_two_candidates_of_one_parent__serve_the_first(net: Network, candidate: int, gateway: Actor):
    second = net.fund(actor("second trainer")).address
    net.registry.bond(100 * TOKEN, sender=second)
    other = net.registry.propose_candidate(b"\x08" * 32, 1, [], sender=second)
    assert net.registry.model(other).judged_on == 2
    net.propose(net.settle(1))
    for seat in range(4):
        vote(net, candidate, seat, YES)
    assert net.registry.served() == candidate
    net.registry.reject(other)
    assert (net.registry.served(), net.registry.model(other).state) == (candidate, 2)
