# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Scores: commit and reveal
@notice Each seat of an epoch commits to its scores, then reveals them in calldata. So nobody can show different
        scores to different readers, or copy those of others. A phase ends when all seats have acted, or at its
        deadline. The end of the reveals names a block that no proposer knows yet. That block's randomness, hashed with
        all revealed salts, is the epoch's seed.
@custom:kill None: nobody can stop a commit or a reveal.
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IScorers
from .interfaces import IScores
from .interfaces import IValidators
from .modules import block_header
from .modules import constants
from .modules import plain_account
from .modules import score_chunks
from .state import score_rounds

implements: IScores
initializes: score_rounds

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

event SeedAimed:
    epoch: indexed(uint32)
    block_number: uint256

event SeedFixed:
    epoch: indexed(uint32)
    seed: bytes32

event Revealed:
    epoch: indexed(uint32)
    seat: uint256
    operator: address
    salt: bytes32
    scores_hash: bytes32
    files: bytes32

VALIDATORS: immutable(IValidators)
BATCHES: immutable(IBatches)
SCORERS: immutable(IScorers)
COMMIT_SECONDS: immutable(uint256)
REVEAL_SECONDS: immutable(uint256)
# how far ahead the named block is; 0 on a chain without usable randomness, where the salts alone are the seed
SEED_BLOCKS: immutable(uint256)

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
    SEED_BLOCKS = convert(parameters.seed_blocks, uint256)


@external
def begin(epoch: uint32, batches_root: bytes32, records: uint32, set_id: uint32, seats: uint32, total: uint256):
    """
    @notice Opens the commit phase of a closed epoch, on a snapshot of stakes.
    @custom:caller Batches
    """
    assert msg.sender == BATCHES.address, "scores: caller is not Batches"
    scorer: bytes32 = staticcall SCORERS.scorer_of(epoch)
    place: uint256 = convert(seats, uint256) << 64 | convert(set_id, uint256) << 32
    score_rounds._epochs[epoch] = score_rounds.Stored(
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
    @custom:caller the seat's operator
    """
    state: IScores.EpochScores = score_rounds._of(epoch)
    assert state.closed_at > 0, "scores: epoch is not closed"
    assert state.reveal_from == 0 and block.timestamp < self._commit_deadline(state), "scores: commit phase is over"
    self._require_seat(state, seat)
    assert not self._has(state.committed, seat), "scores: already committed"
    score_rounds._epochs[epoch].numbers |= 1 << (score_rounds.COMMITTED + seat)
    self._commits[epoch][seat] = commit_hash
    if self._complete(state.committed | (1 << seat), state):
        score_rounds._epochs[epoch].times |= block.timestamp << 64
    log Committed(epoch=epoch, seat=seat, commit_hash=commit_hash)


@external
def reveal(epoch: uint32, seat: uint256, salt: bytes32, scores: Bytes[constants.MAX_RECORDS], files: bytes32):
    """
    @notice Publishes the scores that the seat has committed to. The caller must be a plain account in a call of its
            own, so that the scores stand in the transaction itself. No contract can show other bytes.
    @param scores One byte per record.
    @param files sha2-256 digest of the DAG-CBOR node with the reasons.
    @custom:caller the seat's operator
    """
    plain_account._require()
    state: IScores.EpochScores = score_rounds._of(epoch)
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
    score_rounds._epochs[epoch].numbers |= 1 << (score_rounds.REVEALED + seat)
    score_rounds._epochs[epoch].weights += weight
    # Their xor, so that the order of the reveals does not matter. Where the salts alone are the seed, dust has no say.
    if SEED_BLOCKS > 0 or self._is_heavy(weight, state):
        score_rounds._epochs[epoch].seed = convert(convert(state.seed, uint256) ^ convert(salt, uint256), bytes32)
    if self._complete(state.revealed | (1 << seat), state):
        score_rounds._epochs[epoch].times |= block.timestamp
        self._aim(epoch)
    log Revealed(
        epoch=epoch, seat=seat, operator=msg.sender, salt=salt, scores_hash=scores_hash, files=files
    )


@external
def aim(epoch: uint32):
    """
    @notice Names the block that the seed comes from, once the reveals are over at their deadline. Another block is
            named only if the chain no longer knows the hash of the first one.
    @custom:caller anyone
    """
    state: IScores.EpochScores = score_rounds._of(epoch)
    starts: uint256 = self._reveal_start(state)
    over: bool = state.report_from > 0 or block.timestamp >= self._reveal_deadline(state)
    assert starts > 0 and over, "scores: reveals are not over"
    assert not score_rounds._is_seeded(epoch), "scores: seed is fixed"
    aimed: uint256 = score_rounds._aim_of(epoch)
    if aimed > 0:
        assert block.number > aimed, "scores: a block is named"
        assert block_header._hash_of(aimed) == empty(bytes32), "scores: the named block is known"
    self._aim(epoch)


@external
def fix_seed(epoch: uint32, header: Bytes[block_header.MAX_HEADER]):
    """
    @notice Fixes the seed: the revealed salts, hashed with the mix hash of the named block. Only one header fits, so
            every caller fixes the same seed.
    @param header The block's header in RLP.
    @custom:caller anyone
    """
    aimed: uint256 = score_rounds._aim_of(epoch)
    assert aimed > 0 and block.number > aimed, "scores: the named block is not there"
    assert not score_rounds._is_seeded(epoch), "scores: seed is fixed"
    assert keccak256(header) == block_header._hash_of(aimed), "scores: not the header of the named block"
    self._fix(epoch, keccak256(concat(score_rounds._epochs[epoch].seed, block_header._mix_hash(header))))


@view
@external
def aim_of(epoch: uint32) -> uint256:
    """@notice Returns the number of the block that an epoch's seed comes from. 0 while none is named."""
    return score_rounds._aim_of(epoch)


@view
@external
def is_seedless(epoch: uint32) -> bool:
    """@notice Returns whether an epoch whose reveals are over never gets a seed."""
    return self._is_seedless(score_rounds._of(epoch))


@view
@external
def epoch(number: uint32) -> IScores.EpochScores:
    """
    @notice Returns the state of an epoch's scores. `reveal_from` and `report_from` are 0 until their time has
            come, and `seed` until it is fixed.
    """
    state: IScores.EpochScores = score_rounds._of(number)
    if state.closed_at > 0 and state.reveal_from == 0 and block.timestamp >= self._commit_deadline(state):
        state.reveal_from = convert(self._commit_deadline(state), uint64)
    if state.reveal_from > 0 and state.report_from == 0 and block.timestamp >= self._reveal_deadline(state):
        state.report_from = convert(self._reveal_deadline(state), uint64)
    if not score_rounds._is_seeded(number):
        state.seed = empty(bytes32)
    return state


@view
@external
def commit_of(number: uint32, seat: uint256) -> bytes32:
    """@notice Returns a seat's commit. After its reveal, returns the hash of its scores."""
    return self._commits[number][seat]


@internal
def _aim(epoch: uint32):
    """
    @notice Names a block ahead. On a chain without usable randomness, the salts are the seed, unless a heavy seat
            withheld its own: then the epoch has no seed for ever.
    """
    if SEED_BLOCKS == 0:
        if not self._is_seedless(score_rounds._of(epoch)):
            self._fix(epoch, keccak256(concat(score_rounds._epochs[epoch].seed, empty(bytes32))))
        return
    number: uint256 = block.number + SEED_BLOCKS
    score_rounds._epochs[epoch].times = (score_rounds._epochs[epoch].times & (2**score_rounds.AIM - 1)) | number << score_rounds.AIM
    log SeedAimed(epoch=epoch, block_number=number)


@internal
def _fix(epoch: uint32, seed: bytes32):
    score_rounds._epochs[epoch].seed = seed
    score_rounds._epochs[epoch].numbers |= 1 << score_rounds.SEEDED
    log SeedFixed(epoch=epoch, seed=seed)


@view
@internal
def _is_seedless(state: IScores.EpochScores) -> bool:
    """@notice Whether the salts alone are the seed, and a heavy seat committed and did not reveal its salt."""
    if SEED_BLOCKS > 0:
        return False
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    withheld: uint256 = state.committed & ~state.revealed
    for seat: uint256 in range(len(seats), bound=constants.MAX_SEATS):
        if self._has(withheld, seat) and self._is_heavy(seats[seat].weight, state):
            return True
    return False


@pure
@internal
def _is_heavy(weight: uint256, state: IScores.EpochScores) -> bool:
    """@notice Whether a seat has its equal share of the weight of a full set."""
    return weight * constants.MAX_SEATS >= state.total_weight


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
    assert seat.operator == msg.sender, "scores: caller does not hold the seat"
    return seat.weight


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
