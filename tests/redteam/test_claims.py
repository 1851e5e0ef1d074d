"""Attacks on pay: another account's reward, a signature used twice, one wrong row in a batch, a row claimed twice."""

from dataclasses import replace

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import SigningDomain, fee_digest, sign
from kula.protocol.types import Fee
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, chain_id, now, pass_time
from tests.support.evm_network import STAKE, Network


def test_stolen_reward__claimed_by_a_stranger__pays_only_its_owner(net: Network, gateway: Actor, thief: Actor):
    """Vana's audit NM-0383, 6.1: anyone could take another contributor's reward."""
    ledger = net.turn(gateway, PEOPLE, GOOD)
    row, proof = ledger.proven(0)
    before = net.token.balanceOf(thief.address)
    with pytest.raises(Reverted, match="row of another account"):
        net.claims.claim_for(thief.address, 1, row, proof, sender=thief.address)
    with pytest.raises(Reverted, match="row not proven"):
        net.claims.claim_for(thief.address, 1, replace(row, pay_to=thief.address), proof, sender=thief.address)
    net.claims.claim_for(row.pay_to, 1, row, proof, sender=thief.address)
    assert net.token.balanceOf(thief.address) == before
    assert net.token.balanceOf(row.pay_to) == ledger.earned(row)


def test_proof_replay__of_a_paid_row__pays_nothing_more(net: Network, gateway: Actor):
    ledger = net.turn(gateway, [PEOPLE[0]] * 4, GOOD)
    for t in (3, 3, 0, 2):
        row, proof = ledger.proven(t)
        net.claims.claim_for(row.pay_to, 1, row, proof)
    net.claims.claim_rows(1, list(ledger.rows), ledger.tree.multiproof([0, 1, 2, 3]))
    net.claims.claim_range(1, 0, 2, list(ledger.rows), [])
    assert net.token.balanceOf(PEOPLE[0]) == ledger.earned(ledger.rows[3]) == net.claims.paid()


def test_proof_replay__in_another_epoch__refused(net: Network, gateway: Actor):
    first = net.turn(gateway, PEOPLE, GOOD)
    net.turn(gateway, PEOPLE, GOOD)
    row, proof = first.proven(0)
    with pytest.raises(Reverted, match="row not proven"):
        net.claims.claim_for(row.pay_to, 2, row, proof)


def test_claimed_row__in_a_batch__stops_nobody_else(net: Network, gateway: Actor):
    ledger = net.turn(gateway, PEOPLE, GOOD)
    row, proof = ledger.proven(1)
    net.claims.claim_for(row.pay_to, 1, row, proof)
    net.claims.claim_range(1, 0, 2, list(ledger.rows), [])
    assert [net.token.balanceOf(r.pay_to) for r in ledger.rows] == [ledger.earned(r) for r in ledger.rows]


def test_fee__signed_once__is_taken_once_by_who_it_names(net: Network, gateway: Actor, thief: Actor):
    relayer = actor("relayer")
    first = net.turn(gateway, PEOPLE, GOOD)
    account = actor("contributor 0")
    fee = Fee(account=account.address, relayer=relayer.address, amount=TOKEN, deadline=now() + 300, nonce=1)
    signed = sign(fee_digest(net.signing, fee), account.key)
    row, proof = first.proven(first.last_rows()[account.address].t)
    with pytest.raises(Reverted, match="fee for another claim"):
        net.claims.claim_with_fee(1, row, proof, fee, signed, sender=thief.address)
    with pytest.raises(Reverted, match="wrong signer"):
        net.claims.claim_with_fee(1, row, proof, replace(fee, amount=2 * TOKEN), signed, sender=relayer.address)
    foreign = sign(fee_digest(SigningDomain(chain_id() + 1, net.grants.address), fee), account.key)
    with pytest.raises(Reverted, match="wrong signer"):
        net.claims.claim_with_fee(1, row, proof, fee, foreign, sender=relayer.address)
    before = net.token.balanceOf(relayer.address)
    net.claims.claim_with_fee(1, row, proof, fee, signed, sender=relayer.address)
    assert net.token.balanceOf(relayer.address) - before == TOKEN
    with pytest.raises(Reverted, match="fee was taken"):
        net.claims.claim_with_fee(1, row, proof, fee, signed, sender=relayer.address)
    late = replace(fee, nonce=2)
    pass_time(301)
    with pytest.raises(Reverted, match="fee has expired"):
        net.claims.claim_with_fee(
            1, row, proof, late, sign(fee_digest(net.signing, late), account.key), sender=relayer.address
        )


def test_unclaimed_pay__years_and_epochs_later_all_validators_gone__is_still_paid(net: Network, gateway: Actor):
    """Vana's removed TEEs took unclaimed rewards with them, and others' claim orders expire within minutes."""
    first = net.turn(gateway, PEOPLE, GOOD)
    net.turn(gateway, PEOPLE, GOOD)
    for validator in net.people:
        net.validators.unstake(STAKE, sender=validator)
    pass_time(10 * 365 * 86_400)
    for validator in net.people:
        net.validators.withdraw(sender=validator)
    owed = first.earned(first.last_rows()[PEOPLE[0]])
    assert net.claim(first, PEOPLE[0]) == owed == net.token.earned_of(PEOPLE[0])


def test_mint__by_anyone_but_its_contracts__refused(net: Network, thief: Actor):
    for who in (thief, net.owner):
        with pytest.raises(Reverted, match="caller is not Pay"):
            net.token.mint(who.address, 1, sender=who.address)
        with pytest.raises(Reverted, match="caller is not Claims"):
            net.token.pay(who.address, 1, who.address, 0, sender=who.address)
        with pytest.raises(Reverted, match="caller is not Claims"):
            net.token.pay_many([(who.address, 1)], sender=who.address)


def test_split__of_one_contributor_over_four_accounts__earns_the_same(net: Network, gateway: Actor):
    """A concave or capped rule pays those who split: with the square root, ten accounts earn 3.16 times as much."""
    together = net.turn(gateway, [PEOPLE[0]] * 4, GOOD)
    apart = net.turn(gateway, PEOPLE, GOOD)
    new = sum(apart.earned(row) - row.before for row in apart.last_rows().values())
    assert new == together.earned(together.rows[-1])
