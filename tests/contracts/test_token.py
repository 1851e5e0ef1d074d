"""Token: ERC-20 within 128 bits, and no coin without a payment."""

import pytest

from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH
from tests.support.actors import actor
from tests.support.evm import Reverted, create, undone
from tests.support.evm_network import Network

ANNA, BEN = actor("anna").address, actor("ben").address
MOST = 2**128 - 1


def test_transfer__more_than_is_there_or_to_nobody__refused(net: Network):
    net.token.transfer(ANNA, 5, sender=net.owner.address)
    with pytest.raises(Reverted, match="balance too low"):
        net.token.transfer(BEN, 6, sender=ANNA)
    with pytest.raises(Reverted, match="balance too low"):
        net.token.burn(6, sender=ANNA)
    with pytest.raises(Reverted, match="nobody to transfer to"):
        net.token.transfer(ZERO_ADDRESS, 1, sender=ANNA)
    assert net.token.transfer(BEN, 5, sender=ANNA)
    assert (net.token.balanceOf(ANNA), net.token.balanceOf(BEN)) == (0, 5)


def test_transfer__to_oneself__changes_nothing(net: Network):
    net.token.transfer(ANNA, 5, sender=net.owner.address)
    net.token.transfer(ANNA, 5, sender=ANNA)
    assert net.token.balanceOf(ANNA) == 5


def test_transfer_from__beyond_the_allowance__refused(net: Network):
    net.token.transfer(ANNA, 9, sender=net.owner.address)
    net.token.approve(BEN, 5, sender=ANNA)
    net.token.transferFrom(ANNA, BEN, 3, sender=BEN)
    assert net.token.allowance(ANNA, BEN) == 2
    with pytest.raises(Reverted, match="allowance too low"):
        net.token.transferFrom(ANNA, BEN, 3, sender=BEN)
    net.token.approve(BEN, 2**256 - 1, sender=ANNA)
    net.token.transferFrom(ANNA, BEN, 6, sender=BEN)
    assert net.token.allowance(ANNA, BEN) == 2**256 - 1
    assert net.token.balanceOf(BEN) == 9


def test_supply__to_nobody_or_beyond_its_type__is_not_deployed(net: Network):
    for account, amount, why in ((ZERO_ADDRESS, 1, "nobody to mint to"), (ANNA, MOST + 1, "balance too high")):
        with pytest.raises(Reverted, match=why):
            create("Token", (ANNA, BEN, [(BEN, 1), (account, amount)], ZERO_HASH), net.owner.address)


def test_balance__of_all_that_the_type_holds__is_possible():
    with undone():
        assert create("Token", (ANNA, BEN, [(ANNA, MOST)], ZERO_HASH), ANNA).balanceOf(ANNA) == MOST
        token = create("Token", (ANNA, BEN, [(ANNA, MOST - 1)], ZERO_HASH), ANNA)
        token.mint(ANNA, 1, sender=BEN)
        assert token.balanceOf(ANNA) == MOST == token.totalSupply()


def test_pay__what_can_not_be_paid__pays_nothing_and_stops_nobody():
    """A token for which ANNA is Claims and BEN is Pay, so that a test can pay any sum."""
    with undone():
        token = create("Token", (ANNA, BEN, [(BEN, MOST - 10)], ZERO_HASH), ANNA)
        assert token.pay(BEN, 11, ANNA, 0, sender=ANNA) == 0, "beyond what an account can hold"
        assert token.pay(BEN, 10, ANNA, 0, sender=ANNA) == 10
        assert token.pay(ANNA, MOST + 1, ANNA, 0, sender=ANNA) == 0, "beyond what can be earned"
        assert token.pay(ZERO_ADDRESS, 5, ANNA, 0, sender=ANNA) == 0
        assert token.pay(ANNA, 5, BEN, 6, sender=ANNA) == 0, "less than the fee"
        with pytest.raises(Reverted, match="balance too high"):
            token.mint(BEN, 1, sender=BEN)
        assert token.pay_many([(BEN, 11), (ZERO_ADDRESS, 3), (ANNA, 4), (ANNA, 4), (ANNA, 9)], sender=ANNA) == 9
        assert (token.balanceOf(ANNA), token.earned_of(ANNA), token.earned_of(BEN)) == (9, 9, 10)
        assert token.totalSupply() == MOST + 9


def test_mint_holdings__of_a_deployment_that_has_minted_all__refused(net: Network):
    assert net.token.pending() == ZERO_HASH
    for holdings, rest in (([], ZERO_HASH), ([(BEN, 1)], ZERO_HASH), ([(BEN, 1)], b"\x01" * 32)):
        with pytest.raises(Reverted, match="not the next holdings"):
            net.token.mint_holdings(holdings, rest, sender=BEN)
    assert net.token.balanceOf(BEN) == 0
