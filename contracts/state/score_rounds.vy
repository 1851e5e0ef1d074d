# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Stored score rounds
@notice The state of each epoch's scores, packed into six slots.
"""

from ..interfaces import IScores
from ..modules import constants

# An epoch's scores, packed into six slots.
struct Stored:
    batches_root: bytes32
    scorer_id: bytes32
    # the xor of all revealed salts; the seed once it is fixed
    seed: bytes32
    # total << 128 | revealed
    weights: uint256
    # number of the block that the seed comes from << 192 | closed_at << 128 | reveal_from << 64 | report_from
    times: uint256
    # seed is fixed << 255 | revealed << 128 | committed << 96 | seats << 64 | set_id << 32 | records
    numbers: uint256

# where the bitmaps begin in `numbers`
REVEALED: constant(uint256) = 128
COMMITTED: constant(uint256) = 96
# where the block's number begins in `times`, and the bit in `numbers` of a fixed seed
AIM: constant(uint256) = 192
SEEDED: constant(uint256) = 255

_epochs: HashMap[uint32, Stored]


@view
@internal
def _of(epoch: uint32) -> IScores.EpochScores:
    """@notice An epoch's state, with the xor of the salts as its seed until the seed is fixed."""
    stored: Stored = self._epochs[epoch]
    return IScores.EpochScores(
        batches_root=stored.batches_root,
        scorer_id=stored.scorer_id,
        records=convert(stored.numbers & constants.LOW_32, uint32),
        set_id=convert((stored.numbers >> 32) & constants.LOW_32, uint32),
        seats=convert((stored.numbers >> 64) & constants.LOW_32, uint32),
        closed_at=convert((stored.times >> 128) & constants.LOW_64, uint64),
        reveal_from=convert((stored.times >> 64) & constants.LOW_64, uint64),
        report_from=convert(stored.times & constants.LOW_64, uint64),
        committed=(stored.numbers >> COMMITTED) & constants.LOW_32,
        revealed=(stored.numbers >> REVEALED) & constants.LOW_32,
        total_weight=stored.weights >> 128,
        revealed_weight=stored.weights & constants.LOW_128,
        seed=stored.seed,
    )


@view
@internal
def _aim_of(epoch: uint32) -> uint256:
    """@notice The number of the block that an epoch's seed comes from. 0 while none is named."""
    return self._epochs[epoch].times >> AIM


@view
@internal
def _is_seeded(epoch: uint32) -> bool:
    return self._epochs[epoch].numbers >> SEEDED == 1
