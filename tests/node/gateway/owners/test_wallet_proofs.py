"""A contract wallet is shown the proof as its owner gave it, even one that looks like a key's signature, on a real chain."""

import pytest
from eth_utils.crypto import keccak

from kula.protocol.chain.sender import Sender
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import grant_digest
from kula.protocol.types import ZERO_HASH, Address
from tests.node.gateway.owners.test_owners import _created, _delegate, _grant, _is, _post
from tests.support.chain import TestNet
from tests.support.evm import _compiled
from tests.support.gateway.person import Person

PROOFS = {
    "passkey": b"\x05" * 64,
    "approved-hash": bytes(12) + b"\x11" * 20 + bytes(32) + b"\x01",
    "normal-form": b"\x05" * 64 + b"\x1b",
    "long": b"\x07" * 300,
}
"""What contract wallets take; all but the last have the length of a key's signature."""


@pytest.fixture(scope="module")
def sender(net: TestNet) -> Sender:
    return net.sender("deployer", 10 * TOKEN)


def _picky(net: TestNet, sender: Sender, proof: bytes) -> Address:
    """Deploys a wallet that takes only this proof."""
    return _created(net, sender, bytes.fromhex(_compiled("ProofWallet")["bytecode"][2:]) + keccak(proof))


@pytest.mark.parametrize("form", PROOFS)
def test_grant__by_a_wallet_with_a_proof_that_looks_like_a_keys__shown_to_it_as_it_is(
    net: TestNet, sender: Sender, person: Person, form: str
):
    proof = PROOFS[form]
    owner = _picky(net, sender, proof)
    grant = _grant(person, owner)
    assert _post(person, grant, proof).status_code == 201
    assert net.network.grants.registered(owner, grant_digest(person.domain, grant))
    body = {"owner": owner, "record": hex0(ZERO_HASH), "until": 9, "signature": hex0(proof)}
    assert person.http.post("/v1/erasures", json=body).status_code == 200
    _is(_post(person, _grant(person, owner), proof[:-2] + b"!!"), "invalid-signature")


def test_grant__by_the_delegate_of_an_eip_7702_account__registered_as_a_wallets(
    net: TestNet, sender: Sender, person: Person
):
    proof = PROOFS["passkey"]
    owner = Address(new_key().address)
    _delegate(net, owner, _picky(net, sender, proof))
    grant = _grant(person, owner)
    _is(_post(person, grant, b"\x06" * 64), "invalid-signature")
    assert _post(person, grant, proof).status_code == 201
    assert net.network.grants.registered(owner, grant_digest(person.domain, grant))
    body = {"owner": owner, "record": hex0(ZERO_HASH), "until": 9, "signature": hex0(proof)}
    assert person.http.post("/v1/erasures", json=body).status_code == 200
