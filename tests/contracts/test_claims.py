"""Claims: what each way to claim refuses, and that it pays the exact amount otherwise."""

from dataclasses import replace

import pytest

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.signatures import fee_digest, sign
from kula.protocol.types import Fee
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, now, pass_time
from tests.support.evm_network import Network


@pytest.fixture
def final(net: Network, gateway: Actor) -> Ledger:
    return net.turn(gateway, PEOPLE, GOOD)


def test_claim__before_final_or_without_a_ledger__refused(net: Network, gateway: Actor):
    ledger = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    net.propose(ledger)
    rows = list(ledger.rows)
    for call, arguments in (
        (net.claims.claim_for, (rows[0].pay_to, 1, *ledger.proven(0))),
        (net.claims.claim_range, (1, 0, 2, rows, [])),
        (net.claims.claim_rows, (1, rows, [])),
    ):
        with pytest.raises(Reverted, match="epoch is not final"):
            call(*arguments)
    net.finalise(1)
    net.post(gateway, PEOPLE)
    epoch = net.close()
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    net.reports.expire(epoch)
    with pytest.raises(Reverted, match="epoch has no ledger"):
        net.claims.claim_rows(epoch, rows, [])


def test_claim_range__of_rows_that_are_no_range__refused(net: Network, final: Ledger):
    rows, call = list(final.rows), net.claims.claim_range
    with pytest.raises(Reverted, match="range is too wide"):
        call(1, 0, 9, rows, [])
    for wrong in ([rows[1], rows[0], *rows[2:]], [rows[0], *rows[2:]], rows[1:]):
        with pytest.raises(Reverted, match="rows are not in a line"):
            call(1, 0, 2, wrong, [])
    proof = final.tree.subtree_proof(0, 1)
    for arguments in (
        (0, 2, rows[:3], []),
        (0, 2, [*rows[:3], replace(rows[3], credits=999)], []),
        (0, 1, rows[:2], [b"\x01" * 32]),
        (0, 1, rows[:2], [*proof, b"\x00" * 32]),
        (1, 1, rows[1:3], proof),
    ):
        with pytest.raises(Reverted, match="range not proven"):
            call(1, *arguments)
    call(1, 0, 1, rows[:2], proof)
    assert net.claims.paid() == sum(final.earned(row) for row in rows[:2])


def test_claim_rows__unproven_or_beyond_or_none__refused(net: Network, final: Ledger):
    rows, call = list(final.rows), net.claims.claim_rows
    siblings = final.tree.multiproof([1, 3])
    with pytest.raises(Reverted, match="nothing to claim"):
        call(1, [], [])
    with pytest.raises(Reverted, match="row beyond the ledger"):
        call(1, [replace(rows[3], t=4)], [])
    for wrong, nodes in (
        ([rows[1], rows[2]], siblings),
        ([rows[1], replace(rows[3], before=1)], siblings),
        ([rows[1]], final.proven(0)[1]),
    ):
        with pytest.raises(Reverted, match="rows not proven"):
            call(1, wrong, nodes)
    call(1, [rows[1], rows[3]], siblings)
    assert net.claims.paid() == final.earned(rows[1]) + final.earned(rows[3])


def test_claim_with_fee__of_more_than_is_owed__takes_nothing_and_stays_usable(net: Network, final: Ledger):
    account, relayer = actor("contributor 0"), actor("relayer").address
    row, proof = final.proven(final.last_rows()[account.address].t)
    owed, before = final.earned(row), net.token.balanceOf(relayer)
    for amount in (owed + 1, owed):
        fee = Fee(account=account.address, relayer=relayer, amount=amount, deadline=now(), nonce=7)
        signed = sign(fee_digest(net.signing, fee), account.key)
        if amount > owed:
            with pytest.raises(Reverted, match="owed less than the fee"):
                net.claims.claim_with_fee(1, row, proof, fee, signed, sender=relayer)
            assert not net.claims.fee_used(account.address, 7)
        else:
            net.claims.claim_with_fee(1, row, proof, fee, signed, sender=relayer)
    assert (net.token.balanceOf(relayer) - before, net.token.balanceOf(account.address)) == (owed, 0)
    assert net.token.earned_of(account.address) == owed == net.claims.paid()


def test_claims__of_more_than_final_ledgers_allot__refused(net: Network, final: Ledger, gateway: Actor):
    honest = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    lie = Ledger(honest.dom, 2, (replace(honest.rows[0], before=10**30), *honest.rows[1:]), honest.price)
    net.propose(lie)
    net.finalise(2)
    for call, arguments in (
        (net.claims.claim_for, (lie.rows[0].pay_to, 2, *lie.proven(0))),
        (net.claims.claim_range, (2, 0, 2, list(lie.rows), [])),
        (net.claims.claim_rows, (2, list(lie.rows), [])),
    ):
        with pytest.raises(Reverted, match="more than final ledgers allot"):
            call(*arguments)
