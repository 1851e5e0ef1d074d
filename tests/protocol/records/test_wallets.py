"""The forms in which wallets sign, brought into the one form that hashes and contracts take."""

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.errors import InvalidSignature
from kula.protocol.program.keys import new_key
from kula.protocol.records.wallets import normal_signature, undeployed, wallet_proofs
from kula.protocol.signatures import recover, sign

SIGNER = new_key()
MAGIC = bytes.fromhex("6492" * 16)
FACTORY = "0x" + "aa" * 20


def compact(signature: bytes) -> bytes:
    """Returns the signature as EIP-2098 writes it."""
    s = int.from_bytes(signature[32:64], "big") | ((signature[64] - 27) << 255)
    return signature[:32] + s.to_bytes(32, "big")


@given(st.binary(min_size=32, max_size=32))
def test_normal_signature__of_every_form_of_a_key__is_the_same_65_bytes(digest: bytes):
    strict = sign(digest, bytes(SIGNER.key))
    for form in (strict, strict[:64] + bytes([strict[64] - 27]), compact(strict)):
        assert normal_signature(form) == strict
    assert recover(digest, normal_signature(compact(strict))) == SIGNER.address


@given(st.binary(max_size=200))
def test_normal_signature__of_anything_else__is_left_as_it_is(form: bytes):
    if len(form) not in (64, 65):
        assert normal_signature(form) == form
    assert len(normal_signature(form)) == (65 if len(form) == 64 else len(form))


def test_undeployed__wrapped__gives_its_parts_and_what_is_torn_is_refused():
    inner = sign(b"\x01" * 32, bytes(SIGNER.key))
    wrapped = encode(["address", "bytes", "bytes"], [FACTORY, b"\x01\x02", compact(inner)]) + MAGIC
    parts = undeployed(wrapped)
    assert parts
    assert (parts.factory.lower(), parts.calldata, parts.signature) == (FACTORY, b"\x01\x02", compact(inner))
    assert undeployed(inner) is None
    with pytest.raises(InvalidSignature, match="not whole"):
        undeployed(wrapped[40:])


def test_wallet_proofs__of_each_form__begin_with_what_was_signed():
    strict = sign(b"\x01" * 32, bytes(SIGNER.key))
    approved = bytes(12) + b"\x11" * 20 + bytes(32) + b"\x01"
    assert wallet_proofs(strict) == (strict,)
    assert wallet_proofs(b"\x05" * 64)[0] == b"\x05" * 64
    assert wallet_proofs(compact(strict)) == (compact(strict), strict)
    assert wallet_proofs(approved) == (approved, approved[:64] + b"\x1c")
    assert wallet_proofs(b"\x05" * 128) == (b"\x05" * 128,)
