"""Gateways: bond in and out, and what an accusation and its answer must prove."""

from dataclasses import replace

import pytest

from kula.protocol.encoding import batch_leaf
from kula.protocol.merkle import Tree
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import Receipt
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, actor
from tests.support.challenger import covered
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import BOND, Network, deploy

DAY = 86_400
MINIMUM = 1_000 * TOKEN
WATCHER = actor("validator 0").address


@pytest.fixture
def accused(net: Network, gateway: Actor) -> tuple[Receipt, tuple]:
    """A kept receipt of the second record, which somebody accuses, and its answer."""
    number = net.post(gateway, PEOPLE)
    net.close()
    leaves = net.leaves[number]
    receipt = Receipt(gateway=gateway.address, seq=1, record=leaves[1].record_hash, last_epoch=1)
    net.gateways.accuse(receipt, sign(receipt_digest(net.signing, receipt), gateway.key), sender=WATCHER)
    proof = Tree([batch_leaf(net.dom, leaf) for leaf in leaves]).proof(1)
    return receipt, (number, covered(leaves[1]), proof)


def test_withdraw__before_thirty_days_or_of_nothing__refused(net: Network, gateway: Actor):
    with pytest.raises(Reverted, match="nothing to withdraw"):
        net.gateways.withdraw(gateway.address, sender=gateway.address)
    net.gateways.unbond(gateway.address, BOND // 2, sender=gateway.address)
    pass_time(29 * DAY)
    net.gateways.unbond(gateway.address, BOND // 4, sender=gateway.address)
    pass_time(30 * DAY - 1)
    with pytest.raises(Reverted, match="still unbonding"):
        net.gateways.withdraw(gateway.address, sender=gateway.address)
    pass_time(1)
    before = net.token.balanceOf(gateway.address)
    net.gateways.withdraw(gateway.address, sender=gateway.address)
    assert net.token.balanceOf(gateway.address) - before == BOND // 2 + BOND // 4
    with pytest.raises(Reverted, match="nothing to withdraw"):
        net.gateways.withdraw(gateway.address, sender=gateway.address)


def test_unbond__more_than_the_bond__refused(net: Network, gateway: Actor):
    with pytest.raises(Reverted, match="more than the bond"):
        net.gateways.unbond(gateway.address, BOND + 1, sender=gateway.address)
    net.gateways.unbond(gateway.address, BOND, sender=gateway.address)
    assert net.gateways.bond_of(gateway.address) == 0


def test_deployment__with_a_bond_too_small_to_divide__refused(net: Network):
    for bond in (99_999, 0):
        with undone(), pytest.raises(Reverted, match="bond too small to divide"):
            deploy(validators=0, minimum_bond=bond)
    with undone():
        assert deploy(validators=0, minimum_bond=100_000).gateways.RECORD_FEE() == 1


def test_room__grows_with_the_bond__and_is_none_without_a_place(net: Network):
    newcomer = net.fund(actor("newcomer")).address
    with pytest.raises(Reverted, match="first payment is too small"):
        net.gateways.bond(newcomer, MINIMUM - 1, sender=newcomer)
    net.gateways.bond(newcomer, MINIMUM, sender=newcomer)
    assert net.gateways.room_of(newcomer, 1) == 0
    net.gateways.take_place("https://newcomer.example", sender=newcomer)
    assert [net.gateways.room_of(newcomer, epoch) for epoch in (0, 1, 2)] == [0, 2_048, 2_048]
    net.gateways.bond(newcomer, MINIMUM // 2, sender=newcomer)
    assert net.gateways.room_of(newcomer, 1) == 3_072
    net.gateways.unbond(newcomer, MINIMUM // 2 + 1, sender=newcomer)
    assert net.gateways.room_of(newcomer, 1) == net.gateways.term_of(newcomer).starts == 0


def test_take_place__twice_or_for_too_little__refused(net: Network, gateway: Actor):
    with pytest.raises(Reverted, match="it holds a place"):
        net.gateways.take_place("https://other.example", sender=gateway.address)
    assert net.gateways.url_of(gateway.address) == "https://gateway.example"
    net.gateways.unbond(gateway.address, BOND - MINIMUM + 1, sender=gateway.address)
    with pytest.raises(Reverted, match="bond too small for a place"):
        net.gateways.take_place("https://gateway.example", sender=gateway.address)
    net.gateways.bond(gateway.address, 1, sender=gateway.address)
    net.gateways.take_place("https://other.example", sender=gateway.address)
    assert net.gateways.url_of(gateway.address) == "https://other.example"
    net.gateways.set_url("https://third.example", sender=gateway.address)
    assert net.gateways.url_of(gateway.address) == "https://third.example"
    assert net.gateways.holder(0) == gateway.address


def test_bond__of_another_owner__neither_grows_nor_leaves_by_anyone_else(net: Network):
    owner, hot = net.fund(actor("cold")).address, net.fund(actor("hot")).address
    net.gateways.bond(hot, 2 * MINIMUM, sender=owner)
    for who in (hot, net.owner.address):
        for call in (
            lambda who=who: net.gateways.bond(hot, MINIMUM, sender=who),
            lambda who=who: net.gateways.unbond(hot, 1, sender=who),
            lambda who=who: net.gateways.withdraw(hot, sender=who),
        ):
            with pytest.raises(Reverted, match="caller does not own the bond"):
                call()
    net.gateways.unbond(hot, 2 * MINIMUM, sender=owner)
    pass_time(30 * DAY)
    before = net.token.balanceOf(owner)
    net.gateways.withdraw(hot, sender=owner)
    assert net.token.balanceOf(owner) - before == 2 * MINIMUM
    net.gateways.bond(hot, MINIMUM, sender=hot)
    assert net.gateways.owner_of(hot) == hot, "an empty bond has no owner"


def test_charge__by_anyone_but_batches__refused(net: Network, gateway: Actor):
    with pytest.raises(Reverted, match="caller is not Batches"):
        net.gateways.charge(gateway.address, 1, 1, BOND, sender=gateway.address)


def test_fine_and_deposit__of_a_gateway__a_tenth_and_a_thousandth_of_the_minimum_bond(net: Network):
    minimum = net.gateways.MINIMUM_BOND()
    assert minimum == net.plan.minimum_bond == 10 * net.gateways.FINE() == 1_000 * net.gateways.DEPOSIT()
    assert net.gateways.BOND_PER_RECORD() == minimum // 2_048


def test_withdraw__of_one_unit__pays_it(net: Network, gateway: Actor):
    net.gateways.unbond(gateway.address, 1, sender=gateway.address)
    pass_time(30 * DAY)
    before = net.token.balanceOf(gateway.address)
    net.gateways.withdraw(gateway.address, sender=gateway.address)
    assert net.token.balanceOf(gateway.address) - before == 1


def test_answer__with_a_leaf_that_is_not_in_the_batch__refused(net: Network, accused: tuple):
    receipt, (number, leaf, proof) = accused
    with pytest.raises(Reverted, match="leaf not proven"):
        net.gateways.answer(receipt, number, (leaf[0], WATCHER, leaf[2]), proof)
    with pytest.raises(Reverted, match="leaf not proven"):
        net.gateways.answer(receipt, number, leaf, proof[:-1])
    with pytest.raises(Reverted, match="nobody asks"):
        net.gateways.answer(replace(receipt, seq=0), number, leaf, proof)
    other = net.add_gateway("other gateway")
    with pytest.raises(Reverted, match="not its batch"):
        net.gateways.answer(receipt, net.post(other, PEOPLE), leaf, proof)
    net.gateways.answer(receipt, number, leaf, proof)
    assert net.gateways.open_against(receipt.gateway) == 0


def test_answer__of_every_place_of_a_later_batch__is_taken(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE[:2])
    number = net.post(gateway, PEOPLE[:3])
    net.close()
    leaves = net.leaves[number]
    tree = Tree([batch_leaf(net.dom, leaf) for leaf in leaves])
    for place, leaf in enumerate(leaves):
        receipt = Receipt(gateway=gateway.address, seq=leaf.seq, record=leaf.record_hash, last_epoch=1)
        net.gateways.accuse(receipt, sign(receipt_digest(net.signing, receipt), gateway.key), sender=WATCHER)
        with pytest.raises(Reverted, match="not that record"):
            net.gateways.answer(receipt, number, covered(leaves[place - 1]), tree.proof(place))
        net.gateways.answer(receipt, number, covered(leaf), tree.proof(place))
    assert net.gateways.open_against(gateway.address) == 0


def test_convict__a_second_before_the_day_is_over__refused(net: Network, accused: tuple):
    receipt, _ = accused
    pass_time(DAY - 1)
    with pytest.raises(Reverted, match="time to answer"):
        net.gateways.convict(receipt)
    pass_time(1)
    net.gateways.convict(receipt)
    assert net.gateways.bond_of(receipt.gateway) == BOND - net.gateways.FINE()


def test_convict__of_a_bond_that_is_leaving__takes_what_leaves(net: Network, accused: tuple, gateway: Actor):
    receipt, _ = accused
    fine = net.gateways.FINE()
    net.gateways.unbond(gateway.address, BOND - fine // 4, sender=gateway.address)
    pass_time(DAY)
    net.gateways.convict(receipt)
    assert net.gateways.bond_of(gateway.address) == 0
    assert net.gateways.leaving(gateway.address).amount == BOND - fine
