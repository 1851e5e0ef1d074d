# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Strict signatures
@notice 65 bytes r, s, v with v 27 or 28 and low s; anything else recovers to nobody. Twin: protocol/signatures.py.
"""

HALF_ORDER: constant(uint256) = 57896044618658097711785492504343953926418782139537452191302581570759080747168


@pure
@internal
def _typed(separator: bytes32, struct_hash: bytes32) -> bytes32:
    """
    @notice The EIP-712 digest of a struct.
    """
    return keccak256(concat(b"\x19\x01", separator, struct_hash))


@view
@internal
def _recover(digest: bytes32, signature: Bytes[65]) -> address:
    """
    @notice Who signed, or the zero address.
    """
    if len(signature) != 65:
        return empty(address)
    s: uint256 = convert(slice(signature, 32, 32), uint256)
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    if s > HALF_ORDER or (v != 27 and v != 28):
        return empty(address)
    return ecrecover(digest, v, convert(slice(signature, 0, 32), uint256), s)


@view
@internal
def _require(digest: bytes32, signature: Bytes[65], expected: address):
    """
    @notice Revert unless `expected` signed.
    """
    signer: address = self._recover(digest, signature)
    assert signer != empty(address) and signer == expected, "signature: wrong signer"
