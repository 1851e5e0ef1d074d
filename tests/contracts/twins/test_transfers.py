"""Signed transfers of coin: our digests are those of eth-account, and the Token counts each authorisation once."""

from collections.abc import Sequence
from dataclasses import astuple

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.signatures import SigningDomain, digest_of, sign, typed_data
from kula.protocol.transfers import (
    COIN_TYPES,
    Authorisation,
    TransferWithFee,
    cancel_digest,
    transfer_digest,
    transfer_with_fee_digest,
)
from tests.contracts.twins.inputs import TWINS, bytes32
from tests.support.actors import actor
from tests.support.evm import Reverted, chain_id, undone
from tests.support.evm_network import Network

PEOPLE = [actor(f"holder {i}") for i in range(3)]
ADDRESSES = [person.address for person in PEOPLE]
RELAYER = 2
DOMAIN = SigningDomain(31337, actor("token").address)
uint256 = st.integers(0, 2**256 - 1)
KINDS = {"address": st.sampled_from(ADDRESSES), "uint256": uint256, "bytes32": bytes32}
messages = st.sampled_from(sorted(COIN_TYPES)).flatmap(
    lambda name: st.tuples(st.just(name), *(KINDS[kind] for kind, _ in COIN_TYPES[name]))
)


def coin_domain(net: Network) -> SigningDomain:
    """The domain of signed transfers of coin."""
    return SigningDomain(chain_id(), net.token.address)


@pytest.mark.slow
@TWINS
@given(message=messages)
def test_digests__of_coin_messages__are_those_of_eth_account(message: tuple):
    name, *values = message
    members = [member for _, member in COIN_TYPES[name]]
    document = typed_data(DOMAIN, name, dict(zip(members, values, strict=True)), COIN_TYPES)
    signable = encode_typed_data(full_message=document)
    theirs = keccak(b"\x19" + signable.version + signable.header + signable.body)
    assert digest_of(DOMAIN, name, values, COIN_TYPES) == theirs


def test_domain__of_the_token__is_what_wallets_are_told(deployed: Network):
    token = deployed.token
    fields, name, version, chain, contract, salt, extensions = token.eip712Domain()
    assert (fields, name, version, salt, list(extensions)) == (b"\x0f", "Kula", "1", bytes(32), [])
    assert SigningDomain(chain, contract) == coin_domain(deployed)
    assert token.DOMAIN_SEPARATOR() == coin_domain(deployed).separator()


def test_permit__signed_by_a_wallet_library__is_accepted(deployed: Network):
    """The wallet reads name, nonce and domain from the Token and signs the standard's document."""
    owner, token = PEOPLE[0], deployed.token
    message = {
        "owner": owner.address,
        "spender": ADDRESSES[1],
        "value": 7,
        "nonce": token.nonces(owner.address),
        "deadline": 2**64,
    }
    document = typed_data(coin_domain(deployed), "Permit", message, COIN_TYPES)
    signed = Account.sign_typed_data(owner.key, full_message=document)
    with undone():
        r, s = (number.to_bytes(32, "big") for number in (signed.r, signed.s))
        token.permit(owner.address, ADDRESSES[1], 7, 2**64, signed.v, r, s, sender=ADDRESSES[2])
        assert token.allowance(owner.address, ADDRESSES[1]) == 7


moves = st.lists(
    st.tuples(
        st.sampled_from(("plain", "fee", "cancel")),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 120),
        st.integers(0, 5),
        st.integers(0, 2),
    ),
    max_size=12,
)


@settings(TWINS, max_examples=60)
@given(moves=moves)
def test_transfers__any_order_of_any_kind__keep_the_sum_and_use_each_nonce_once(
    deployed: Network, moves: Sequence[tuple[str, int, int, int, int, int]]
):
    """A Python ledger of balances and used nonces says what the Token does."""
    with undone():
        for person in PEOPLE:
            deployed.token.transfer(person.address, 100, sender=deployed.owner.address)
        balances, used = dict.fromkeys(ADDRESSES, 100), set()
        supply = deployed.token.totalSupply()
        for kind, owner, to, amount, fee, nonce in moves:
            steps = {"plain": [(to, amount)], "fee": [(to, amount), (RELAYER, fee)], "cancel": []}[kind]
            after = moved(balances, owner, steps)
            fine = (owner, nonce) not in used and after is not None
            assert send(deployed, kind, owner, to, amount, fee, nonce) == fine
            if fine and after is not None:
                used.add((owner, nonce))
                balances = after
        assert {account: deployed.token.balanceOf(account) for account in ADDRESSES} == balances
        assert deployed.token.totalSupply() == supply
        for owner in range(3):
            for nonce in range(3):
                state = deployed.token.authorizationState(ADDRESSES[owner], nonce_of(nonce))
                assert state == ((owner, nonce) in used)


def moved(balances: dict[str, int], owner: int, steps: Sequence[tuple[int, int]]) -> dict[str, int] | None:
    """The balances after the owner has paid each step in turn, or None if one is too much."""
    after = dict(balances)
    for to, amount in steps:
        if after[ADDRESSES[owner]] < amount:
            return None
        after[ADDRESSES[owner]] -= amount
        after[ADDRESSES[to]] += amount
    return after


def send(net: Network, kind: str, owner: int, to: int, amount: int, fee: int, nonce: int) -> bool:
    """Signs and sends one authorisation. The third person relays. Returns whether the Token took it."""
    who, domain, relayer = PEOPLE[owner], coin_domain(net), ADDRESSES[RELAYER]
    parts = {"owner": who.address, "to": ADDRESSES[to], "amount": amount, "nonce": nonce_of(nonce)}
    times = {"valid_after": 0, "valid_before": 2**64}
    try:
        if kind == "fee":
            one = TransferWithFee(**parts, **times, relayer=relayer, fee=fee)
            net.token.transfer_with_fee(one, sign(transfer_with_fee_digest(domain, one), who.key), sender=relayer)
        elif kind == "plain":
            plain = Authorisation(**parts, **times)
            signed = sign(transfer_digest(domain, plain), who.key)
            net.token.transferWithAuthorization(*astuple(plain), signed[64], signed[:32], signed[32:64], sender=relayer)
        else:
            signed = sign(cancel_digest(domain, who.address, nonce_of(nonce)), who.key)
            net.token.cancelAuthorization(
                who.address, nonce_of(nonce), signed[64], signed[:32], signed[32:64], sender=relayer
            )
    except Reverted:
        return False
    return True


def nonce_of(number: int) -> bytes:
    return keccak(bytes([number]))
