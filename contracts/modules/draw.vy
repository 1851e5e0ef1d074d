# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Drawing rows
@notice Draws min(16, n) different numbers below n from a seed. Number i is keccak256(seed, i) mod n, or the next
        number that is not drawn yet. Twin: protocol/ledgers/draw.py.
"""

from . import constants


@pure
@internal
def _draw(seed: bytes32, n: uint256) -> DynArray[uint256, constants.MAX_DRAWN]:
    """@notice The numbers, in the order in which they are drawn."""
    drawn: DynArray[uint256, constants.MAX_DRAWN] = []
    for i: uint256 in range(min(n, constants.MAX_DRAWN), bound=constants.MAX_DRAWN):
        number: uint256 = convert(keccak256(abi_encode(seed, i)), uint256) % n
        for _: uint256 in range(constants.MAX_DRAWN):
            if number not in drawn:
                break
            number = (number + 1) % n
        drawn.append(number)
    return drawn
