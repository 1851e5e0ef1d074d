# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Validators: stakes, seats, snapshots and jail
@notice The 31 largest stakes above a minimum hold seats, and a seat weighs as much as its stake. A snapshot fixes the
        seats of an epoch. It is written only if the seats have changed. Stake that is on its way out can be slashed
        until every epoch that counted it is final, and two challenge windows longer.
@custom:kill The owner may only admit validators, two days ahead, while fewer than four hold seats (local mode).
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators
from .modules import constants
from .modules import ownership

implements: IValidators
initializes: ownership

exports: (
    ownership.owner,
    ownership.successor,
    ownership.effective_at,
    ownership.announce_owner,
    ownership.accept_owner,
)

event Staked:
    validator: indexed(address)
    amount: uint256

event Unstaked:
    validator: indexed(address)
    amount: uint256
    epoch: uint32

event Withdrawn:
    validator: indexed(address)
    amount: uint256

event Slashed:
    validator: indexed(address)
    amount: uint256

event SeatTaken:
    validator: indexed(address)

event SeatLost:
    validator: indexed(address)

event Jailed:
    validator: indexed(address)
    until: uint256

event AdmissionAnnounced:
    validator: indexed(address)
    effective_at: uint256

# Stake on its way out. No epoch after `epoch` counts it.
struct Leaving:
    amount: uint256
    epoch: uint32
    since: uint256

# A stake from the genesis, and the account that runs its validator.
struct Founder:
    owner: address
    operator: address
    amount: uint256

# a founding stake cannot leave for a year
FOUNDING_SECONDS: constant(uint256) = 365 * 86_400
# with fewer seats than this taken, a seat needs an admission by the owner
LOCAL_MODE_BELOW: constant(uint256) = 4
ADMISSION_SECONDS: constant(uint256) = 2 * 86_400
# a validator is jailed for JAIL_SECONDS after JAIL_MISSES misses in the last JAIL_EPOCHS epochs
JAIL_SECONDS: constant(uint256) = 7 * 86_400
JAIL_EPOCHS: constant(uint32) = 100
JAIL_MISSES: constant(uint256) = 20

TOKEN: immutable(IToken)
BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
REPORTS: immutable(IReports)
SLASHERS: immutable(address[3])
MINIMUM: public(immutable(uint256))
# when founding stakes may leave
FOUNDING_ENDS: public(immutable(uint256))

stake_of: public(HashMap[address, uint256])
leaving: public(HashMap[address, Leaving])
# founder => its stake from the genesis
founding_stake: public(HashMap[address, uint256])
# validator => from when it may take a seat in local mode, 0 if it is not admitted
admitted_from: public(HashMap[address, uint256])
jailed_until: public(HashMap[address, uint256])
# validator => the last epoch that it was jailed for; misses up to it do not count again
jailed_upto: public(HashMap[address, uint32])
last_set: public(uint32)
_active: DynArray[address, constants.MAX_SEATS]
# whether a seat has changed since the last snapshot
_changed: bool
_sets: HashMap[uint32, DynArray[IValidators.Seat, constants.MAX_SEATS]]
_totals: HashMap[uint32, uint256]


@deploy
def __init__(
    token: address, batches: address, scores: address, reports: address, slashers: address[3], minimum: uint256,
    owner: address, admitted: DynArray[address, constants.MAX_SEATS],
    founders: DynArray[Founder, constants.MAX_SEATS],
):
    """
    @param slashers Reports, Challenges and Pay.
    @param admitted Validators that may take a seat from the start, while fewer than four hold one.
    @param founders Stakes from the genesis. Token has minted their sum to this contract.
    """
    ownership.__init__(owner)
    TOKEN = IToken(token)
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    REPORTS = IReports(reports)
    SLASHERS = slashers
    MINIMUM = minimum
    for validator: address in admitted:
        self.admitted_from[validator] = block.timestamp
    FOUNDING_ENDS = block.timestamp + FOUNDING_SECONDS
    for founder: Founder in founders:
        self.founding_stake[founder.owner] = founder.amount
        self.stake_of[founder.owner] = founder.amount
        self.admitted_from[founder.owner] = block.timestamp
        log Staked(validator=founder.owner, amount=founder.amount)
        self._active.append(founder.owner)
        log SeatTaken(validator=founder.owner)
    self._changed = len(founders) > 0


@external
def announce_admission(validator: address):
    """
    @notice Lets a validator take a seat in local mode, from two days later on.
    @custom:caller the owner
    """
    ownership._only_owner()
    effective_at: uint256 = block.timestamp + ADMISSION_SECONDS
    self.admitted_from[validator] = effective_at
    log AdmissionAnnounced(validator=validator, effective_at=effective_at)


@external
def stake(amount: uint256):
    """
    @notice Adds to the caller's stake. With enough stake the caller has a seat from the next snapshot on.
    @custom:caller anyone
    """
    assert amount > 0, "validators: nothing to stake"
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "validators: transfer failed"
    self.stake_of[msg.sender] += amount
    log Staked(validator=msg.sender, amount=amount)
    self._rank(msg.sender)


@external
def unstake(amount: uint256):
    """
    @notice Starts to take stake out. It stops counting in the next snapshot, and can be slashed until it is
            withdrawn.
    @custom:caller the validator
    """
    assert amount > 0 and amount <= self.stake_of[msg.sender], "validators: more than the stake"
    self.stake_of[msg.sender] -= amount
    founded: bool = self.stake_of[msg.sender] < self.founding_stake[msg.sender]
    assert not founded or block.timestamp >= FOUNDING_ENDS, "validators: founding stake stays for a year"
    epoch: uint32 = staticcall BATCHES.current() - 1
    self.leaving[msg.sender] = Leaving(
        amount=self.leaving[msg.sender].amount + amount, epoch=epoch, since=block.timestamp
    )
    log Unstaked(validator=msg.sender, amount=amount, epoch=epoch)
    if self.stake_of[msg.sender] < MINIMUM:
        self._leave(msg.sender)
    elif msg.sender in self._active:
        self._changed = True


@external
def withdraw():
    """
    @notice Pays out the stake that has left. Its last epoch must be final. Two challenge windows must have passed
            since the last call of unstake, and since that epoch's report.
    @custom:caller the validator
    """
    leaving: Leaving = self.leaving[msg.sender]
    assert leaving.amount > 0, "validators: nothing to withdraw"
    assert staticcall REPORTS.final_upto() >= leaving.epoch, "validators: an epoch that it stood for is not final"
    report: IReports.ReportState = staticcall REPORTS.standing(leaving.epoch)
    parameters: IParameters.Parameters = staticcall BATCHES.parameters()
    free_at: uint256 = max(leaving.since, convert(report.proposed_at, uint256)) + 2 * convert(
        parameters.challenge_seconds, uint256
    )
    assert block.timestamp >= free_at, "validators: the window after it is open"
    self.leaving[msg.sender] = empty(Leaving)
    assert extcall TOKEN.transfer(msg.sender, leaving.amount), "validators: transfer failed"
    log Withdrawn(validator=msg.sender, amount=leaving.amount)


@external
def take_seat():
    """
    @notice Gives the caller the seat that its stake earns: after a jail, or if a smaller stake holds one.
    @custom:caller the validator
    """
    self._rank(msg.sender)


@external
def jail(validator: address, epochs: DynArray[uint32, JAIL_MISSES], seats: DynArray[uint256, JAIL_MISSES]):
    """
    @notice Takes a validator's seat for a week, because it did not reveal in 20 of the last 100 epochs.
    @param epochs The 20 epochs, in ascending order. Their reveal phases are over.
    @param seats The validator's seat in each of them.
    @custom:caller anyone
    """
    assert len(epochs) == JAIL_MISSES and len(seats) == JAIL_MISSES, "validators: name 20 epochs and seats"
    last: uint32 = self.jailed_upto[validator]
    recent: uint32 = staticcall BATCHES.current() - 1
    for i: uint256 in range(JAIL_MISSES):
        epoch: uint32 = epochs[i]
        assert epoch > last and epoch > recent - min(recent, JAIL_EPOCHS), "validators: epochs are not ascending and recent"
        state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
        assert state.report_from > 0, "validators: reveals are not over"
        assert self._seat(state.set_id, seats[i]).validator == validator, "validators: not its seat"
        assert (state.revealed >> seats[i]) & 1 == 0, "validators: it revealed"
        last = epoch
    self.jailed_upto[validator] = last
    self.jailed_until[validator] = block.timestamp + JAIL_SECONDS
    log Jailed(validator=validator, until=self.jailed_until[validator])
    self._leave(validator)


@external
def snapshot() -> IValidators.Snapshot:
    """
    @notice Fixes the seats for an epoch.
    @return The same set as before if no seat has changed.
    @custom:caller Batches
    """
    assert msg.sender == BATCHES.address, "validators: caller is not Batches"
    if self._changed:
        self.last_set += 1
        seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = self._seats()
        for seat: IValidators.Seat in seats:
            self._totals[self.last_set] += seat.weight
        self._sets[self.last_set] = seats
        self._changed = False
    return IValidators.Snapshot(
        set_id=self.last_set,
        seats=convert(len(self._sets[self.last_set]), uint32),
        total=self._totals[self.last_set],
    )


@external
def slash(validators: DynArray[address, constants.MAX_SEATS], basis_points: uint256, reward_to: address):
    """
    @notice Takes a part of each validator's stake, including stake on its way out. Half of it goes to
            `reward_to`, and the rest is burnt. If `reward_to` is the zero address, all of it is burnt.
    @custom:caller Reports, Challenges or Pay
    """
    assert msg.sender in SLASHERS, "validators: caller may not slash"
    taken: uint256 = 0
    for validator: address in validators:
        staked: uint256 = self.stake_of[validator] * basis_points // constants.BASIS_POINTS
        leaving: uint256 = self.leaving[validator].amount * basis_points // constants.BASIS_POINTS
        self.stake_of[validator] -= staked
        self.leaving[validator].amount -= leaving
        taken += staked + leaving
        log Slashed(validator=validator, amount=staked + leaving)
        if self.stake_of[validator] < MINIMUM:
            self._leave(validator)
    self._changed = True
    reward: uint256 = 0
    if reward_to != empty(address):
        reward = taken // 2
        assert extcall TOKEN.transfer(reward_to, reward), "validators: transfer failed"
    extcall TOKEN.burn(taken - reward)


@view
@external
def active() -> DynArray[IValidators.Seat, constants.MAX_SEATS]:
    """@notice Returns the seats that the next snapshot would hold."""
    return self._seats()


@view
@external
def seats(set_id: uint32) -> DynArray[IValidators.Seat, constants.MAX_SEATS]:
    """@notice Returns a snapshot's seats, numbered from 0."""
    return self._sets[set_id]


@view
@external
def seat(set_id: uint32, number: uint256) -> IValidators.Seat:
    """@notice Returns one seat of a snapshot. Reverts if there is none."""
    return self._seat(set_id, number)


@view
@internal
def _seat(set_id: uint32, number: uint256) -> IValidators.Seat:
    assert number < len(self._sets[set_id]), "validators: no such seat"
    return self._sets[set_id][number]


@view
@internal
def _seats() -> DynArray[IValidators.Seat, constants.MAX_SEATS]:
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = []
    for validator: address in self._active:
        seats.append(IValidators.Seat(validator=validator, weight=self.stake_of[validator]))
    return seats


@internal
def _rank(validator: address):
    """
    @notice Gives the validator the seat that its stake earns. Takes the seat away if the stake is too small or
            the validator is in jail.
    """
    if self.stake_of[validator] < MINIMUM or block.timestamp < self.jailed_until[validator]:
        self._leave(validator)
        return
    active: DynArray[address, constants.MAX_SEATS] = self._active
    if validator in active:
        self._changed = True
        return
    lowest: uint256 = 0
    for i: uint256 in range(len(active), bound=constants.MAX_SEATS):
        if self.stake_of[active[i]] < self.stake_of[active[lowest]]:
            lowest = i
    if len(active) < LOCAL_MODE_BELOW:
        since: uint256 = self.admitted_from[validator]
        assert since > 0 and block.timestamp >= since, "validators: not admitted to local mode"
    if len(active) < constants.MAX_SEATS:
        self._active.append(validator)
    elif self.stake_of[validator] > self.stake_of[active[lowest]]:
        self._active[lowest] = validator
        log SeatLost(validator=active[lowest])
    else:
        return
    self._changed = True
    log SeatTaken(validator=validator)


@internal
def _leave(validator: address):
    """@notice Takes the validator's seat away, if it has one."""
    for i: uint256 in range(len(self._active), bound=constants.MAX_SEATS):
        if self._active[i] == validator:
            self._active[i] = self._active[len(self._active) - 1]
            self._active.pop()
            self._changed = True
            log SeatLost(validator=validator)
            return
