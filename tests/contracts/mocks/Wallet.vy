# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Wallet
@notice A contract wallet that agrees to one digest (ERC-1271), whatever the signature.
"""

AGREED: immutable(bytes32)


@deploy
def __init__(agreed: bytes32):
    AGREED = agreed


@view
@external
def isValidSignature(digest: bytes32, proof: Bytes[2048]) -> bytes4:
    return 0x1626ba7e if digest == AGREED else 0xffffffff
