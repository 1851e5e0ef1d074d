# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Strict signatures
@notice A signature is 65 bytes r, s, v, with v 27 or 28 and s in the lower half of the order. Any other recovers to
        the zero address. Twin: protocol/signatures.py.
"""

from . import constants

# half of the order of secp256k1, rounded down
HALF_ORDER: constant(uint256) = 57896044618658097711785492504343953926418782139537452191302581570759080747168


@pure
@internal
def _typed(separator: bytes32, struct_hash: bytes32) -> bytes32:
    """@notice The EIP-712 digest of a struct."""
    return keccak256(concat(b"\x19\x01", separator, struct_hash))


@view
@internal
def _recover(digest: bytes32, signature: Bytes[constants.SIGNATURE_BYTES]) -> address:
    """@notice The account that signed, or the zero address."""
    if len(signature) != constants.SIGNATURE_BYTES:
        return empty(address)
    s: uint256 = convert(slice(signature, 32, 32), uint256)
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    if s > HALF_ORDER or (v != 27 and v != 28):
        return empty(address)
    return ecrecover(digest, v, convert(slice(signature, 0, 32), uint256), s)


@view
@internal
def _require(digest: bytes32, signature: Bytes[constants.SIGNATURE_BYTES], expected: address):
    """@notice Reverts unless `expected` signed."""
    signer: address = self._recover(digest, signature)
    assert signer != empty(address) and signer == expected, "signature: wrong signer"
