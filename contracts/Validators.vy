# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Validators: stakes, seats, snapshots and jail
@notice The 31 largest stakes above a minimum hold seats, and a seat weighs as much as its stake. A stake has an owner,
        which may be any account or contract. The owner may name an operator, a plain account that commits, reveals,
        signs and votes. A snapshot fixes the seats of an epoch. It is written only if the seats have changed. Stake
        that is on its way out can be slashed until every epoch that counted it is final, and two challenge windows
        longer.
@custom:kill The owner may only admit validators, two days ahead, while fewer than four hold seats (local mode).
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators
from .modules import constants
from .state import jail_share
from .state import ownership
from .state import seat_ranks
from .state import seat_sets

implements: IValidators
initializes: jail_share
initializes: ownership
initializes: seat_ranks
initializes: seat_sets

exports: (
    ownership.owner,
    ownership.successor,
    ownership.effective_at,
    ownership.announce_owner,
    ownership.accept_owner,
    jail_share.jailed_on,
    seat_ranks.stake_of,
    seat_ranks.operator_of,
    seat_ranks.admitted_from,
    seat_ranks.jailed_until,
    seat_ranks.active,
    seat_sets.last_set,
    seat_sets.seats,
    seat_sets.owners,
    seat_sets.seat,
    seat_sets.owner_of_seat,
)

event Staked:
    owner: indexed(address)
    amount: uint256

event Unstaked:
    owner: indexed(address)
    amount: uint256
    epoch: uint32

event Withdrawn:
    owner: indexed(address)
    amount: uint256

event Slashed:
    owner: indexed(address)
    amount: uint256

event OperatorSet:
    owner: indexed(address)
    operator: indexed(address)

event Jailed:
    owner: indexed(address)
    until: uint256

event AdmissionAnnounced:
    owner: indexed(address)
    effective_at: uint256

# Stake on its way out. No epoch after `epoch` counts it.
struct Leaving:
    amount: uint256
    epoch: uint32
    since: uint256

# A stake that a deployment begins with.
struct Founder:
    owner: address
    operator: address
    amount: uint256

ADMISSION_SECONDS: constant(uint256) = 2 * 86_400
# how long a founding stake stays
FOUNDING_SECONDS: constant(uint256) = 365 * 86_400
# a validator is jailed for a week after JAIL_MISSES misses in the last JAIL_EPOCHS epochs
JAIL_EPOCHS: constant(uint32) = 100
JAIL_MISSES: constant(uint256) = 20

TOKEN: immutable(IToken)
BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
REPORTS: immutable(IReports)
SLASHERS: immutable(address[3])
MINIMUM: public(immutable(uint256))
FOUNDED: immutable(uint256)

# owner => the part of its stake that stays for the first year
founding_stake_of: public(HashMap[address, uint256])
leaving: public(HashMap[address, Leaving])
# owner => the last epoch that it was jailed for; misses up to it do not count again
jailed_upto: public(HashMap[address, uint32])


@deploy
def __init__(
    token: address, batches: address, scores: address, reports: address, slashers: address[3], minimum: uint256,
    owner: address, admitted: DynArray[address, constants.MAX_SEATS], founders: DynArray[Founder, constants.MAX_SEATS],
):
    """
    @param slashers Reports, Challenges and Pay.
    @param admitted Owners that may take a seat from the start, while fewer than four hold one.
    @param founders Stakes that Token mints to this contract, with seats from the start.
    """
    ownership.__init__(owner)
    TOKEN = IToken(token)
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    REPORTS = IReports(reports)
    SLASHERS = slashers
    MINIMUM = minimum
    FOUNDED = block.timestamp
    for account: address in admitted:
        seat_ranks.admitted_from[account] = block.timestamp
    for founder: Founder in founders:
        assert founder.amount >= minimum and founder.amount < 2**seat_sets.WEIGHT, "validators: not a founding stake"
        assert seat_ranks.stake_of[founder.owner] == 0, "validators: founder named twice"
        seat_ranks.stake_of[founder.owner] = founder.amount
        self.founding_stake_of[founder.owner] = founder.amount
        seat_ranks.operator_of[founder.owner] = founder.operator
        seat_ranks.admitted_from[founder.owner] = block.timestamp
        seat_ranks._rank(founder.owner, MINIMUM)


@external
def announce_admission(account: address):
    """
    @notice Lets an account take a seat in local mode, from two days later on.
    @custom:caller the owner of this contract
    """
    ownership._only_owner()
    effective_at: uint256 = block.timestamp + ADMISSION_SECONDS
    seat_ranks.admitted_from[account] = effective_at
    log AdmissionAnnounced(owner=account, effective_at=effective_at)


@external
def stake(amount: uint256):
    """
    @notice Adds to the caller's stake. With enough stake the caller has a seat from the next snapshot on.
    @custom:caller anyone
    """
    assert amount > 0, "validators: nothing to stake"
    assert amount < 2**seat_sets.WEIGHT - seat_ranks.stake_of[msg.sender], "validators: too much for one seat"
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "validators: transfer failed"
    seat_ranks.stake_of[msg.sender] += amount
    log Staked(owner=msg.sender, amount=amount)
    seat_ranks._rank(msg.sender, MINIMUM)


@external
def set_operator(operator: address):
    """
    @notice Names the key that acts for the caller's stake, from the next snapshot on. Closed epochs keep the key
            before, so nobody signs for one place under two keys.
    @param operator A plain account. The zero address stands for the caller's own.
    @custom:caller the owner of a stake
    """
    seat_ranks.operator_of[msg.sender] = operator
    seat_ranks._note_change(msg.sender)
    log OperatorSet(owner=msg.sender, operator=operator)


@external
def unstake(amount: uint256):
    """
    @notice Starts to take stake out. It stops counting in the next snapshot, and can be slashed until it is
            withdrawn.
    @custom:caller the owner of the stake
    """
    assert amount > 0 and amount <= seat_ranks.stake_of[msg.sender], "validators: more than the stake"
    left: uint256 = seat_ranks.stake_of[msg.sender] - amount
    founding: bool = block.timestamp < FOUNDED + FOUNDING_SECONDS
    assert not founding or left >= self.founding_stake_of[msg.sender], "validators: a founding stake stays for a year"
    seat_ranks.stake_of[msg.sender] = left
    epoch: uint32 = staticcall BATCHES.current() - 1
    self.leaving[msg.sender] = Leaving(
        amount=self.leaving[msg.sender].amount + amount, epoch=epoch, since=block.timestamp
    )
    log Unstaked(owner=msg.sender, amount=amount, epoch=epoch)
    if left < MINIMUM:
        seat_ranks._leave(msg.sender)
    else:
        seat_ranks._note_change(msg.sender)


@external
def withdraw():
    """
    @notice Pays out the stake that has left. Its last epoch must be final. Two challenge windows must have passed
            since the last call of unstake, and since that epoch's report.
    @custom:caller the owner of the stake
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
    log Withdrawn(owner=msg.sender, amount=leaving.amount)


@external
def take_seat():
    """
    @notice Gives the caller the seat that its stake earns: after a jail, or if a smaller stake holds one.
    @custom:caller the owner of the stake
    """
    seat_ranks._rank(msg.sender, MINIMUM)


@external
def jail(owner: address, epochs: DynArray[uint32, JAIL_MISSES], seats: DynArray[uint256, JAIL_MISSES]):
    """
    @notice Takes a validator's seat for a week, because it did not reveal in 20 of the last 100 epochs. Epochs in which
            at most a third of the weight revealed do not count, because many were away at once.
    @param epochs The 20 epochs, in ascending order. Their reveal phases are over.
    @param seats The validator's seat in each of them.
    @custom:caller anyone
    """
    assert len(epochs) == JAIL_MISSES and len(seats) == JAIL_MISSES, "validators: name 20 epochs and seats"
    last: uint32 = self.jailed_upto[owner]
    recent: uint32 = staticcall BATCHES.current() - 1
    for i: uint256 in range(JAIL_MISSES):
        epoch: uint32 = epochs[i]
        assert epoch > last and epoch > recent - min(recent, JAIL_EPOCHS), "validators: epochs are not ascending and recent"
        state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
        assert state.report_from > 0, "validators: reveals are not over"
        assert seat_sets._owner(state.set_id, seats[i]) == owner, "validators: not its seat"
        assert (state.revealed >> seats[i]) & 1 == 0, "validators: it revealed"
        assert 3 * state.revealed_weight > state.total_weight, "validators: too few revealed"
        last = epoch
    jail_share._take(seat_ranks._weight(owner), seat_ranks._total())
    self.jailed_upto[owner] = last
    seat_ranks.jailed_until[owner] = block.timestamp + jail_share.SECONDS
    log Jailed(owner=owner, until=seat_ranks.jailed_until[owner])
    seat_ranks._leave(owner)


@external
def snapshot() -> IValidators.Snapshot:
    """
    @notice Fixes the seats for an epoch.
    @return The same set as before if no seat has changed.
    @custom:caller Batches
    """
    assert msg.sender == BATCHES.address, "validators: caller is not Batches"
    if seat_ranks._changed:
        seat_sets._write(seat_ranks._seats(), seat_ranks._active)
        seat_ranks._changed = False
    return seat_sets._last()


@external
def slash(owners: DynArray[address, constants.MAX_SEATS], basis_points: uint256, reward_to: address):
    """
    @notice Takes a part of each owner's stake, including stake on its way out. Half of it goes to `reward_to`, and
            the rest is burnt. If `reward_to` is the zero address, all of it is burnt.
    @custom:caller Reports, Challenges or Pay
    """
    assert msg.sender in SLASHERS, "validators: caller may not slash"
    taken: uint256 = 0
    for owner: address in owners:
        staked: uint256 = seat_ranks.stake_of[owner] * basis_points // constants.BASIS_POINTS
        leaving: uint256 = self.leaving[owner].amount * basis_points // constants.BASIS_POINTS
        seat_ranks.stake_of[owner] -= staked
        self.leaving[owner].amount -= leaving
        taken += staked + leaving
        log Slashed(owner=owner, amount=staked + leaving)
        if seat_ranks.stake_of[owner] < MINIMUM:
            seat_ranks._leave(owner)
    seat_ranks._changed = True
    reward: uint256 = 0
    if reward_to != empty(address):
        reward = taken // 2
        assert extcall TOKEN.transfer(reward_to, reward), "validators: transfer failed"
    extcall TOKEN.burn(taken - reward)
