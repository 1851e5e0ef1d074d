"""Signed messages: our digests are those of eth-account, and the contracts recover the signer."""

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.signatures import (
    TYPES,
    SigningDomain,
    access_digest,
    answer_digest,
    erase_digest,
    fee_digest,
    grant_digest,
    receipt_digest,
    record_hash,
    revoke_digest,
    sign,
    typed_data,
)
from kula.protocol.types import LICENCES, Address, Answer, Fee, Grant, Receipt, Record
from tests.contracts.twins.inputs import ACCOUNTS, TWINS, bytes32, uint32, uint64
from tests.support.actors import actor
from tests.support.evm import Reverted, undone
from tests.support.evm_network import Network

DOMAIN = SigningDomain(31337, actor("grants").address)
addresses = st.sampled_from(ACCOUNTS)
strangers = st.binary(min_size=20, max_size=20).map(lambda b: Address(to_checksum_address(b)))
texts = st.text(max_size=12)
grants = st.builds(
    Grant,
    owner=addresses,
    key=addresses,
    pay_to=addresses,
    licences=st.lists(st.sampled_from(LICENCES), max_size=3).map(tuple),
    origin=texts,
    max_per_epoch=uint32,
    expiry=uint64,
    nonce=uint64,
)
records = st.builds(
    Record, owner=addresses, kind=texts, commitment=bytes32, licence=texts, parent=bytes32, nonce=uint64
)

pytestmark = pytest.mark.slow
answers = st.builds(Answer, prompt_hash=bytes32, answer_hash=bytes32, model_id=bytes32, key=addresses)
receipts = st.builds(Receipt, gateway=addresses, seq=uint64, record=bytes32, last_epoch=uint32)
fees = st.builds(
    Fee, account=addresses, relayer=addresses, amount=st.integers(0, 2**256 - 1), deadline=uint64, nonce=uint64
)


def theirs(name: str, values: list[object]) -> bytes:
    """The digest as eth-account makes it from the wallet's document."""
    members = [member for _, member in TYPES[name]]
    plain = [list(value) if isinstance(value, tuple) else value for value in values]
    document = typed_data(DOMAIN, name, dict(zip(members, plain, strict=True)))
    signable = encode_typed_data(full_message=document)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def values_of(message: object) -> list[object]:
    return [getattr(message, name) for name in message.__dataclass_fields__]  # type: ignore[attr-defined]


@TWINS
@given(grant=grants, record=records, answer=answers, receipt=receipts, fee=fees)
def test_digests__of_signed_structs__are_those_of_eth_account(
    grant: Grant, record: Record, answer: Answer, receipt: Receipt, fee: Fee
):
    assert grant_digest(DOMAIN, grant) == theirs("Grant", values_of(grant))
    assert record_hash(DOMAIN, record) == theirs("Record", values_of(record))
    assert answer_digest(DOMAIN, answer) == theirs("Answer", values_of(answer))
    assert receipt_digest(DOMAIN, receipt) == theirs("Receipt", values_of(receipt))
    assert fee_digest(DOMAIN, fee) == theirs("Fee", values_of(fee))


@TWINS
@given(owner=addresses, key=addresses, path=texts, deadline=uint64, epoch=uint32, pos=uint32)
def test_digests__of_short_messages__are_those_of_eth_account(
    owner: Address, key: Address, path: str, deadline: int, epoch: int, pos: int
):
    assert revoke_digest(DOMAIN, owner, key) == theirs("Revoke", [owner, key])
    assert access_digest(DOMAIN, owner, key, path, deadline) == theirs("Access", [owner, key, path, deadline])
    assert erase_digest(DOMAIN, owner, epoch, pos) == theirs("Erase", [owner, epoch, pos])


@TWINS
@given(who=st.integers(0, 3), key=strangers, honest=st.booleans())
def test_revoke_for__the_owners_digest__is_the_contracts(deployed: Network, who: int, key: Address, honest: bool):
    owner = actor(f"contributor {who}")
    signer = owner if honest else actor("stranger")
    proof = sign(revoke_digest(deployed.signing, owner.address, key), signer.key)
    with undone():
        if honest:
            deployed.grants.revoke_for(owner.address, key, proof)
            assert deployed.grants.revoked(owner.address, key) == deployed.batches.current()
        else:
            with pytest.raises(Reverted, match="wrong signer"):
                deployed.grants.revoke_for(owner.address, key, proof)


@TWINS
@given(seq=uint64, record=bytes32, honest=st.booleans())
def test_accuse__the_gateways_digest__is_the_contracts(deployed: Network, seq: int, record: bytes, honest: bool):
    gateway, accuser = actor("gateway"), actor("validator 0").address
    receipt = Receipt(gateway=gateway.address, seq=seq, record=record, last_epoch=0)
    digest = receipt_digest(deployed.signing, receipt)
    with undone():
        if honest:
            deployed.gateways.accuse(receipt, sign(digest, gateway.key), sender=accuser)
            assert deployed.gateways.accusation(digest).accuser == accuser
        else:
            with pytest.raises(Reverted, match="wrong signer"):
                deployed.gateways.accuse(receipt, sign(digest, actor("stranger").key), sender=accuser)
