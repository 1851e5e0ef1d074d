"""The forms in which wallets sign, brought into the one form that hashes and contracts take."""

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.errors import InvalidSignature
from kula.protocol.program.keys import new_key
from kula.protocol.records.wallets import is_wallet, normal_signature, undeployed
from kula.protocol.signatures import recover, sign
from kula.protocol.types import Address

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
    assert (parts.factory.lower(), parts.calldata, parts.signature) == (FACTORY, b"\x01\x02", inner)
    assert undeployed(inner) is None
    with pytest.raises(InvalidSignature, match="not whole"):
        undeployed(wrapped[40:])


def test_is_wallet__by_its_code__an_eip_7702_account_signs_with_its_key():
    assert not is_wallet(b"")
    assert not is_wallet(b"\xef\x01\x00" + bytes(20))
    assert is_wallet(b"\x60\x00")
    assert Address(SIGNER.address)
