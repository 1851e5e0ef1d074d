# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title How much jail may take
@notice In one week jail takes less than half of the weight, or one seat. So a party that holds less than a third of the
        stake never holds two thirds of it because others are in jail.
"""

# a week, and how long a jail lasts
SECONDS: constant(uint256) = 7 * 86_400

# when the running week began
week: public(uint256)
# the weight then, and what was jailed since
_total: uint256
_taken: uint256


@internal
def _take(stake: uint256, total: uint256):
    """
    @notice Counts a stake that goes to jail. Reverts if the week has no room for it.
    @param total The weight of all seats now.
    """
    if block.timestamp >= self.week + SECONDS:
        self.week = block.timestamp
        self._total = total
        self._taken = 0
    taken: uint256 = self._taken + stake
    assert self._taken == 0 or 2 * taken < self._total, "validators: half was jailed this week"
    self._taken = taken
