# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title A pause of proposals
@notice It lasts seven days, and the next one ends four weeks later at the earliest.
"""

event Paused:
    until: uint256

PAUSE_SECONDS: constant(uint256) = 7 * 86_400
PAUSE_AGAIN_SECONDS: constant(uint256) = 28 * 86_400

paused_until: public(uint256)


@internal
def _begin():
    until: uint256 = block.timestamp + PAUSE_SECONDS
    assert until >= self.paused_until + PAUSE_AGAIN_SECONDS, "reports: paused not long ago"
    self.paused_until = until
    log Paused(until=until)
