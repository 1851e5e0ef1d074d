# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Signatures of many seats
@notice They are joined, 65 bytes each, in ascending order of the seats whose bits are set.
"""

from ..interfaces import IValidators
from . import constants
from . import signature


@view
@internal
def _weight(
    digest: bytes32,
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS],
    signers: uint256,
    signatures: Bytes[constants.SIGNATURES_BYTES],
) -> uint256:
    """@notice The stake behind a digest. Reverts unless exactly the seats in `signers` have signed it."""
    assert signers >> len(seats) == 0, "reports: signer has no seat"
    weight: uint256 = 0
    used: uint256 = 0
    for seat: uint256 in range(len(seats), bound=constants.MAX_SEATS):
        if (signers >> seat) & 1 == 0:
            continue
        assert len(signatures) >= used + constants.SIGNATURE_BYTES, "reports: a signature is missing"
        signature._require(digest, slice(signatures, used, constants.SIGNATURE_BYTES), seats[seat].operator)
        weight += seats[seat].weight
        used += constants.SIGNATURE_BYTES
    assert used == len(signatures), "reports: too many signatures"
    return weight
