# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Drawing rows
@notice min(16, n) different numbers below n from a seed: keccak256(seed, i) mod n, and where that is taken the next free
        one. Twin: protocol/ledgers/draw.py.
"""

MAX_DRAWN: constant(uint256) = 16


@pure
@internal
def _draw(seed: bytes32, n: uint256) -> DynArray[uint256, MAX_DRAWN]:
    """
    @notice The numbers, in the order in which they are drawn.
    """
    drawn: DynArray[uint256, MAX_DRAWN] = []
    for i: uint256 in range(min(n, MAX_DRAWN), bound=MAX_DRAWN):
        number: uint256 = convert(keccak256(abi_encode(seed, i)), uint256) % n
        for _: uint256 in range(MAX_DRAWN):
            if number not in drawn:
                break
            number = (number + 1) % n
        drawn.append(number)
    return drawn
