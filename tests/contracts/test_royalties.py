"""Royalties: which ledgers take revenue, and which rows it pays."""

from dataclasses import replace

import pytest

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import erase_digest, sign
from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor
from tests.support.challenger import with_row
from tests.support.evm import Reverted, create, now
from tests.support.evm_network import Network

ANNA = actor("contributor 0")


@pytest.fixture
def final(net: Network, gateway: Actor) -> Ledger:
    """A final ledger of four accounts, and a dataset over its epoch."""
    trainer = net.fund(actor("trainer")).address
    net.registry.bond(100 * TOKEN, sender=trainer)
    ledger = net.turn(gateway, PEOPLE, GOOD)
    net.registry.publish_dataset(ZERO_HASH, 0, 4, 1, 1, sender=trainer)
    return ledger


def test_open_ledger__early_or_by_another_row_or_twice__refused(net: Network, final: Ledger, gateway: Actor):
    honest = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    net.propose(honest)
    with pytest.raises(Reverted, match="epoch is not final"):
        net.royalties.open_ledger(2, honest.proven(3))
    with pytest.raises(Reverted, match="not the last row"):
        net.royalties.open_ledger(1, final.proven(2))
    net.royalties.open_ledger(1, final.proven(3))
    with pytest.raises(Reverted, match="ledger is open"):
        net.royalties.open_ledger(1, final.proven(3))
    assert net.royalties.ledger(1).live == final.sum_credit


def test_buy__before_its_ledgers_are_open__refused(net: Network, final: Ledger):
    buyer = net.fund(actor("buyer")).address
    with pytest.raises(Reverted, match="open the ledgers of its epochs first"):
        net.royalties.buy_dataset(1, buyer, 10 * TOKEN, sender=buyer)
    net.royalties.open_ledger(1, final.proven(3))
    for years in (1, 2):
        net.royalties.buy_dataset(1, buyer, 10 * TOKEN, sender=buyer)
        assert net.royalties.licence_until(buyer, 0, 1) == now() + years * 365 * 86_400


def test_claim_royalties__unopened_or_uneven_or_anothers__refused(net: Network, final: Ledger):
    last_row = final.proven(final.last_rows()[ANNA.address].t)
    with pytest.raises(Reverted, match="open the ledger first"):
        net.royalties.claim_royalties(ANNA.address, [1], [last_row])
    with pytest.raises(Reverted, match="one row for each epoch"):
        net.royalties.claim_royalties(ANNA.address, [1, 1], [last_row])
    net.royalties.open_ledger(1, final.proven(3))
    with pytest.raises(Reverted, match="row of another account"):
        net.royalties.claim_royalties(PEOPLE[1], [1], [last_row])


def test_erase_for__with_the_accounts_signature__done_once(net: Network, final: Ledger):
    net.royalties.open_ledger(1, final.proven(3))
    row, proof = final.proven(final.last_rows()[ANNA.address].t)
    digest = erase_digest(net.signing, ANNA.address, 1, row.pos)
    with pytest.raises(Reverted, match="wrong signer"):
        net.royalties.erase_for(ANNA.address, 1, (row, proof), sign(digest, actor("thief").key))
    net.royalties.erase_for(ANNA.address, 1, (row, proof), sign(digest, ANNA.key))
    with pytest.raises(Reverted, match="erased already"):
        net.royalties.erase_for(ANNA.address, 1, (row, proof), sign(digest, ANNA.key))
    assert net.royalties.ledger(1).live == final.sum_credit - (row.median - net.parameters.floor)


def test_erase_for__of_a_wallet__with_the_message_that_it_registered_and_no_other(net: Network, gateway: Actor):
    wallet = create("ContractWallet", (ANNA.address,), net.owner.address).address
    ledger = net.turn(gateway, [wallet, *PEOPLE[1:]], GOOD)
    net.royalties.open_ledger(1, ledger.proven(3))
    row, proof = ledger.proven(ledger.last_rows()[wallet].t)
    digest = erase_digest(net.signing, wallet, 1, row.pos)
    other = erase_digest(net.signing, wallet, 1, row.pos + 1)
    net.grants.register(wallet, other, sign(other, ANNA.key))
    with pytest.raises(Reverted, match="the erasure is not registered"):
        net.royalties.erase_for(wallet, 1, (row, proof), b"")
    with pytest.raises(Reverted, match="wrong signer"):
        net.royalties.erase_for(wallet, 1, (row, proof), sign(digest, ANNA.key))
    net.grants.register(wallet, digest, sign(digest, ANNA.key))
    net.royalties.erase_for(wallet, 1, (row, proof), b"")
    assert net.royalties.erased(1, row.pos)
    with pytest.raises(Reverted, match="erased already"):
        net.royalties.erase_for(wallet, 1, (row, proof), b"")


@pytest.mark.parametrize(
    ("t", "changes", "why"),
    [(0, {"median": 64}, "row earns nothing"), (3, {"sum_credit": 135}, "more than the ledger's credit")],
)
def test_erase__of_a_lie_that_became_final__says_what_it_lacks(
    net: Network, gateway: Actor, t: int, changes: dict[str, int], why: str
):
    lie = with_row(net.settle(net.open_epoch(gateway, PEOPLE, GOOD)), t, **changes)
    net.propose(lie)
    net.finalise(1)
    net.royalties.open_ledger(1, lie.proven(3))
    with pytest.raises(Reverted, match=why):
        net.royalties.erase(1, lie.proven(t), sender=lie.rows[t].pay_to)


def test_erase__of_all_credit_that_a_ledger_has__leaves_none(net: Network, gateway: Actor):
    ledger = net.turn(gateway, [ANNA.address], [bytes([200])] * 5)
    net.royalties.open_ledger(1, ledger.proven(0))
    net.royalties.erase(1, ledger.proven(0), sender=ANNA.address)
    assert net.royalties.ledger(1).live == 0


def test_claim__by_a_row_that_shows_less_than_was_erased__refused(net: Network, gateway: Actor):
    lie = with_row(net.settle(net.open_epoch(gateway, PEOPLE, GOOD)), 0, credits=135)
    net.propose(lie)
    net.finalise(1)
    net.royalties.open_ledger(1, lie.proven(3))
    payee = lie.rows[0].pay_to
    net.royalties.erase(1, lie.proven(0), sender=payee)
    with pytest.raises(Reverted, match="more was erased than the row shows"):
        net.royalties.claim_royalties(payee, [1], [lie.proven(0)])


def test_claim_and_erase__by_a_row_that_is_not_in_the_ledger__refused(net: Network, final: Ledger):
    net.royalties.open_ledger(1, final.proven(3))
    row, proof = final.proven(final.last_rows()[ANNA.address].t)
    for forged in (replace(row, credits=2 * row.credits), replace(row, median=255)):
        with pytest.raises(Reverted, match="row not proven"):
            net.royalties.claim_royalties(ANNA.address, [1], [(forged, proof)])
        with pytest.raises(Reverted, match="row not proven"):
            net.royalties.erase(1, (forged, proof), sender=ANNA.address)
