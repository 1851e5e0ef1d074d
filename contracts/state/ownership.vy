# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title An owner that can be replaced only slowly
@notice The owner announces a successor, which may accept two days later. If the successor is the zero address, the
        contract then has no owner for ever.
"""

event OwnerAnnounced:
    successor: indexed(address)
    effective_at: uint256

event OwnerChanged:
    owner: indexed(address)

DELAY_SECONDS: constant(uint256) = 2 * 86_400

owner: public(address)
successor: public(address)
effective_at: public(uint256)


@deploy
def __init__(owner: address):
    self.owner = owner


@external
def announce_owner(successor: address):
    """
    @notice Names the account that may take over in two days. The zero address gives the owner's powers up for
            ever.
    @custom:caller the owner
    """
    self._only_owner()
    self.successor = successor
    self.effective_at = block.timestamp + DELAY_SECONDS
    log OwnerAnnounced(successor=successor, effective_at=self.effective_at)


@external
def accept_owner():
    """
    @notice Completes an announced change of owner.
    @custom:caller the successor; anyone if the powers are given up
    """
    assert self.effective_at > 0 and block.timestamp >= self.effective_at, "ownership: not yet effective"
    assert msg.sender == self.successor or self.successor == empty(address), "ownership: caller is not the successor"
    self.owner = self.successor
    self.effective_at = 0
    log OwnerChanged(owner=self.owner)


@view
@internal
def _only_owner():
    """@notice Reverts unless the caller is the owner."""
    assert msg.sender == self.owner, "ownership: caller is not the owner"
