# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Writer
@notice A contract wallet that agrees to everything, but writes when it is asked.
"""

asked: public(uint256)


@external
def isValidSignature(digest: bytes32, proof: Bytes[2048]) -> bytes4:
    self.asked += 1
    return 0x1626ba7e
