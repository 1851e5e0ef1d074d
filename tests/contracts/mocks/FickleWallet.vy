# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title FickleWallet
@notice A contract wallet that agrees while its caller is asked for nothing: by calls, not in blocks. It takes about so
        much gas for either.
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
    # A trial has the price that the caller names, and by default none.
    return 0x1626ba7e if tx.gasprice == 0 else 0xffffffff
