# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title The stake-weighted median
@notice The smallest s with 2 * W(scores <= s) >= W. Twin: protocol/ledgers/scores.py.
"""

from . import constants


@pure
@internal
def _median(weights: DynArray[uint256, constants.MAX_SEATS], scores: DynArray[uint256, constants.MAX_SEATS]) -> uint256:
    """@notice The median of `scores`, each with its weight. Reverts if the weights sum to zero."""
    total: uint256 = 0
    for weight: uint256 in weights:
        total += weight
    assert total > 0, "weighted_median: no weight"
    best: uint256 = max_value(uint256)
    for candidate: uint256 in scores:
        below: uint256 = 0
        for i: uint256 in range(len(scores), bound=constants.MAX_SEATS):
            if scores[i] <= candidate:
                below += weights[i]
        if 2 * below >= total and candidate < best:
            best = candidate
    return best
