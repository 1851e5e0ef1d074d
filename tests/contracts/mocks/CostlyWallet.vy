# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title CostlyWallet
@notice A contract wallet that agrees to everything, after work of about so much gas.
"""

COST: immutable(uint256)


@deploy
def __init__(cost: uint256):
    COST = cost


@view
@external
def isValidSignature(digest: bytes32, proof: Bytes[2048]) -> bytes4:
    before: uint256 = msg.gas
    for i: uint256 in range(2**60):
        if before - msg.gas >= COST:
            break
    return 0x1626ba7e
