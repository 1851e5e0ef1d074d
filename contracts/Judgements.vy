# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Judgements: the seats' numbers, which decide the candidate of a round that is adopted
@notice Candidates join a round before its first record is on chain, so that nobody fits a candidate to the records
        that judge it. In the vote each seat measures all candidates and posts numbers, not verdicts. A criterion
        passes if seats with more than half of the total stake post a number that passes. Among the candidates that
        pass all criteria, the highest bound wins, and an earlier one near to it first.
@custom:kill None: nobody can stop a round, or decide it without the seats.
"""

from .interfaces import IJudgements
from .interfaces import IParameters
from .interfaces import IScores
from .interfaces import IValidators
from .modules import constants
from .modules import judging
from .state import candidate_rounds

implements: IJudgements
initializes: candidate_rounds

exports: (candidate_rounds.last_round, candidate_rounds.round, candidate_rounds.round_of)

event SamplePosted:
    round: indexed(uint32)
    attempt: uint32
    seat: uint256
    records: uint16
    accounts: uint16

event NumbersPosted:
    model: indexed(uint32)
    attempt: uint32
    seat: uint256
    numbers: IJudgements.Numbers

event FailurePosted:
    model: indexed(uint32)
    attempt: uint32
    seat: uint256
    kind: uint8

event BankCommitted:
    round: indexed(uint32)
    owner: indexed(address)
    root: bytes32

event SetOpened:
    round: indexed(uint32)
    attempt: uint32
    seat: uint256
    content: bytes32

# What the seats have posted of a round in one attempt.
struct Samples:
    # bitmaps of seats
    posted: uint256
    opened: uint256
    # stake of the seats whose sample is too small
    small: uint256

UNAVAILABLE: constant(uint8) = 1
BROKEN: constant(uint8) = 2

VALIDATORS: immutable(IValidators)

# round => attempt => what was posted of samples and sets
samples: public(HashMap[uint32, HashMap[uint32, Samples]])
# candidate => attempt => what was posted of it
ballots_of: public(HashMap[uint32, HashMap[uint32, judging.Ballots]])
# round => owner of a seat => the root of its bank of checks
bank: public(HashMap[uint32, HashMap[address, bytes32]])


@deploy
def __init__(
    batches: address, scores: address, validators: address, reports: address, registry: address,
    parameters: IParameters.Parameters,
):
    """
    @param parameters Those of Batches.
    """
    candidate_rounds.__init__(batches, scores, reports, registry, parameters)
    VALIDATORS = IValidators(validators)


@external
def join(model: uint32) -> IJudgements.Joined:
    """
    @notice Puts a candidate into the last round if none of its records is on chain, otherwise into a new one.
    @custom:caller Registry
    """
    assert msg.sender == candidate_rounds.REGISTRY.address, "judgements: caller is not Registry"
    number: uint32 = 0
    ahead: uint256 = 0
    number, ahead = candidate_rounds._join(model)
    return IJudgements.Joined(round=number, ahead=ahead)


@external
def drop(model: uint32):
    """
    @notice Rejects a candidate whose parent is no longer served, before its vote. It makes room in its round.
    @custom:caller anyone
    """
    candidate_rounds._drop(model)


@external
def open_vote(number: uint32, epoch: uint32):
    """
    @notice Opens a round's vote once each of its epochs has a ledger or is lost. If the report falls meanwhile, opens
            it again. The round grows by an epoch instead if it has no ledger, or if the call comes too late.
    @param epoch The last epoch of the round with a ledger, or the one before the round if there is none.
    @custom:caller anyone
    """
    candidate_rounds._open_vote(number, epoch)


@external
def post_sample(number: uint32, seat: uint256, attempt: uint32, records: uint16, accounts: uint16):
    """
    @notice Posts the size of a seat's sample. Once seats with more than half of the total stake have one that is too
            small, the round grows by an epoch.
    @custom:caller the seat's operator
    """
    round: candidate_rounds.Round = candidate_rounds._voting(number, attempt)
    weight: uint256 = self._weight(round.set_id, seat)
    samples: Samples = self.samples[number][attempt]
    assert (samples.posted >> seat) & 1 == 0, "judgements: already posted"
    samples.posted |= 1 << seat
    if records < candidate_rounds.PARAMETERS.sample_records or accounts < candidate_rounds.PARAMETERS.sample_accounts:
        samples.small += weight
    self.samples[number][attempt] = samples
    log SamplePosted(round=number, attempt=attempt, seat=seat, records=records, accounts=accounts)
    if 2 * samples.small > round.total:
        candidate_rounds._grow(number)


@external
def post_numbers(model: uint32, seat: uint256, attempt: uint32, numbers: IJudgements.Numbers):
    """
    @notice Posts what a seat measured of a candidate.
    @custom:caller the seat's operator
    """
    held: judging.Ballots = self._begin_post(model, seat, attempt)
    passed: bool[judging.CRITERIA] = judging._passed(numbers, candidate_rounds.PARAMETERS)
    self.ballots_of[model][attempt] = judging._with_numbers(held, seat, passed, numbers.bound)
    log NumbersPosted(model=model, attempt=attempt, seat=seat, numbers=numbers)


@external
def post_failure(model: uint32, seat: uint256, attempt: uint32, kind: uint8):
    """
    @notice Posts that a seat could not measure a candidate.
    @param kind UNAVAILABLE: its files were not to be had. BROKEN: they do not open.
    @custom:caller the seat's operator
    """
    assert kind == UNAVAILABLE or kind == BROKEN, "judgements: no such failure"
    held: judging.Ballots = self._begin_post(model, seat, attempt)
    held.passed |= 1 << (judging.BITS * judging.CRITERIA + seat)
    self.ballots_of[model][attempt] = held
    log FailurePosted(model=model, attempt=attempt, seat=seat, kind=kind)


@external
def conclude(number: uint32):
    """
    @notice Ends a round: adopts the winner and rejects all other candidates. The vote must be over, or each seat must
            have posted on each candidate. A candidate whose parent is no longer served is not judged.
    @custom:caller anyone
    """
    round: candidate_rounds.Round = candidate_rounds.round[number]
    assert round.state == candidate_rounds.VOTING, "judgements: no vote is open"
    assert not candidate_rounds._has_fallen(round), "judgements: its report has fallen, open the vote again"
    candidates: DynArray[uint32, constants.MAX_CANDIDATES] = candidate_rounds.candidates[number]
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = staticcall VALIDATORS.seats(round.set_id)
    complete: bool = True
    burnt: uint256 = 0
    medians: DynArray[uint256, constants.MAX_CANDIDATES] = []
    for i: uint256 in range(len(candidates), bound=constants.MAX_CANDIDATES):
        medians.append(0)
        if staticcall candidate_rounds.REGISTRY.eligible(candidates[i]):
            held: judging.Ballots = self.ballots_of[candidates[i]][round.attempt]
            complete = complete and held.posted == (1 << len(seats)) - 1
            weights: uint256[judging.CRITERIA + 1] = judging._tally(held.passed, seats)
            if 3 * weights[judging.CRITERIA] > 2 * round.total:
                burnt |= 1 << i
            if judging._passes(weights, round.total):
                medians[i] = judging._median(held.bounds, seats, round.total)
    assert complete or block.timestamp >= round.until, "judgements: the vote is not over"
    won: uint256 = judging._winner(medians, convert(candidate_rounds.PARAMETERS.tie, uint256))
    candidate_rounds._end(number, candidates[won] if won < len(candidates) else 0, burnt)


@external
def commit_bank(number: uint32, seat: uint256, root: bytes32):
    """
    @notice Commits the owner of a seat to a bank of checks for a round, before the round's first record is on chain. The
            round may be the one that has not begun.
    @param seat The caller's seat in the last closed epoch.
    @custom:caller a seat's operator
    """
    assert candidate_rounds._is_empty(number), "judgements: no round without records"
    closed: uint32 = staticcall candidate_rounds.BATCHES.current() - 1
    state: IScores.EpochScores = staticcall candidate_rounds.SCORES.epoch(closed)
    self._weight(state.set_id, seat)
    owner: address = staticcall VALIDATORS.owner_of_seat(state.set_id, seat)
    self.bank[number][owner] = root
    log BankCommitted(round=number, owner=owner, root=root)


@external
def open_set(number: uint32, seat: uint256, attempt: uint32, content: bytes32):
    """
    @notice Publishes the checks that the seed draws from a seat's bank. Validators compare them with its root.
    @param content sha2-256 digest of the DAG-CBOR node with the checks and their proofs.
    @custom:caller the seat's operator
    """
    round: candidate_rounds.Round = candidate_rounds._voting(number, attempt)
    self._weight(round.set_id, seat)
    owner: address = staticcall VALIDATORS.owner_of_seat(round.set_id, seat)
    assert self.bank[number][owner] != empty(bytes32), "judgements: no bank was committed"
    opened: uint256 = self.samples[number][attempt].opened
    assert (opened >> seat) & 1 == 0, "judgements: already opened"
    self.samples[number][attempt].opened = opened | (1 << seat)
    log SetOpened(round=number, attempt=attempt, seat=seat, content=content)


@view
@external
def ahead() -> uint256:
    """@notice Returns how many candidates are in the round that the next candidate joins."""
    return candidate_rounds._ahead()


@view
@external
def candidates_of(number: uint32) -> DynArray[uint32, constants.MAX_CANDIDATES]:
    """@notice Returns a round's candidates, the earliest first."""
    return candidate_rounds.candidates[number]


@view
@external
def tally(model: uint32) -> uint256[judging.CRITERIA + 1]:
    """
    @notice Returns the stake behind a candidate in the last attempt: for each criterion, that of seats whose number
            passes; last, that of seats that posted a failure.
    """
    round: candidate_rounds.Round = candidate_rounds.round[candidate_rounds.round_of[model]]
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = staticcall VALIDATORS.seats(round.set_id)
    return judging._tally(self.ballots_of[model][round.attempt].passed, seats)


@view
@internal
def _begin_post(model: uint32, seat: uint256, attempt: uint32) -> judging.Ballots:
    """@notice What was posted of a candidate, with the caller's seat marked. Reverts if the seat posted before."""
    number: uint32 = candidate_rounds.round_of[model]
    assert number > 0, "judgements: not a candidate"
    round: candidate_rounds.Round = candidate_rounds._voting(number, attempt)
    self._weight(round.set_id, seat)
    held: judging.Ballots = self.ballots_of[model][attempt]
    assert (held.posted >> seat) & 1 == 0, "judgements: already posted"
    held.posted |= 1 << seat
    return held


@view
@internal
def _weight(set_id: uint32, number: uint256) -> uint256:
    """@notice Reverts unless the caller holds the seat. Returns the seat's weight."""
    seat: IValidators.Seat = staticcall VALIDATORS.seat(set_id, number)
    assert seat.operator == msg.sender, "judgements: caller does not hold the seat"
    return seat.weight
