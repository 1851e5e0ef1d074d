"""Registry: what may be published, what may be a candidate and for how much, bonds, and votes on what is served."""

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH
from tests.redteam.plots import GOOD, NUMBERS, PEOPLE, bonded, conclude, open_vote, propose
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, create, pass_time
from tests.support.evm_network import Network

DAY = 86_400
MODEL = b"\x09" * 32
MANY = 2**255


@pytest.fixture
def trainer(net: Network) -> str:
    return bonded(net, "trainer")


def vote_served(net: Network, manifest: bytes, seats: int) -> None:
    epoch = net.batches.current() - 1
    net.registry.propose_served(manifest, 0, sender=net.holder(epoch, 0).address)
    for seat in range(seats):
        net.registry.vote_served(manifest, seat, sender=net.holder(epoch, seat).address)


# --- datasets


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


def test_publish_dataset__once__locks_a_minimum_bond_for_seven_days(net: Network, gateway: Actor, trainer: str):
    net.registry.bond(TOKEN, sender=trainer)
    net.turn(gateway, PEOPLE, GOOD)
    net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 1, sender=trainer)
    net.registry.take_bond(sender=trainer)
    assert net.registry.bond_of(trainer) == net.registry.MINIMUM_BOND()
    pass_time(7 * DAY - 1)
    with pytest.raises(Reverted, match="no bond that is free"):
        net.registry.take_bond(sender=trainer)
    pass_time(1)
    net.registry.take_bond(sender=trainer)
    assert net.registry.bond_of(trainer) == 0


# --- the line of models


def test_line__of_a_deployment__is_adopted_and_its_last_model_served(net: Network):
    first = net.registry.model(1)
    assert net.registry.served() == net.registry.last_model() == net.registry.adopted(net.plan.base_manifest) == 1
    assert (first.trainer, first.manifest, first.parent, first.state) == (ZERO_ADDRESS, net.plan.base_manifest, 0, 1)
    assert (first.size, first.round, net.registry.datasets_of(1)) == (0, 0, [])
    contracts = [net.contracts[name].address for name in ("token", "validators", "batches", "scores", "reports")]
    numbers = (net.judgements.address, 100 * TOKEN, 10 * TOKEN)
    moved = create("Registry", (*contracts, *numbers, [bytes([n]) * 32 for n in (1, 2, 3)]), net.owner.address)
    assert (moved.served(), moved.last_model()) == (3, 3)
    assert [moved.model(number).parent for number in (1, 2, 3)] == [0, 1, 2]
    with pytest.raises(Reverted, match="no base model named"):
        create("Registry", (*contracts, *numbers, []), net.owner.address)


# --- candidates


def test_propose_candidate__of_another_parent_or_unknown_datasets__refused(net: Network, trainer: str):
    for parent in (0, 2):
        with pytest.raises(Reverted, match="parent is not the model that is served"):
            net.registry.propose_candidate(MODEL, 1, parent, [], MANY, sender=trainer)
    for number in (0, 1):
        with pytest.raises(Reverted, match="no such dataset"):
            net.registry.propose_candidate(MODEL, 1, 1, [number], MANY, sender=trainer)


def test_propose_candidate__of_no_or_an_adopted_manifest__refused(net: Network, trainer: str):
    with pytest.raises(Reverted, match="no manifest named"):
        net.registry.propose_candidate(ZERO_HASH, 1, 1, [], MANY, sender=trainer)
    with pytest.raises(Reverted, match="model is adopted already"):
        net.registry.propose_candidate(net.plan.base_manifest, 1, 1, [], MANY, sender=trainer)


def test_propose_candidate__above_sixteen_mib_or_empty__refused(net: Network, trainer: str):
    for size in (0, 16 * 2**20 + 1):
        with pytest.raises(Reverted, match="adapter is empty or too large"):
            net.registry.propose_candidate(MODEL, size, 1, [], MANY, sender=trainer)
    number = net.registry.propose_candidate(MODEL, 16 * 2**20, 1, [], MANY, sender=trainer)
    assert net.registry.model(number).size == 16 * 2**20


def test_propose_candidate__of_datasets_over_65_epochs__refused(net: Network, gateway: Actor, trainer: str):
    for _ in range(5):
        net.turn(gateway, PEOPLE[:1], [bytes([200])] * 5)
    wide = net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 5, sender=trainer)
    four = net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 4, sender=trainer)
    with pytest.raises(Reverted, match="too many epochs"):
        net.registry.propose_candidate(MODEL, 1, 1, [wide] * 13, MANY, sender=trainer)
    number = net.registry.propose_candidate(MODEL, 1, 1, [wide] * 12 + [four], MANY, sender=trainer)
    assert net.registry.datasets_of(number) == [wide] * 12 + [four]


def test_propose_candidate__each_next_one__burns_twice_the_fee_and_no_more_than_the_caller_pays(net: Network):
    trainer = bonded(net, "trainer", 3)
    before, supply = net.token.balanceOf(trainer), net.token.totalSupply()
    for number, fee in enumerate((10 * TOKEN, 20 * TOKEN, 40 * TOKEN)):
        assert net.registry.fee() == fee
        with pytest.raises(Reverted, match="the fee is higher"):
            net.registry.propose_candidate(MODEL, 1, 1, [], fee - 1, sender=trainer)
        net.registry.propose_candidate(bytes([number + 1]) * 32, 1, 1, [], fee, sender=trainer)
    assert before - net.token.balanceOf(trainer) == supply - net.token.totalSupply() == 70 * TOKEN


def test_propose_candidate__each_one__locks_a_bond_of_its_own(net: Network, gateway: Actor, trainer: str):
    first = propose(net, trainer, 1)
    with pytest.raises(Reverted, match="each candidate needs a bond of its own"):
        propose(net, trainer, 2)
    net.registry.bond(net.registry.MINIMUM_BOND(), sender=trainer)
    second = propose(net, trainer, 2)
    with pytest.raises(Reverted, match="no bond that is free"):
        net.registry.take_bond(sender=trainer)
    assert net.registry.waiting_of(trainer) == 2
    conclude(net, open_vote(net, gateway), {first: NUMBERS, second: NUMBERS})
    assert net.registry.waiting_of(trainer) == 0
    before = net.token.balanceOf(trainer)
    net.registry.take_bond(sender=trainer)
    assert net.token.balanceOf(trainer) - before == 2 * net.registry.MINIMUM_BOND()


def test_settle__by_anybody_else__refused(net: Network, trainer: str):
    number = propose(net, trainer)
    with pytest.raises(Reverted, match="caller is not Judgements"):
        net.registry.settle([number], number, 0, sender=trainer)


# --- votes on what is served


def test_vote_served__by_four_of_five__serves_a_new_base(net: Network, gateway: Actor, trainer: str):
    waiting = propose(net, trainer)
    net.turn(gateway, PEOPLE, GOOD)
    vote_served(net, MODEL, 3)
    assert net.registry.served() == 1
    net.registry.vote_served(MODEL, 3, sender=net.holder(1, 3).address)
    served = net.registry.served()
    model = net.registry.model(served)
    assert (model.manifest, model.parent, model.state, model.trainer) == (MODEL, 0, 1, ZERO_ADDRESS)
    assert not net.registry.eligible(waiting)
    with pytest.raises(Reverted, match="not under vote"):
        net.registry.vote_served(MODEL, 4, sender=net.holder(1, 4).address)


def test_vote_served__for_an_adopted_model__serves_it_again_under_its_number(
    net: Network, gateway: Actor, trainer: str
):
    adopted = propose(net, trainer)
    conclude(net, open_vote(net, gateway), {adopted: NUMBERS})
    assert net.registry.served() == adopted
    vote_served(net, net.plan.base_manifest, 4)
    assert (net.registry.served(), net.registry.last_model(), net.registry.model(adopted).state) == (1, adopted, 1)
    again = net.registry.propose_candidate(b"\x07" * 32, 1, 1, [], MANY, sender=trainer)
    assert net.registry.eligible(again)
    vote_served(net, MODEL, 4)
    assert (net.registry.served(), net.registry.eligible(again)) == (adopted, False)


def test_propose_served__of_nothing_or_the_served_model__refused(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    who = net.holder(1, 0).address
    with pytest.raises(Reverted, match="no manifest named"):
        net.registry.propose_served(ZERO_HASH, 0, sender=who)
    with pytest.raises(Reverted, match="model is served already"):
        net.registry.propose_served(net.plan.base_manifest, 0, sender=who)


def test_propose_served__when_the_last_stakes_may_have_left__refused(net: Network, gateway: Actor):
    """Stake that unstakes right after an epoch's close waits for two challenge windows."""
    net.turn(gateway, PEOPLE, GOOD)
    closed, who = net.scores.epoch(1).closed_at, net.holder(1, 0).address
    last = closed + 2 * net.parameters.challenge_seconds - net.parameters.vote_seconds
    pass_time(last - closed - net.parameters.challenge_seconds)
    net.registry.propose_served(MODEL, 0, sender=who)
    pass_time(1)
    with pytest.raises(Reverted, match="the last stakes may have left"):
        net.registry.propose_served(b"\x08" * 32, 0, sender=who)


def test_stranger__in_a_vote_on_what_is_served__refused(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    stranger = actor("stranger").address
    with pytest.raises(Reverted, match="caller does not hold the seat"):
        net.registry.propose_served(MODEL, 0, sender=stranger)
    net.registry.propose_served(MODEL, 0, sender=net.holder(1, 0).address)
    with pytest.raises(Reverted, match="caller does not hold the seat"):
        net.registry.vote_served(MODEL, 0, sender=stranger)
