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
from .interfaces import IScorers
from .state import stake_vote

implements: IScorers
initializes: stake_vote

exports: stake_vote.proposal

event ScorerProposed:
    scorer_id: indexed(bytes32)
    manifest: bytes32

event ScorerAdopted:
    scorer_id: indexed(bytes32)
    manifest: bytes32
    from_epoch: uint32

# epochs after the open one that a new scorer waits
TIME_LOCK_EPOCHS: constant(uint32) = 2

BATCHES: immutable(IBatches)

# the scorer of epochs before `from_epoch`, and of those from it on
scorer_id: public(bytes32)
next_scorer_id: public(bytes32)
from_epoch: public(uint32)


@deploy
def __init__(batches: address, scores: address, validators: address, scorer: bytes32):
    stake_vote.__init__(batches, scores, validators)
    BATCHES = IBatches(batches)
    self.scorer_id = scorer
    self.next_scorer_id = scorer


@external
def propose(scorer: bytes32, manifest: bytes32, seat: uint256):
    """
    @notice Opens a vote on a scorer, on the stakes of the last closed epoch. A scorer may be proposed again once
            its vote is over. Another manifest is another subject, so nobody keeps a scorer from the vote by naming
            a wrong one first.
    @param manifest sha2-256 digest of the DAG-CBOR node with its weights and card.
    @param seat The caller's seat in the last closed epoch.
    @custom:caller a seat's operator
    """
    assert scorer != empty(bytes32), "scorers: no scorer named"
    stake_vote._propose(self._subject(scorer, manifest), seat)
    log ScorerProposed(scorer_id=scorer, manifest=manifest)


@external
def vote(scorer: bytes32, manifest: bytes32, seat: uint256):
    """
    @notice Votes for a scorer with the manifest of its proposal. With more than two thirds of the stake it is adopted,
            and scores from the third epoch after the open one on.
    @param seat The caller's seat in the snapshot of the vote.
    @custom:caller a seat's operator
    """
    if stake_vote._vote(self._subject(scorer, manifest), seat):
        self._adopt(scorer, manifest)


@view
@external
def scorer_of(epoch: uint32) -> bytes32:
    """@notice Returns the scorer of the open epoch or a later one."""
    return self._scorer_of(epoch)


@internal
def _adopt(scorer: bytes32, manifest: bytes32):
    current: uint32 = staticcall BATCHES.current()
    self.scorer_id = self._scorer_of(current)
    self.next_scorer_id = scorer
    self.from_epoch = current + TIME_LOCK_EPOCHS + 1
    log ScorerAdopted(scorer_id=scorer, manifest=manifest, from_epoch=self.from_epoch)


@pure
@internal
def _subject(scorer: bytes32, manifest: bytes32) -> bytes32:
    """@notice What the vote is on. Twin: Scorers.vote_on in protocol/chain/clients/scorers.py."""
    return keccak256(concat(scorer, manifest))


@view
@internal
def _scorer_of(epoch: uint32) -> bytes32:
    return self.next_scorer_id if epoch >= self.from_epoch else self.scorer_id
