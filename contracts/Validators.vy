# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Validators: stakes, seats by rank, snapshots
@notice Weight is stake, linear. The 31 largest stakes above a minimum are active. A snapshot is written only when
        the active set has changed. What is unstaked stays slashable until it may be withdrawn.
@custom:kill None: the owner may only admit validators while fewer than four are active.
"""

from .interfaces import IToken
from .interfaces import IValidators

implements: IValidators

event Staked:
    validator: indexed(address)
    amount: uint256

event Unstaked:
    validator: indexed(address)
    amount: uint256
    until: uint256

event Withdrawn:
    validator: indexed(address)
    amount: uint256

event Slashed:
    validator: indexed(address)
    amount: uint256
    reward_to: indexed(address)

event Allowed:
    validator: indexed(address)
    allowed: bool

struct Leaving:
    amount: uint256
    until: uint256

MAX_SEATS: constant(uint256) = 31
LOCAL_MODE_BELOW: constant(uint256) = 4

TOKEN: immutable(IToken)
MINIMUM: public(immutable(uint256))
UNBONDING_SECONDS: public(immutable(uint256))

owner: public(address)
scores: public(address)
reports: public(address)
allowed: public(HashMap[address, bool])
stake_of: public(HashMap[address, uint256])
leaving: public(HashMap[address, Leaving])
last_set: public(uint32)
_active: DynArray[address, MAX_SEATS]
_changed: bool
_sets: HashMap[uint32, DynArray[IValidators.Seat, MAX_SEATS]]


@deploy
def __init__(token: address, minimum: uint256, unbonding_seconds: uint256):
    """
    @param unbonding_seconds Longer than any epoch takes to become final, and one window more.
    """
    TOKEN = IToken(token)
    MINIMUM = minimum
    UNBONDING_SECONDS = unbonding_seconds
    self.owner = msg.sender
    self._changed = True


@external
def wire(scores: address, reports: address):
    """
    @notice Name the contracts that snapshot and slash. Once, owner only.
    """
    assert msg.sender == self.owner, "validators: caller is not the owner"
    assert self.scores == empty(address), "validators: already wired"
    self.scores = scores
    self.reports = reports


@external
def allow(validator: address, allowed: bool):
    """
    @notice Admit a validator while fewer than four are active (local mode). Owner only.
    """
    assert msg.sender == self.owner, "validators: caller is not the owner"
    self.allowed[validator] = allowed
    log Allowed(validator=validator, allowed=allowed)


@external
def stake(amount: uint256):
    """
    @notice Put up stake; with enough of it the caller takes a seat from the next snapshot on.
    """
    assert amount > 0, "validators: nothing to stake"
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "validators: transfer failed"
    self.stake_of[msg.sender] += amount
    self._rank(msg.sender)
    log Staked(validator=msg.sender, amount=amount)


@external
def unstake(amount: uint256):
    """
    @notice Take stake out of the ranks; it may be withdrawn after the unbonding time and is slashable until then.
    """
    assert amount > 0 and amount <= self.stake_of[msg.sender], "validators: more than the stake"
    self.stake_of[msg.sender] -= amount
    until: uint256 = block.timestamp + UNBONDING_SECONDS
    self.leaving[msg.sender] = Leaving(amount=self.leaving[msg.sender].amount + amount, until=until)
    self._rank(msg.sender)
    log Unstaked(validator=msg.sender, amount=amount, until=until)


@external
def withdraw():
    """
    @notice Take home what has been unstaked long enough.
    """
    leaving: Leaving = self.leaving[msg.sender]
    assert leaving.amount > 0, "validators: nothing to withdraw"
    assert block.timestamp >= leaving.until, "validators: still unbonding"
    self.leaving[msg.sender] = empty(Leaving)
    assert extcall TOKEN.transfer(msg.sender, leaving.amount), "validators: transfer failed"
    log Withdrawn(validator=msg.sender, amount=leaving.amount)


@external
def snapshot() -> uint32:
    """
    @notice Fix the active set for an epoch. Scores only.
    @return The number of the set, the same as before if nothing changed.
    """
    assert msg.sender == self.scores, "validators: caller is not Scores"
    if self._changed:
        self.last_set += 1
        self._sets[self.last_set] = self._seats()
        self._changed = False
    return self.last_set


@external
def slash(validator: address, basis_points: uint256, reward_to: address):
    """
    @notice Take part of a stake, what is unbonding included: half to `reward_to`, half burnt. Scores and Reports only.
    """
    assert msg.sender in [self.scores, self.reports], "validators: caller may not slash"
    staked: uint256 = self.stake_of[validator] * basis_points // 10_000
    leaving: uint256 = self.leaving[validator].amount * basis_points // 10_000
    self.stake_of[validator] -= staked
    self.leaving[validator].amount -= leaving
    self._rank(validator)
    amount: uint256 = staked + leaving
    reward: uint256 = 0
    if reward_to != empty(address):
        reward = amount // 2
        assert extcall TOKEN.transfer(reward_to, reward), "validators: transfer failed"
    extcall TOKEN.burn(amount - reward)
    log Slashed(validator=validator, amount=amount, reward_to=reward_to)


@view
@external
def active() -> DynArray[IValidators.Seat, MAX_SEATS]:
    """
    @notice The validators that the next snapshot would hold.
    """
    return self._seats()


@view
@external
def seats(set_id: uint32) -> DynArray[IValidators.Seat, MAX_SEATS]:
    """
    @notice A snapshot's seats, numbered from 0.
    """
    return self._sets[set_id]


@view
@internal
def _seats() -> DynArray[IValidators.Seat, MAX_SEATS]:
    seats: DynArray[IValidators.Seat, MAX_SEATS] = []
    for validator: address in self._active:
        seats.append(IValidators.Seat(validator=validator, weight=self.stake_of[validator]))
    return seats


@internal
def _rank(validator: address):
    """
    @notice Give or take the validator's seat after its stake changed.
    """
    self._changed = True
    place: uint256 = max_value(uint256)
    lowest: uint256 = 0
    active: DynArray[address, MAX_SEATS] = self._active
    for i: uint256 in range(len(active), bound=MAX_SEATS):
        if active[i] == validator:
            place = i
        if self.stake_of[active[i]] < self.stake_of[active[lowest]]:
            lowest = i
    if self.stake_of[validator] < MINIMUM:
        if place != max_value(uint256):
            self._active[place] = active[len(active) - 1]
            self._active.pop()
    elif place == max_value(uint256):
        assert len(active) >= LOCAL_MODE_BELOW or self.allowed[validator], "validators: not on the list of local mode"
        if len(active) < MAX_SEATS:
            self._active.append(validator)
        elif self.stake_of[validator] > self.stake_of[active[lowest]]:
            self._active[lowest] = validator
