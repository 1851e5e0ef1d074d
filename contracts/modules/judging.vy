# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title The criteria of a judgement, and how the seats' numbers decide
@notice A criterion passes if seats with more than half of the total stake post a number that passes. Twin:
        protocol/judging.py.
"""

from ..interfaces import IJudgements
from ..interfaces import IParameters
from ..interfaces import IValidators
from . import constants

# What the seats have posted of one candidate.
struct Ballots:
    # bitmap of seats
    posted: uint256
    # bitmaps of seats, 32 bits each: whose number passes criterion k, from bit 32 * k on; last, who posted a failure
    passed: uint256
    # each seat's bound + 2**31 in 32 bits, so that a seat that posted none counts as the lowest
    bounds: uint256[SLOTS]

# better, bound, worst slice, checks against the parent and against the base, sets, words
CRITERIA: constant(uint256) = 7
BITS: constant(uint256) = 32
SLOTS: constant(uint256) = 4
BOUNDS_PER_SLOT: constant(uint256) = 8
BOUND_OFFSET: constant(int256) = 2**31


@view
@internal
def _passed(numbers: IJudgements.Numbers, p: IParameters.Parameters) -> bool[CRITERIA]:
    """@notice Whether the numbers pass each criterion. Reverts if they tell of more checks than there are."""
    parent: bool = p.words_least <= numbers.words_parent and numbers.words_parent <= p.words_most
    base: bool = p.words_least <= numbers.words_base and numbers.words_base <= p.words_most
    least_net: int256 = -convert(p.set_margin, int256) * convert(p.set_checks, int256)
    return [
        numbers.better >= p.better_permille,
        convert(numbers.bound, int256) > convert(p.margin, int256),
        convert(numbers.worst_slice, int256) >= -convert(p.slice_margin, int256),
        self._keeps(numbers.won_parent, numbers.lost_parent, p.checks, p.checks_margin),
        self._keeps(numbers.won_base, numbers.lost_base, p.checks, p.base_margin),
        100 * convert(numbers.sets, int256) >= least_net,
        parent and base,
    ]


@pure
@internal
def _keeps(won: uint16, lost: uint16, checks: uint16, margin: uint16) -> bool:
    """
    @notice Whether a net change of won - lost checks is surely (z = 1.645) no loss of more than `margin` points per
            100 checks.
    """
    n: int256 = convert(checks, int256)
    changed: int256 = convert(won, int256) + convert(lost, int256)
    assert changed <= n, "judging: more checks than there are"
    spare: int256 = n * convert(margin, int256) - 100 * (convert(lost, int256) - convert(won, int256))
    return spare >= 0 and spare * spare * 10**6 >= 1645**2 * 10**4 * changed


@pure
@internal
def _with_numbers(ballots: Ballots, seat: uint256, passed: bool[CRITERIA], bound: int32) -> Ballots:
    """@notice The ballots with those of one seat."""
    after: Ballots = ballots
    for k: uint256 in range(CRITERIA):
        if passed[k]:
            after.passed |= 1 << (BITS * k + seat)
    lifted: uint256 = convert(convert(bound, int256) + BOUND_OFFSET, uint256)
    after.bounds[seat // BOUNDS_PER_SLOT] |= lifted << (BITS * (seat % BOUNDS_PER_SLOT))
    return after


@pure
@internal
def _tally(passed: uint256, seats: DynArray[IValidators.Seat, constants.MAX_SEATS]) -> uint256[CRITERIA + 1]:
    """@notice The stake behind each criterion; last, that of seats that posted a failure."""
    weights: uint256[CRITERIA + 1] = empty(uint256[CRITERIA + 1])
    for k: uint256 in range(CRITERIA + 1):
        for seat: uint256 in range(len(seats), bound=constants.MAX_SEATS):
            if (passed >> (BITS * k + seat)) & 1 == 1:
                weights[k] += seats[seat].weight
    return weights


@pure
@internal
def _passes(weights: uint256[CRITERIA + 1], total: uint256) -> bool:
    """@notice Whether more than half of the total stake passes each criterion."""
    for k: uint256 in range(CRITERIA):
        if 2 * weights[k] <= total:
            return False
    return True


@pure
@internal
def _median(
    slots: uint256[SLOTS], seats: DynArray[IValidators.Seat, constants.MAX_SEATS], total: uint256
) -> uint256:
    """@notice The highest bound that seats with more than half of the total stake reach, plus 2**31. 0 if none."""
    bounds: DynArray[uint256, constants.MAX_SEATS] = []
    for seat: uint256 in range(len(seats), bound=constants.MAX_SEATS):
        bounds.append((slots[seat // BOUNDS_PER_SLOT] >> (BITS * (seat % BOUNDS_PER_SLOT))) & constants.LOW_32)
    best: uint256 = 0
    for bound: uint256 in bounds:
        reached: uint256 = 0
        for seat: uint256 in range(len(seats), bound=constants.MAX_SEATS):
            if bounds[seat] >= bound:
                reached += seats[seat].weight
        if 2 * reached > total:
            best = max(best, bound)
    return best


@pure
@internal
def _winner(medians: DynArray[uint256, constants.MAX_CANDIDATES], tie: uint256) -> uint256:
    """
    @notice The index of the earliest candidate within `tie` of the highest median. Their number if all medians are
            0, which is the median of a candidate that does not pass.
    """
    best: uint256 = 0
    for median: uint256 in medians:
        best = max(best, median)
    for i: uint256 in range(len(medians), bound=constants.MAX_CANDIDATES):
        if medians[i] > 0 and medians[i] + tie >= best:
            return i
    return len(medians)
