# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Scorers: which scorer each epoch is scored with
@notice Validators vote on a new scorer. It needs more than two thirds of the stake. It takes effect after two further
        epochs, so that every contributor can look at it before it scores.
@custom:kill None: nobody can change the scorer without the vote.
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IScorers
from .interfaces import IScores
from .interfaces import IValidators

implements: IScorers

event ScorerProposed:
    scorer_id: indexed(bytes32)
    manifest: bytes32
    proposer: address
    set_id: uint32

event ScorerVoted:
    scorer_id: indexed(bytes32)
    operator: indexed(address)
    weight: uint256

event ScorerAdopted:
    scorer_id: indexed(bytes32)
    from_epoch: uint32

# A scorer under vote. `set_id` is the snapshot whose stakes count. The vote ends before they can be withdrawn.
struct Proposal:
    set_id: uint32
    until: uint256
    total: uint256
    weight: uint256
    voted: uint256

# epochs after the open one that a new scorer waits
TIME_LOCK_EPOCHS: constant(uint32) = 2

BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
VALIDATORS: immutable(IValidators)

# the scorer of epochs before `from_epoch`, and of those from it on
scorer_id: public(bytes32)
next_scorer_id: public(bytes32)
from_epoch: public(uint32)
proposal: public(HashMap[bytes32, Proposal])


@deploy
def __init__(batches: address, scores: address, validators: address, scorer: bytes32):
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    VALIDATORS = IValidators(validators)
    self.scorer_id = scorer
    self.next_scorer_id = scorer


@external
def propose(scorer: bytes32, manifest: bytes32, seat: uint256):
    """
    @notice Opens a vote on a scorer, on the stakes of the last closed epoch. A scorer may be proposed again once
            its vote is over.
    @param manifest sha2-256 digest of the DAG-CBOR node with its weights and card.
    @param seat The caller's seat in the last closed epoch.
    @custom:caller a seat's operator
    """
    epoch: uint32 = staticcall BATCHES.current() - 1
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert scorer != empty(bytes32), "scorers: no scorer named"
    self._weight(state.set_id, seat)
    assert block.timestamp >= self.proposal[scorer].until, "scorers: the vote is open"
    parameters: IParameters.Parameters = staticcall BATCHES.parameters()
    until: uint256 = block.timestamp + convert(parameters.vote_seconds, uint256)
    self.proposal[scorer] = Proposal(set_id=state.set_id, until=until, total=state.total_weight, weight=0, voted=0)
    log ScorerProposed(scorer_id=scorer, manifest=manifest, proposer=msg.sender, set_id=state.set_id)


@external
def vote(scorer: bytes32, seat: uint256):
    """
    @notice Votes for a scorer. With more than two thirds of the stake it is adopted, and scores from the third
            epoch after the open one on.
    @param seat The caller's seat in the snapshot of the vote.
    @custom:caller a seat's operator
    """
    proposal: Proposal = self.proposal[scorer]
    assert proposal.total > 0, "scorers: not under vote"
    assert block.timestamp < proposal.until, "scorers: the vote is over"
    weight: uint256 = self._weight(proposal.set_id, seat)
    assert (proposal.voted >> seat) & 1 == 0, "scorers: already voted"
    self.proposal[scorer].voted = proposal.voted | (1 << seat)
    self.proposal[scorer].weight = proposal.weight + weight
    log ScorerVoted(scorer_id=scorer, operator=msg.sender, weight=weight)
    if 3 * (proposal.weight + weight) > 2 * proposal.total:
        self._adopt(scorer)


@view
@external
def scorer_of(epoch: uint32) -> bytes32:
    """@notice Returns the scorer of the open epoch or a later one."""
    return self._scorer_of(epoch)


@internal
def _adopt(scorer: bytes32):
    current: uint32 = staticcall BATCHES.current()
    self.scorer_id = self._scorer_of(current)
    self.next_scorer_id = scorer
    self.from_epoch = current + TIME_LOCK_EPOCHS + 1
    self.proposal[scorer] = empty(Proposal)
    log ScorerAdopted(scorer_id=scorer, from_epoch=self.from_epoch)


@view
@internal
def _scorer_of(epoch: uint32) -> bytes32:
    return self.next_scorer_id if epoch >= self.from_epoch else self.scorer_id


@view
@internal
def _weight(set_id: uint32, number: uint256) -> uint256:
    """@notice Reverts unless the caller holds the seat. Returns the seat's weight."""
    seat: IValidators.Seat = staticcall VALIDATORS.seat(set_id, number)
    assert seat.operator == msg.sender, "scorers: caller does not hold the seat"
    return seat.weight
