# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title The room of an epoch
@notice An epoch has slots for 64 batches and room for 16,384 records. One half of the records is shared out: each place
        of a gateway has one slot, and an equal share of 8,184 records. 16 slots and records are for direct records.
        All else goes to whoever comes first. So nobody can crowd anybody out. Twin: protocol/ledgers/room.py.
"""

from ..modules import constants

# What an epoch still keeps: slots and records of places that have not used them.
struct Kept:
    opened_at: uint256
    places: uint256
    slots: uint256
    records: uint256

# What a batch takes beyond its gateway's own share and slot.
struct Beyond:
    records: uint256
    slots: uint256

# batches in one epoch
MAX_BATCHES: constant(uint256) = 64
# slots of an epoch, and as many records, that are kept for direct records
MAX_DIRECT: constant(uint256) = 16
# records of an epoch that are shared out over all places
SURE_RECORDS: constant(uint256) = 8_184

# epoch => opened_at << 96 | places << 64 | slots << 32 | records
_kept: HashMap[uint32, uint256]


@internal
def _open(epoch: uint32):
    self._kept[epoch] = block.timestamp << 96


@internal
def _keep(epoch: uint32, places: uint256):
    """@notice Keeps a slot and a share for each place. To be called before the epoch's first record."""
    records: uint256 = SURE_RECORDS // places * places if places > 0 else 0
    self._kept[epoch] = (self._kept[epoch] >> 96) << 96 | places << 64 | places << 32 | records


@internal
def _use(epoch: uint32, before: uint256, posted: uint256) -> Beyond:
    """
    @notice Takes a batch from a gateway's own slot and share first.
    @param before How many records the gateway had posted in the epoch before this batch.
    @param posted The same after this batch.
    """
    kept: uint256 = self._kept[epoch]
    places: uint256 = (kept >> 64) & constants.LOW_32
    # A term can begin with the open epoch only while that keeps nothing yet, so a caller with room has a share here.
    share: uint256 = SURE_RECORDS // places
    own: uint256 = min(posted, share) - min(before, share)
    slot: uint256 = 1 if before == 0 else 0
    if slot > 0 or own > 0:
        self._kept[epoch] = kept - (slot << 32) - own
    return Beyond(records=posted - before - own, slots=1 - slot)


@view
@internal
def _fits(epoch: uint32, batches: uint256, records: uint256, direct: uint256, count: uint256) -> bool:
    """
    @notice Whether `count` records more fit beside what is kept.
    @param batches The batches that the epoch has.
    @param records The records that it has.
    @param direct The direct records among them.
    """
    kept: uint256 = self._kept[epoch]
    left: uint256 = MAX_DIRECT - direct
    if batches + left + ((kept >> 32) & constants.LOW_32) >= MAX_BATCHES:
        return False
    return count + records + left + (kept & constants.LOW_32) <= constants.MAX_RECORDS


@view
@internal
def _duty(epoch: uint32) -> uint256:
    """@notice How many records the epoch was sure to take of each place, whatever its bond."""
    places: uint256 = (self._kept[epoch] >> 64) & constants.LOW_32
    return min(SURE_RECORDS // places, constants.ROOM_OF_MINIMUM) if places > 0 else 0


@view
@internal
def _opened_at(epoch: uint32) -> uint256:
    return self._kept[epoch] >> 96


@view
@internal
def _of(epoch: uint32) -> Kept:
    kept: uint256 = self._kept[epoch]
    return Kept(
        opened_at=kept >> 96,
        places=(kept >> 64) & constants.LOW_32,
        slots=(kept >> 32) & constants.LOW_32,
        records=kept & constants.LOW_32,
    )
