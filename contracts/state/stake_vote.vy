# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title A vote by more than two thirds of the stake
@notice A seat of the last closed epoch puts a subject to the vote. The stakes of that epoch count. The vote lasts
        `vote_seconds`, and ends before any of them can be withdrawn: stake that left after the epoch's close waits
        for two challenge windows at least.
"""

from ..interfaces import IBatches
from ..interfaces import IParameters
from ..interfaces import IScores
from ..interfaces import IValidators

event VoteProposed:
    subject: indexed(bytes32)
    proposer: indexed(address)
    set_id: uint32
    until: uint256

event VoteCast:
    subject: indexed(bytes32)
    operator: indexed(address)
    weight: uint256

# A subject under vote. `set_id` is the snapshot whose stakes count, `voted` is the bitmap of its seats.
struct Proposal:
    set_id: uint32
    until: uint256
    total: uint256
    weight: uint256
    voted: uint256

BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
VALIDATORS: immutable(IValidators)

proposal: public(HashMap[bytes32, Proposal])


@deploy
def __init__(batches: address, scores: address, validators: address):
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    VALIDATORS = IValidators(validators)


@internal
def _propose(subject: bytes32, seat: uint256):
    """
    @notice Opens a vote. A subject may be proposed again once its vote is over.
    @param seat The caller's seat in the last closed epoch.
    """
    state: IScores.EpochScores = staticcall SCORES.epoch(staticcall BATCHES.current() - 1)
    self._weight(state.set_id, seat)
    assert block.timestamp >= self.proposal[subject].until, "stake_vote: the vote is open"
    parameters: IParameters.Parameters = staticcall BATCHES.parameters()
    until: uint256 = block.timestamp + convert(parameters.vote_seconds, uint256)
    free_at: uint256 = convert(state.closed_at, uint256) + 2 * convert(parameters.challenge_seconds, uint256)
    assert until <= free_at, "stake_vote: the last stakes may have left, wait for the next epoch to close"
    self.proposal[subject] = Proposal(set_id=state.set_id, until=until, total=state.total_weight, weight=0, voted=0)
    log VoteProposed(subject=subject, proposer=msg.sender, set_id=state.set_id, until=until)


@internal
def _vote(subject: bytes32, seat: uint256) -> bool:
    """
    @notice Votes for a subject. Returns whether more than two thirds of the stake are for it now, which ends the
            vote.
    @param seat The caller's seat in the snapshot of the vote.
    """
    proposal: Proposal = self.proposal[subject]
    assert proposal.total > 0, "stake_vote: not under vote"
    assert block.timestamp < proposal.until, "stake_vote: the vote is over"
    weight: uint256 = self._weight(proposal.set_id, seat)
    assert (proposal.voted >> seat) & 1 == 0, "stake_vote: already voted"
    proposal.voted |= 1 << seat
    proposal.weight += weight
    passed: bool = 3 * proposal.weight > 2 * proposal.total
    self.proposal[subject] = empty(Proposal) if passed else proposal
    log VoteCast(subject=subject, operator=msg.sender, weight=weight)
    return passed


@view
@internal
def _weight(set_id: uint32, number: uint256) -> uint256:
    """@notice Reverts unless the caller holds the seat. Returns the seat's weight."""
    seat: IValidators.Seat = staticcall VALIDATORS.seat(set_id, number)
    assert seat.operator == msg.sender, "stake_vote: caller does not hold the seat"
    return seat.weight
