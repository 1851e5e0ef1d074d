# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The stake-weighted median
@notice The smallest s with 2 * W(scores <= s) >= W. Twin: protocol/ledgers/scores.py.
"""

MAX_SEATS: constant(uint256) = 31


@pure
@internal
def _median(weights: DynArray[uint256, MAX_SEATS], scores: DynArray[uint256, MAX_SEATS]) -> uint256:
    """
    @notice The median of `scores`, each with its weight. Reverts when the weights sum to zero.
    """
    total: uint256 = 0
    for weight: uint256 in weights:
        total += weight
    assert total > 0, "weighted_median: no weight"
    best: uint256 = max_value(uint256)
    for candidate: uint256 in scores:
        below: uint256 = 0
        for i: uint256 in range(len(scores), bound=MAX_SEATS):
            if scores[i] <= candidate:
                below += weights[i]
        if 2 * below >= total and candidate < best:
            best = candidate
    return best
