# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Stored batches
@notice The batches of all epochs, packed into four slots each, and their order in their epochs.
"""

from ..interfaces import IBatches
from ..modules import constants
from . import epoch_room

# A batch, packed into four slots.
struct Stored:
    root: bytes32
    manifest: bytes32
    # offset << 224 | epoch << 192 | posted_in << 160 | gateway
    place: uint256
    # how often it was carried << 96 | first_seq << 32 | count
    span: uint256

LOW_160: constant(uint256) = 2**160 - 1
LOW_192: constant(uint256) = 2**192 - 1

last_batch: public(uint32)
_batches: HashMap[uint32, Stored]
# epoch => numbers of its batches, in the order of their offsets
_batches_of: HashMap[uint32, DynArray[uint32, epoch_room.MAX_BATCHES]]


@view
@external
def batch(number: uint32) -> IBatches.Batch:
    """@notice Returns a batch and its place in its epoch."""
    stored: Stored = self._batches[number]
    return IBatches.Batch(
        epoch=convert((stored.place >> 192) & constants.LOW_32, uint32),
        posted_in=convert((stored.place >> 160) & constants.LOW_32, uint32),
        gateway=convert(stored.place & LOW_160, address),
        offset=convert(stored.place >> 224, uint32),
        first_seq=convert((stored.span >> 32) & constants.LOW_64, uint64),
        count=convert(stored.span & constants.LOW_32, uint32),
        root=stored.root,
        manifest=stored.manifest,
    )


@view
@external
def batches_of(epoch: uint32) -> DynArray[uint32, epoch_room.MAX_BATCHES]:
    """@notice Returns the numbers of an epoch's batches, in the order of their offsets."""
    return self._batches_of[epoch]


@view
@external
def carries_of(number: uint32) -> uint256:
    """@notice Returns how often a batch was carried."""
    return self._carries(number)


@internal
def _add(epoch: uint32, gateway: address, first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32) -> uint32:
    """@notice Stores a batch that has no place yet. Returns its number."""
    number: uint32 = self.last_batch + 1
    self.last_batch = number
    self._batches[number] = Stored(
        root=root,
        manifest=manifest,
        place=convert(epoch, uint256) << 160 | convert(gateway, uint256),
        span=convert(first_seq, uint256) << 32 | convert(count, uint256),
    )
    return number


@internal
def _place(epoch: uint32, number: uint32, offset: uint32):
    """@notice Puts a batch behind the others of an epoch."""
    place: uint256 = self._batches[number].place & LOW_192
    self._batches[number].place = convert(offset, uint256) << 224 | convert(epoch, uint256) << 192 | place
    self._batches_of[epoch].append(number)


@internal
def _carry(number: uint32):
    """@notice Counts one more carry of a batch."""
    self._batches[number].span += 1 << 96


@view
@internal
def _carries(number: uint32) -> uint256:
    return self._batches[number].span >> 96


@view
@internal
def _count(number: uint32) -> uint32:
    return convert(self._batches[number].span & constants.LOW_32, uint32)


@view
@internal
def _root(epoch: uint32) -> bytes32:
    """@notice keccak256 of the roots of an epoch's batches, joined in the order of their offsets."""
    roots: bytes32[epoch_room.MAX_BATCHES] = empty(bytes32[epoch_room.MAX_BATCHES])
    posted: uint256 = 0
    for number: uint32 in self._batches_of[epoch]:
        roots[posted] = self._batches[number].root
        posted += 1
    return keccak256(slice(abi_encode(roots), 0, 32 * posted))
