# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title How much jail may take
@notice In any seven days jail takes less than half of the weight, or one seat. So a party that holds less than a third of
        the stake never holds two thirds of it because others are in jail.
"""

# how long a jail lasts
SECONDS: constant(uint256) = 7 * 86_400
DAY: constant(uint256) = 86_400
# days that together hold every moment of the last SECONDS
DAYS: constant(uint256) = 8

# day since 1970 => the weight that was jailed on it
jailed_on: public(HashMap[uint256, uint256])


@internal
def _take(weight: uint256, total: uint256):
    """
    @notice Counts a weight that goes to jail. Reverts if the last days have no room for it.
    @param total The weight of all seats now, with the one that goes.
    """
    today: uint256 = block.timestamp // DAY
    before: uint256 = 0
    for day: uint256 in range(DAYS):
        before += self.jailed_on[today - day]
    assert before == 0 or 2 * (before + weight) < total + before, "validators: half was jailed this week"
    self.jailed_on[today] += weight
