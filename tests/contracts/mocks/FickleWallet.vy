# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title FickleWallet
@notice A contract wallet that agrees while its caller is asked for nothing: by calls, not in blocks.
"""


@view
@external
def isValidSignature(digest: bytes32, proof: Bytes[2048]) -> bytes4:
    # A trial has the price that the caller names, and by default none.
    return 0x1626ba7e if tx.gasprice == 0 else 0xffffffff
