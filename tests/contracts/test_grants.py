"""Grants: the agreement of a contract wallet, and the end of a key."""

import pytest

from kula.protocol.signatures import revoke_digest, sign
from kula.protocol.types import ZERO_ADDRESS
from tests.support.actors import actor
from tests.support.evm import Reverted, create
from tests.support.evm_network import Network

OWNER = actor("contributor 0")
DIGEST = b"\x05" * 32
IDENTITY = "0x0000000000000000000000000000000000000004"


def test_register__a_wallet_that_agrees__is_remembered(net: Network):
    wallet = create("Wallet", (DIGEST,), net.owner.address)
    net.grants.register(wallet.address, DIGEST, b"\x01")
    assert net.grants.registered(wallet.address, DIGEST)
    with pytest.raises(Reverted, match="does not agree"):
        net.grants.register(wallet.address, b"\x06" * 32, b"\x01")


def test_register__of_whoever_is_no_wallet__refused(net: Network):
    for owner in (OWNER.address, ZERO_ADDRESS, net.token.address, IDENTITY):
        with pytest.raises(Reverted, match="does not agree"):
            net.grants.register(owner, DIGEST, b"\x01")


def test_register__of_a_wallet_that_writes_when_it_is_asked__refused(net: Network):
    wallet = create("Writer", (), net.owner.address)
    with pytest.raises(Reverted, match="does not agree"):
        net.grants.register(wallet.address, DIGEST, b"\x01")
    wallet.isValidSignature(DIGEST, b"\x01")
    assert wallet.asked() == 1


def test_register__of_a_precompile_that_answers_what_it_was_asked__refused(net: Network):
    """It returns the first 32 bytes of the call, so a digest that begins with zeros would count as agreement."""
    with pytest.raises(Reverted, match="does not agree"):
        net.grants.register(IDENTITY, b"\x00" * 28 + b"\x05" * 4, b"\x01")


def test_revoke__twice_or_by_another_signature__refused(net: Network):
    key = actor("session key").address
    stranger = sign(revoke_digest(net.signing, OWNER.address, key), actor("thief").key)
    with pytest.raises(Reverted, match="wrong signer"):
        net.grants.revoke_for(OWNER.address, key, stranger)
    net.grants.revoke(key, sender=OWNER.address)
    with pytest.raises(Reverted, match="key is revoked"):
        net.grants.revoke(key, sender=OWNER.address)
    assert net.grants.revoked(OWNER.address, key) == 1


def test_revoke_for__of_a_wallet__with_the_message_that_it_registered_and_no_other(net: Network):
    wallet, key, other = create("ContractWallet", (OWNER.address,), net.owner.address), *_keys()
    digest = revoke_digest(net.signing, wallet.address, key)
    with pytest.raises(Reverted, match="the end of the key is not registered"):
        net.grants.revoke_for(wallet.address, key, b"")
    with pytest.raises(Reverted, match="does not agree"):
        net.grants.register(wallet.address, digest, sign(digest, actor("thief").key))
    net.grants.register(wallet.address, digest, sign(digest, OWNER.key))
    for signature in (sign(digest, OWNER.key), b"\x1b" * 65):
        with pytest.raises(Reverted, match="wrong signer"):
            net.grants.revoke_for(wallet.address, key, signature)
    for owner, named in ((wallet.address, other), (OWNER.address, key)):
        with pytest.raises(Reverted, match="the end of the key is not registered"):
            net.grants.revoke_for(owner, named, b"")
    net.grants.revoke_for(wallet.address, key, b"")
    assert net.grants.revoked(wallet.address, key) == 1
    with pytest.raises(Reverted, match="key is revoked"):
        net.grants.revoke_for(wallet.address, key, b"")


def _keys() -> tuple[str, str]:
    return actor("session key").address, actor("another key").address
