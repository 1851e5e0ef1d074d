# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title GreedyWallet
@notice A contract wallet that agrees to everything if it gets at most so much gas. Otherwise it burns all that it gets.
"""

MOST: immutable(uint256)


@deploy
def __init__(most: uint256):
    MOST = most


@view
@external
def isValidSignature(digest: bytes32, proof: Bytes[2048]) -> bytes4:
    if msg.gas > MOST:
        for i: uint256 in range(2**60):
            pass
    return 0x1626ba7e
