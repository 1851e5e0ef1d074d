# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Snapshots of seats
@notice Each set of seats is numbered from 1 and never changes. A seat is packed into one slot, and its owner stands in
        another one, because most readers need the operator and the weight only.
"""

from ..interfaces import IValidators
from ..modules import constants

# bits of a weight
WEIGHT: constant(uint256) = 96

last_set: public(uint32)
# set => its seats: operator << 96 | weight
_sets: HashMap[uint32, DynArray[uint256, constants.MAX_SEATS]]
_owners: HashMap[uint32, DynArray[address, constants.MAX_SEATS]]
_totals: HashMap[uint32, uint256]


@view
@external
def seats(set_id: uint32) -> DynArray[IValidators.Seat, constants.MAX_SEATS]:
    """@notice Returns a snapshot's seats, numbered from 0."""
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = []
    for packed: uint256 in self._sets[set_id]:
        seats.append(self._unpacked(packed))
    return seats


@view
@external
def owners(set_id: uint32) -> DynArray[address, constants.MAX_SEATS]:
    """@notice Returns whose stake each seat of a snapshot stands for."""
    return self._owners[set_id]


@view
@external
def seat(set_id: uint32, number: uint256) -> IValidators.Seat:
    """@notice Returns one seat of a snapshot. Reverts if there is none."""
    assert number < len(self._sets[set_id]), "validators: no such seat"
    return self._unpacked(self._sets[set_id][number])


@view
@external
def owner_of_seat(set_id: uint32, number: uint256) -> address:
    """@notice Returns whose stake one seat of a snapshot stands for. Reverts if there is none."""
    return self._owner(set_id, number)


@internal
def _write(
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS], owners: DynArray[address, constants.MAX_SEATS]
):
    """@notice Stores a new set."""
    packed: DynArray[uint256, constants.MAX_SEATS] = []
    total: uint256 = 0
    for seat: IValidators.Seat in seats:
        packed.append(convert(seat.operator, uint256) << WEIGHT | seat.weight)
        total += seat.weight
    self.last_set += 1
    self._sets[self.last_set] = packed
    self._owners[self.last_set] = owners
    self._totals[self.last_set] = total


@view
@internal
def _last() -> IValidators.Snapshot:
    """@notice The newest set as a whole."""
    return IValidators.Snapshot(
        set_id=self.last_set,
        seats=convert(len(self._sets[self.last_set]), uint32),
        total=self._totals[self.last_set],
    )


@view
@internal
def _owner(set_id: uint32, number: uint256) -> address:
    assert number < len(self._owners[set_id]), "validators: no such seat"
    return self._owners[set_id][number]


@pure
@internal
def _unpacked(packed: uint256) -> IValidators.Seat:
    return IValidators.Seat(operator=convert(packed >> WEIGHT, address), weight=packed & (2**WEIGHT - 1))
