"""Attacks on signed transfers of coin: replays, front-runners, greedy relayers, signatures under other words."""

from dataclasses import astuple, replace

import pytest

from kula.protocol.signatures import SigningDomain, fee_digest, sign
from kula.protocol.transfers import (
    Authorisation,
    Permit,
    cancel_digest,
    permit_digest,
    receive_digest,
    transfer_digest,
    transfer_with_fee_digest,
)
from kula.protocol.types import ZERO_HASH, Fee
from tests.redteam.coin.signed import ANNA, BEN, FOREVER, RELAYER, coin_domain, transfer
from tests.support.actors import Actor
from tests.support.evm import Contract, Reverted, chain_id, create, now, pass_time
from tests.support.evm_network import Network


@pytest.fixture
def token(net: Network) -> Contract:
    """The token. Anna has 100 units and no coin for gas."""
    net.token.transfer(ANNA.address, 100, sender=net.owner.address)
    return net.token


def authorisation(**changes) -> Authorisation:
    """Anna's transfer of 60 to Ben, without a fee."""
    plain = Authorisation(
        owner=ANNA.address, to=BEN.address, amount=60, valid_after=0, valid_before=FOREVER, nonce=b"\x02" * 32
    )
    return replace(plain, **changes)


def split(signed: bytes) -> tuple[int, bytes, bytes]:
    """A signature as the standards take it: v, r, s."""
    return signed[64], signed[:32], signed[32:64]


def held(token: Contract) -> tuple[int, int, int]:
    return tuple(token.balanceOf(one.address) for one in (ANNA, BEN, RELAYER))  # type: ignore[return-value]


def test_replay__on_another_chain_contract_or_nonce__refused(net: Network, token: Contract):
    one, plain = transfer(), authorisation()
    domain = coin_domain(net)
    other = create("Token", (net.claims.address, net.pay.address, [(ANNA.address, 100)], ZERO_HASH), net.owner.address)
    for foreign in (SigningDomain(chain_id() + 1, token.address), SigningDomain(chain_id(), other.address)):
        with pytest.raises(Reverted, match="wrong signer"):
            token.transfer_with_fee(one, sign(transfer_with_fee_digest(foreign, one), ANNA.key), sender=RELAYER.address)
        signed = split(sign(transfer_digest(foreign, plain), ANNA.key))
        with pytest.raises(Reverted, match="wrong signer"):
            token.transferWithAuthorization(*astuple(plain), *signed, sender=RELAYER.address)
    signed = sign(transfer_with_fee_digest(domain, one), ANNA.key)
    with pytest.raises(Reverted, match="wrong signer"):
        token.transfer_with_fee(replace(one, nonce=b"\x03" * 32), signed, sender=RELAYER.address)
    token.transfer_with_fee(one, signed, sender=RELAYER.address)
    with pytest.raises(Reverted, match="nonce was used"):
        token.transfer_with_fee(one, signed, sender=RELAYER.address)
    assert held(token) == (37, 60, 3)
    assert token.authorizationState(ANNA.address, one.nonce)


def test_replay__of_one_kind_as_another__refused(net: Network, token: Contract):
    """A nonce counts once over all kinds, and a signature under one kind is none under another."""
    plain, domain = authorisation(), coin_domain(net)
    signed = split(sign(receive_digest(domain, plain), ANNA.key))
    with pytest.raises(Reverted, match="wrong signer"):
        token.transferWithAuthorization(*astuple(plain), *signed, sender=RELAYER.address)
    signed = split(sign(transfer_digest(domain, plain), ANNA.key))
    with pytest.raises(Reverted, match="wrong signer"):
        token.receiveWithAuthorization(*astuple(plain), *signed, sender=BEN.address)
    token.transferWithAuthorization(*astuple(plain), *signed, sender=RELAYER.address)
    again = transfer(nonce=plain.nonce)
    with pytest.raises(Reverted, match="nonce was used"):
        token.transfer_with_fee(again, sign(transfer_with_fee_digest(domain, again), ANNA.key), sender=RELAYER.address)
    assert held(token) == (40, 60, 0)


def test_front_run__of_receive_with_authorization__only_the_payee_may_send_it(net: Network, token: Contract):
    plain = authorisation()
    signed = split(sign(receive_digest(coin_domain(net), plain), ANNA.key))
    with pytest.raises(Reverted, match="caller is not the payee"):
        token.receiveWithAuthorization(*astuple(plain), *signed, sender=RELAYER.address)
    stolen = astuple(replace(plain, to=RELAYER.address))
    with pytest.raises(Reverted, match="wrong signer"):
        token.receiveWithAuthorization(*stolen, *signed, sender=RELAYER.address)
    token.receiveWithAuthorization(*astuple(plain), *signed, sender=BEN.address)
    assert held(token) == (40, 60, 0)


def test_relayer__that_keeps_more_than_the_fee__refused(net: Network, token: Contract, thief: Actor):
    """The signature names the relayer and the amount, so no part of it can be changed."""
    one = transfer()
    signed = sign(transfer_with_fee_digest(coin_domain(net), one), ANNA.key)
    for greedy in (replace(one, fee=4), replace(one, amount=59, fee=4), replace(one, to=RELAYER.address)):
        with pytest.raises(Reverted, match="wrong signer"):
            token.transfer_with_fee(greedy, signed, sender=RELAYER.address)
    with pytest.raises(Reverted, match="fee for another relayer"):
        token.transfer_with_fee(one, signed, sender=thief.address)
    with pytest.raises(Reverted, match="wrong signer"):
        token.transfer_with_fee(replace(one, relayer=thief.address), signed, sender=thief.address)
    assert held(token) == (100, 0, 0)
    token.transfer_with_fee(one, signed, sender=RELAYER.address)
    assert held(token) == (37, 60, 3)


def test_relayer__that_takes_the_fee_without_the_transfer__gets_neither(net: Network, token: Contract):
    """Anna holds 100. A transfer of 98 leaves no room for the fee of 3, so nothing moves and the nonce stays free."""
    one = transfer(amount=98)
    signed = sign(transfer_with_fee_digest(coin_domain(net), one), ANNA.key)
    with pytest.raises(Reverted, match="balance too low"):
        token.transfer_with_fee(one, signed, sender=RELAYER.address)
    plain = Authorisation(
        owner=one.owner, to=one.relayer, amount=one.fee, valid_after=0, valid_before=FOREVER, nonce=one.nonce
    )
    for take in (token.transferWithAuthorization, token.receiveWithAuthorization):
        with pytest.raises(Reverted, match="wrong signer"):
            take(*astuple(plain), *split(signed), sender=RELAYER.address)
    assert held(token) == (100, 0, 0)
    assert not token.authorizationState(ANNA.address, one.nonce)


def test_page__that_asks_for_a_transfer_under_the_words_of_a_grant__gains_nothing(net: Network, token: Contract):
    """What Anna signs for Grants is worth nothing at the Token, and the reverse."""
    one = transfer()
    grants = net.signing
    with pytest.raises(Reverted, match="wrong signer"):
        token.transfer_with_fee(one, sign(transfer_with_fee_digest(grants, one), ANNA.key), sender=RELAYER.address)
    fee = Fee(account=ANNA.address, relayer=RELAYER.address, amount=3, deadline=now() + 60, nonce=1)
    with pytest.raises(Reverted, match="wrong signer"):
        token.transfer_with_fee(one, sign(fee_digest(grants, fee), ANNA.key), sender=RELAYER.address)
    assert token.DOMAIN_SEPARATOR() == coin_domain(net).separator() != net.grants.separator()


def test_times__of_an_authorisation__are_strict_to_the_second(net: Network, token: Contract):
    early = transfer(valid_after=now() + 10, valid_before=now() + 20)
    signed = sign(transfer_with_fee_digest(coin_domain(net), early), ANNA.key)
    pass_time(10)
    with pytest.raises(Reverted, match="not valid yet"):
        token.transfer_with_fee(early, signed, sender=RELAYER.address)
    pass_time(10)
    with pytest.raises(Reverted, match="has expired"):
        token.transfer_with_fee(early, signed, sender=RELAYER.address)
    pass_time(-1)
    token.transfer_with_fee(early, signed, sender=RELAYER.address)


def test_cancel__by_its_signer__ends_an_authorisation(net: Network, token: Contract, thief: Actor):
    one = transfer()
    by_thief = split(sign(cancel_digest(coin_domain(net), ANNA.address, one.nonce), thief.key))
    with pytest.raises(Reverted, match="wrong signer"):
        token.cancelAuthorization(ANNA.address, one.nonce, *by_thief, sender=thief.address)
    ended = split(sign(cancel_digest(coin_domain(net), ANNA.address, one.nonce), ANNA.key))
    token.cancelAuthorization(ANNA.address, one.nonce, *ended, sender=RELAYER.address)
    signed = sign(transfer_with_fee_digest(coin_domain(net), one), ANNA.key)
    for call, arguments in (
        (token.transfer_with_fee, (one, signed)),
        (token.cancelAuthorization, (ANNA.address, one.nonce, *ended)),
    ):
        with pytest.raises(Reverted, match="nonce was used"):
            call(*arguments, sender=RELAYER.address)


def test_permit__signed_once__counts_once_in_order_and_in_time(net: Network, token: Contract, thief: Actor):
    first = Permit(owner=ANNA.address, spender=BEN.address, amount=50, nonce=0, deadline=now() + 60)
    second = replace(first, amount=70, nonce=1)

    def call(permit: Permit, key: bytes = ANNA.key) -> None:
        signed = split(sign(permit_digest(coin_domain(net), permit), key))
        token.permit(permit.owner, permit.spender, permit.amount, permit.deadline, *signed, sender=thief.address)

    for wrong, key in ((second, ANNA.key), (first, thief.key)):
        with pytest.raises(Reverted, match="wrong signer"):
            call(wrong, key)
    call(first)
    assert (token.allowance(ANNA.address, BEN.address), token.nonces(ANNA.address)) == (50, 1)
    with pytest.raises(Reverted, match="wrong signer"):
        call(first)
    pass_time(61)
    with pytest.raises(Reverted, match="permit has expired"):
        call(second)


def test_signatures__of_another_form__refused(net: Network, token: Contract):
    """High s, v of 0 or 1, and the zero account as the owner."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    one, plain = transfer(), authorisation()
    good = sign(transfer_with_fee_digest(coin_domain(net), one), ANNA.key)
    high = good[:32] + (order - int.from_bytes(good[32:64], "big")).to_bytes(32, "big") + bytes([55 - good[64]])
    for signed in (high, good[:64] + bytes([good[64] - 27]), good[:64]):
        with pytest.raises(Reverted, match="wrong signer"):
            token.transfer_with_fee(one, signed, sender=RELAYER.address)
    nobody = replace(plain, owner="0x" + "00" * 20)
    with pytest.raises(Reverted, match="wrong signer"):
        token.transferWithAuthorization(*astuple(nobody), 27, bytes(32), bytes(32), sender=RELAYER.address)
