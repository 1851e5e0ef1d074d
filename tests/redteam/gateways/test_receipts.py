"""A gateway breaks its receipts, or is accused of it: the bond pays if the receipt is broken, and only then."""

import pytest

from kula.protocol.encoding import batch_leaf
from kula.protocol.merkle import Tree
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import ZERO_ADDRESS, Receipt
from tests.redteam.gateways.crowds import post
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, make_leaf
from tests.support.challenger import covered
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import BOND, Network

DAY = 86_400


def receipt_for(net: Network, gateway: Actor, seq: int, record: bytes, last: int = 1) -> tuple[Receipt, bytes]:
    receipt = Receipt(gateway=gateway.address, seq=seq, record=record, last_epoch=last)
    return receipt, sign(receipt_digest(net.signing, receipt), gateway.key)


def answer_of(net: Network, number: int, seq: int) -> tuple:
    leaves = net.leaves[number]
    at = seq - leaves[0].seq
    tree = Tree([batch_leaf(net.dom, leaf) for leaf in leaves])
    return number, covered(leaves[at]), tree.proof(at)


def answer_each_in_time(
    net: Network, number: int, receipts: list[tuple[Receipt, bytes]], gateway: Actor, thief: Actor, answering: Actor
) -> None:
    """A day later, all accusations are answered 45 seconds apart. The thief can convict the gateway for none that is left."""
    pass_time(DAY)
    for at, (receipt, _) in enumerate(receipts):
        net.gateways.answer(receipt, *answer_of(net, number, receipt.seq), sender=answering.address)
        pass_time(45)
        for other, _ in receipts[at + 1 :]:
            with pytest.raises(Reverted, match="time to answer"):
                net.gateways.convict(other, sender=thief.address)
    assert net.gateways.bond_of(gateway.address) == BOND


def fined(net: Network, gateway: Actor, receipt: Receipt, watcher: Actor) -> None:
    """Nobody can answer. A day later the bond pays: half goes to the accuser, and half is burnt."""
    fine, before, supply = net.gateways.FINE(), net.token.balanceOf(watcher.address), net.token.totalSupply()
    pass_time(DAY)
    net.gateways.convict(receipt)
    assert net.token.balanceOf(watcher.address) - before == net.gateways.DEPOSIT() + fine // 2
    assert supply - net.token.totalSupply() == fine - fine // 2
    assert net.gateways.bond_of(gateway.address) == BOND - fine


def test_two_receipts__for_one_number__cost_the_bond(net: Network, gateway: Actor, watcher: Actor):
    number = net.post(gateway, PEOPLE)
    net.close()
    other, proof = receipt_for(net, gateway, 0, b"\x09" * 32)
    net.gateways.accuse(other, proof, sender=watcher.address)
    with pytest.raises(Reverted, match="not that record"):
        net.gateways.answer(other, *answer_of(net, number, 0), sender=gateway.address)
    fined(net, gateway, other, watcher)


def test_skipped_number__past_its_epoch__costs_the_bond_once_there_was_room(
    net: Network, gateway: Actor, watcher: Actor
):
    net.post(gateway, PEOPLE)
    receipt, proof = receipt_for(net, gateway, 7, b"\x09" * 32)
    with pytest.raises(Reverted, match="time to post it"):
        net.gateways.accuse(receipt, proof, sender=watcher.address)
    net.close()
    net.gateways.accuse(receipt, proof, sender=watcher.address)
    pass_time(DAY)
    for _ in range(3):
        with pytest.raises(Reverted, match="too little room to post it"):
            net.gateways.convict(receipt)
        post(net, gateway)
        net.close()
    fined(net, gateway, receipt, watcher)


def test_record__posted_late__answers_and_pays_the_gateway(net: Network, gateway: Actor, thief: Actor):
    """Being late was a fault, and whoever crowded an epoch could have honest gateways convicted of it."""
    net.post(gateway, PEOPLE[:1])
    net.close()
    receipts = [
        receipt_for(net, gateway, seq, make_leaf(gateway.address, seq, ZERO_ADDRESS).record_hash) for seq in range(1, 9)
    ]
    for receipt, proof in receipts:
        net.gateways.accuse(receipt, proof, sender=thief.address)
    net.post(gateway, PEOPLE[:1])
    net.close()
    number = net.post(gateway, PEOPLE * 2)
    pass_time(DAY)
    before = net.token.balanceOf(gateway.address)
    for receipt, _ in receipts[1:]:
        net.gateways.answer(receipt, *answer_of(net, number, receipt.seq), sender=gateway.address)
    assert net.token.balanceOf(gateway.address) - before == 7 * net.gateways.DEPOSIT()
    assert net.gateways.bond_of(gateway.address) == BOND


def test_flood__of_accusations_of_kept_receipts__leaves_the_gateway_a_minute_for_each(
    net: Network, gateway: Actor, thief: Actor
):
    """Who accuses with thousands of its own receipts, and answers before the gateway does, gets its deposits back."""
    number = net.post(gateway, PEOPLE[:1] * 6)
    net.close()
    leaves = net.leaves[number]
    receipts = [receipt_for(net, gateway, leaf.seq, leaf.record_hash) for leaf in leaves]
    for receipt, proof in receipts:
        net.gateways.accuse(receipt, proof, sender=thief.address)
    answer_each_in_time(net, number, receipts, gateway, thief, thief)


def test_flood__of_late_numbers__leaves_the_gateway_a_minute_for_each(net: Network, gateway: Actor, thief: Actor):
    """Each has a day from the first call of convict on, and these calls come at once."""
    net.post(gateway, PEOPLE[:1])
    net.close()
    numbers = range(1, 6)
    receipts = [
        receipt_for(net, gateway, seq, make_leaf(gateway.address, seq, ZERO_ADDRESS).record_hash) for seq in numbers
    ]
    for receipt, proof in receipts:
        net.gateways.accuse(receipt, proof, sender=thief.address)
    number = net.post(gateway, PEOPLE[:1] * len(numbers))
    for receipt, _ in receipts:
        net.gateways.convict(receipt, sender=thief.address)
    answer_each_in_time(net, number, receipts, gateway, thief, gateway)


def test_wrong_leaf__behind_a_receipt_that_looks_late__costs_the_bond_whatever_the_room(
    net: Network, gateway: Actor, watcher: Actor
):
    net.post(gateway, PEOPLE[:1])
    net.close()
    receipt, proof = receipt_for(net, gateway, 1, b"\x09" * 32)
    net.gateways.accuse(receipt, proof, sender=watcher.address)
    number = net.post(gateway, PEOPLE)
    with pytest.raises(Reverted, match="not that record"):
        net.gateways.answer(receipt, *answer_of(net, number, 1), sender=gateway.address)
    net.gateways.convict(receipt)
    assert net.gateways.bond_of(gateway.address) == BOND, "it has a day from the batch on"
    fined(net, gateway, receipt, watcher)


def test_own_accusation__of_a_gateway_that_broke_its_receipt__burns_half_of_the_fine(
    net: Network, gateway: Actor, watcher: Actor
):
    """It is faster than its victim, and takes the accuser's half. Anybody convicts, also if it keeps still."""
    net.post(gateway, PEOPLE)
    net.close()
    receipt, proof = receipt_for(net, gateway, 0, b"\x09" * 32)
    before, supply = net.token.balanceOf(gateway.address), net.token.totalSupply()
    net.gateways.accuse(receipt, proof, sender=gateway.address)
    with pytest.raises(Reverted, match="accused already"):
        net.gateways.accuse(receipt, proof, sender=watcher.address)
    pass_time(DAY)
    net.gateways.convict(receipt, sender=watcher.address)
    fine = net.gateways.FINE()
    assert net.gateways.bond_of(gateway.address) == BOND - fine
    assert net.token.balanceOf(gateway.address) - before == fine // 2 == supply - net.token.totalSupply()


def test_leaving__with_the_bond__does_not_save_it(net: Network, gateway: Actor, watcher: Actor):
    receipt, proof = receipt_for(net, gateway, 3, b"\x09" * 32)
    net.post(gateway, PEOPLE)
    net.close()
    net.gateways.unbond(gateway.address, BOND, sender=gateway.address)
    pass_time(30 * DAY)
    net.gateways.accuse(receipt, proof, sender=watcher.address)
    with pytest.raises(Reverted, match="an accusation is open"):
        net.gateways.withdraw(gateway.address, sender=gateway.address)
    pass_time(DAY)
    net.gateways.convict(receipt)
    assert net.gateways.leaving(gateway.address).amount == BOND - net.gateways.FINE()
    net.gateways.withdraw(gateway.address, sender=gateway.address)


def test_false_accusation__of_a_kept_receipt__pays_who_answers(net: Network, gateway: Actor, thief: Actor):
    number = net.post(gateway, PEOPLE)
    net.close()
    leaf = net.leaves[number][2]
    receipt, proof = receipt_for(net, gateway, leaf.seq, leaf.record_hash)
    net.gateways.accuse(receipt, proof, sender=thief.address)
    before = net.token.balanceOf(gateway.address)
    net.gateways.answer(receipt, *answer_of(net, number, leaf.seq), sender=gateway.address)
    assert net.token.balanceOf(gateway.address) - before == net.gateways.DEPOSIT()
    assert net.gateways.bond_of(gateway.address) == BOND
    with pytest.raises(Reverted, match="accused already"):
        net.gateways.accuse(receipt, proof, sender=thief.address)
    with pytest.raises(Reverted, match="nobody asks"):
        net.gateways.convict(receipt)


def test_invented_receipt__that_the_gateway_never_signed__refused(net: Network, gateway: Actor, thief: Actor):
    net.post(gateway, PEOPLE)
    net.close()
    receipt, _ = receipt_for(net, gateway, 9, b"\x09" * 32)
    with pytest.raises(Reverted, match="wrong signer"):
        net.gateways.accuse(receipt, sign(receipt_digest(net.signing, receipt), thief.key), sender=thief.address)


def test_conviction__of_one_receipt__happens_once(net: Network, gateway: Actor, watcher: Actor):
    receipt, proof = receipt_for(net, gateway, 3, b"\x09" * 32)
    net.post(gateway, PEOPLE)
    net.close()
    net.gateways.accuse(receipt, proof, sender=watcher.address)
    fined(net, gateway, receipt, watcher)
    with pytest.raises(Reverted, match="nobody asks"):
        net.gateways.convict(receipt)
    with pytest.raises(Reverted, match="accused already"):
        net.gateways.accuse(receipt, proof, sender=watcher.address)


def test_other_payee__under_a_kept_receipt__costs_the_contributor_that_record(
    net: Network, gateway: Actor, watcher: Actor
):
    """The contract does not stop this: a receipt covers only the record's hash.

    Validators score such a leaf 0, so nobody gains.
    """
    number = net.post(gateway, [gateway.address])
    net.close()
    leaf = net.leaves[number][0]
    receipt, proof = receipt_for(net, gateway, leaf.seq, leaf.record_hash)
    net.gateways.accuse(receipt, proof, sender=watcher.address)
    net.gateways.answer(receipt, *answer_of(net, number, leaf.seq), sender=gateway.address)
    assert net.gateways.bond_of(gateway.address) == BOND
    net.play_scores(1, [bytes([0])] * 5)
    ledger = net.settle(1)
    net.propose(ledger)
    net.finalise(1)
    assert ledger.sum_credit == 0 == net.reports.allotted()
