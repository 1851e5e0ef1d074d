# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Who holds a seat
@notice The largest stakes hold seats. A smaller one gives way to a larger one. While fewer than four seats are taken
        (local mode), a seat needs an admission, but an account that has held one needs none to return.
"""

from ..interfaces import IValidators
from ..modules import constants

event SeatTaken:
    owner: indexed(address)

event SeatLost:
    owner: indexed(address)

# with fewer seats than this taken, a seat needs an admission
LOCAL_MODE_BELOW: constant(uint256) = 4

# owner => its stake, without what is leaving
stake_of: public(HashMap[address, uint256])
# owner => the key that acts for its stake; zero if it is the owner's own
operator_of: public(HashMap[address, address])
# owner => from when it may take a seat in local mode, 0 if it is not admitted
admitted_from: public(HashMap[address, uint256])
jailed_until: public(HashMap[address, uint256])
# the owners that hold seats
_active: DynArray[address, constants.MAX_SEATS]
# whether a seat has changed since the last snapshot
_changed: bool


@view
@external
def active() -> DynArray[IValidators.Seat, constants.MAX_SEATS]:
    """@notice Returns the seats that the next snapshot would hold."""
    return self._seats()


@view
@internal
def _seats() -> DynArray[IValidators.Seat, constants.MAX_SEATS]:
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = []
    for owner: address in self._active:
        operator: address = self.operator_of[owner]
        if operator == empty(address):
            operator = owner
        seats.append(IValidators.Seat(operator=operator, weight=self.stake_of[owner]))
    return seats


@internal
def _rank(owner: address, minimum: uint256):
    """
    @notice Gives an owner the seat that its stake earns. Takes the seat away if the stake is too small or the owner
            is in jail.
    """
    if self.stake_of[owner] < minimum or block.timestamp < self.jailed_until[owner]:
        self._leave(owner)
        return
    active: DynArray[address, constants.MAX_SEATS] = self._active
    if owner in active:
        self._changed = True
        return
    lowest: uint256 = 0
    for i: uint256 in range(len(active), bound=constants.MAX_SEATS):
        if self.stake_of[active[i]] < self.stake_of[active[lowest]]:
            lowest = i
    if len(active) < LOCAL_MODE_BELOW:
        since: uint256 = self.admitted_from[owner]
        assert since > 0 and block.timestamp >= since, "validators: not admitted to local mode"
    if len(active) < constants.MAX_SEATS:
        self._active.append(owner)
    elif self.stake_of[owner] > self.stake_of[active[lowest]]:
        self._active[lowest] = owner
        log SeatLost(owner=active[lowest])
    else:
        return
    self._changed = True
    self.admitted_from[owner] = min(max(self.admitted_from[owner], 1), block.timestamp)
    log SeatTaken(owner=owner)


@internal
def _note_change(owner: address):
    """@notice Lets the next snapshot be written anew, if the owner holds a seat."""
    if owner in self._active:
        self._changed = True


@view
@internal
def _weight(owner: address) -> uint256:
    """@notice What the owner's seat weighs. 0 without a seat."""
    return self.stake_of[owner] if owner in self._active else 0


@view
@internal
def _total() -> uint256:
    """@notice The weight of all seats."""
    total: uint256 = 0
    for owner: address in self._active:
        total += self.stake_of[owner]
    return total


@internal
def _leave(owner: address):
    """@notice Takes the owner's seat away, if it has one."""
    for i: uint256 in range(len(self._active), bound=constants.MAX_SEATS):
        if self._active[i] == owner:
            self._active[i] = self._active[len(self._active) - 1]
            self._active.pop()
            self._changed = True
            log SeatLost(owner=owner)
            return
