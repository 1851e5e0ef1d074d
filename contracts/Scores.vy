# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Scores: commit and reveal
@notice Each seat of an epoch commits to its scores, then reveals them in calldata. So nobody can show different
        scores to different readers, or copy those of others. A phase ends when all seats have acted, or at its
        deadline.
@custom:kill None: nobody can stop a commit or a reveal.
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IScorers
from .interfaces import IScores
from .interfaces import IValidators
from .modules import constants
from .modules import score_chunks

implements: IScores

event EpochBegun:
    epoch: indexed(uint32)
    set_id: uint32
    batches_root: bytes32
    records: uint32
    scorer_id: bytes32

event Committed:
    epoch: indexed(uint32)
    seat: uint256
    commit_hash: bytes32

event Revealed:
    epoch: indexed(uint32)
    seat: uint256
    validator: address
    salt: bytes32
    scores_hash: bytes32
    files: bytes32

# An epoch's scores, packed into six slots.
struct Stored:
    batches_root: bytes32
    scorer_id: bytes32
    seed: bytes32
    # total << 128 | revealed
    weights: uint256
    # closed_at << 128 | reveal_from << 64 | report_from
    times: uint256
    # revealed << 128 | committed << 96 | seats << 64 | set_id << 32 | records
    numbers: uint256

# where the bitmaps begin in `numbers`
REVEALED: constant(uint256) = 128
COMMITTED: constant(uint256) = 96

VALIDATORS: immutable(IValidators)
BATCHES: immutable(IBatches)
SCORERS: immutable(IScorers)
COMMIT_SECONDS: immutable(uint256)
REVEAL_SECONDS: immutable(uint256)

_epochs: HashMap[uint32, Stored]
# epoch => seat => its commit; after its reveal, the hash of its scores
_commits: HashMap[uint32, HashMap[uint256, bytes32]]


@deploy
def __init__(validators: address, batches: address, scorers: address, parameters: IParameters.Parameters):
    """
    @param parameters Those of Batches.
    """
    VALIDATORS = IValidators(validators)
    BATCHES = IBatches(batches)
    SCORERS = IScorers(scorers)
    COMMIT_SECONDS = convert(parameters.commit_seconds, uint256)
    REVEAL_SECONDS = convert(parameters.reveal_seconds, uint256)


@external
def begin(epoch: uint32, batches_root: bytes32, records: uint32, set_id: uint32, seats: uint32, total: uint256):
    """
    @notice Opens the commit phase of a closed epoch, on a snapshot of stakes.
    @custom:caller Batches
    """
    assert msg.sender == BATCHES.address, "scores: caller is not Batches"
    scorer: bytes32 = staticcall SCORERS.scorer_of(epoch)
    place: uint256 = convert(seats, uint256) << 64 | convert(set_id, uint256) << 32
    self._epochs[epoch] = Stored(
        batches_root=batches_root,
        scorer_id=scorer,
        seed=empty(bytes32),
        weights=total << 128,
        times=block.timestamp << 128,
        numbers=place | convert(records, uint256),
    )
    log EpochBegun(epoch=epoch, set_id=set_id, batches_root=batches_root, records=records, scorer_id=scorer)


@external
def commit(epoch: uint32, seat: uint256, commit_hash: bytes32):
    """
    @notice Commits to a seat's scores, once.
    @param commit_hash The hash that `reveal` computes.
    @custom:caller the seat's validator
    """
    state: IScores.EpochScores = self._state(epoch)
    assert state.closed_at > 0, "scores: epoch is not closed"
    assert state.reveal_from == 0 and block.timestamp < self._commit_deadline(state), "scores: commit phase is over"
    self._require_seat(state, seat)
    assert not self._has(state.committed, seat), "scores: already committed"
    self._epochs[epoch].numbers |= 1 << (COMMITTED + seat)
    self._commits[epoch][seat] = commit_hash
    if self._complete(state.committed | (1 << seat), state):
        self._epochs[epoch].times |= block.timestamp << 64
    log Committed(epoch=epoch, seat=seat, commit_hash=commit_hash)


@external
def reveal(epoch: uint32, seat: uint256, salt: bytes32, scores: Bytes[constants.MAX_RECORDS], files: bytes32):
    """
    @notice Publishes the scores that the seat has committed to.
    @param scores One byte per record.
    @param files sha2-256 digest of the DAG-CBOR node with the reasons.
    @custom:caller the seat's validator
    """
    state: IScores.EpochScores = self._state(epoch)
    starts: uint256 = self._reveal_start(state)
    assert starts > 0 and block.timestamp >= starts, "scores: reveal phase has not begun"
    assert state.report_from == 0 and block.timestamp < self._reveal_deadline(state), "scores: reveal phase is over"
    assert len(scores) == convert(state.records, uint256), "scores: one byte for each record"
    weight: uint256 = self._require_seat(state, seat)
    assert self._has(state.committed, seat), "scores: nothing was committed"
    assert not self._has(state.revealed, seat), "scores: already revealed"
    scores_hash: bytes32 = score_chunks._scores_hash(scores)
    expected: bytes32 = keccak256(
        abi_encode(chain.id, self, epoch, state.batches_root, msg.sender, state.scorer_id, scores_hash, salt)
    )
    assert self._commits[epoch][seat] == expected, "scores: not what was committed"
    self._commits[epoch][seat] = scores_hash
    self._epochs[epoch].numbers |= 1 << (REVEALED + seat)
    self._epochs[epoch].weights += weight
    # The seed of an epoch's draws is the xor of all salts, so their order does not matter.
    self._epochs[epoch].seed = convert(convert(state.seed, uint256) ^ convert(salt, uint256), bytes32)
    if self._complete(state.revealed | (1 << seat), state):
        self._epochs[epoch].times |= block.timestamp
    log Revealed(
        epoch=epoch, seat=seat, validator=msg.sender, salt=salt, scores_hash=scores_hash, files=files
    )


@view
@external
def epoch(number: uint32) -> IScores.EpochScores:
    """
    @notice Returns the state of an epoch's scores. `reveal_from` and `report_from` are 0 until their time has
            come.
    """
    state: IScores.EpochScores = self._state(number)
    if state.closed_at > 0 and state.reveal_from == 0 and block.timestamp >= self._commit_deadline(state):
        state.reveal_from = convert(self._commit_deadline(state), uint64)
    if state.reveal_from > 0 and state.report_from == 0 and block.timestamp >= self._reveal_deadline(state):
        state.report_from = convert(self._reveal_deadline(state), uint64)
    return state


@view
@external
def commit_of(number: uint32, seat: uint256) -> bytes32:
    """@notice Returns a seat's commit. After its reveal, returns the hash of its scores."""
    return self._commits[number][seat]


@pure
@internal
def _has(bitmap: uint256, seat: uint256) -> bool:
    """@notice Whether the seat's bit is set."""
    return (bitmap >> seat) & 1 == 1


@pure
@internal
def _complete(bitmap: uint256, state: IScores.EpochScores) -> bool:
    """@notice Whether the bit of every seat is set."""
    return bitmap == (1 << convert(state.seats, uint256)) - 1


@view
@internal
def _require_seat(state: IScores.EpochScores, number: uint256) -> uint256:
    """@notice Reverts unless the caller holds the seat. Returns the seat's weight."""
    seat: IValidators.Seat = staticcall VALIDATORS.seat(state.set_id, number)
    assert seat.validator == msg.sender, "scores: caller does not hold the seat"
    return seat.weight


@view
@internal
def _state(epoch: uint32) -> IScores.EpochScores:
    stored: Stored = self._epochs[epoch]
    return IScores.EpochScores(
        batches_root=stored.batches_root,
        scorer_id=stored.scorer_id,
        records=convert(stored.numbers & constants.LOW_32, uint32),
        set_id=convert((stored.numbers >> 32) & constants.LOW_32, uint32),
        seats=convert((stored.numbers >> 64) & constants.LOW_32, uint32),
        closed_at=convert(stored.times >> 128, uint64),
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
def _commit_deadline(state: IScores.EpochScores) -> uint256:
    return convert(state.closed_at, uint256) + COMMIT_SECONDS


@view
@internal
def _reveal_start(state: IScores.EpochScores) -> uint256:
    """@notice When the reveal phase begins. 0 for an epoch that is not closed."""
    if state.reveal_from > 0 or state.closed_at == 0:
        return convert(state.reveal_from, uint256)
    return self._commit_deadline(state)


@view
@internal
def _reveal_deadline(state: IScores.EpochScores) -> uint256:
    return self._reveal_start(state) + REVEAL_SECONDS
