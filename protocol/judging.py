"""The criteria of a judgement, and the winner of a round. Pure integers.

Twin: contracts/modules/judging.vy. Seats measure; these rules decide by their numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from kula.protocol.parameters import Parameters

LOWEST_BOUND = -(2**31)
"""What a seat without numbers counts as, in the choice between winners."""
NO_SLICE = 2**31 - 1
"""`worst_slice` of a sample in which no slice is large enough."""


class Criterion(IntEnum):
    """The conditions that a candidate must meet. The contracts use the same numbers."""

    BETTER = 0
    BOUND = 1
    SLICES = 2
    CHECKS_PARENT = 3
    CHECKS_BASE = 4
    SETS = 5
    WORDS = 6


class Failure(IntEnum):
    """Why a seat could not measure a candidate. The contracts use the same numbers."""

    UNAVAILABLE = 1
    """Its files were not to be had before the seat's own deadline."""
    BROKEN = 2
    """Its files do not open: wrong hashes, shapes or numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What a seat measured of a candidate. Twin, in the same order: contracts/interfaces/IJudgements.vyi."""

    better: int
    """Permille of the sample's records that gain more than `margin`, rounded down."""
    bound: int
    """Lower bound of the gain, in milli-nats."""
    worst_slice: int
    """The least, over slices, of the upper bound of the gain, in milli-nats. NO_SLICE without a slice."""
    won_parent: int
    """Checks that the candidate passes and its parent fails."""
    lost_parent: int
    """Checks that the candidate fails and its parent passes."""
    won_base: int
    lost_base: int
    sets: int
    """Stake-weighted median of the net changes of committed sets, in checks. 0 if no sets are used."""
    words_parent: int
    """Permille of the parent's mean words per answer, at most 65,535."""
    words_base: int
    loss_before: int
    """Mean loss of the parent, in milli-nats. For readers only."""
    loss_after: int
    """Mean loss of the candidate, in milli-nats. For readers only."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round ends. Candidates are named by their index, the earliest first."""

    winner: int | None
    burnt: tuple[int, ...]
    """The candidates whose bond is burnt."""


Posted = tuple[int, Numbers | Failure | None]
"""A seat's weight, and what it posted of one candidate. None if it posted nothing."""


def passed(numbers: Numbers, parameters: Parameters) -> tuple[bool, ...]:
    """Tells for each criterion whether a seat's numbers pass. Raises ValueError if they hold too many checks."""
    words = (numbers.words_parent, numbers.words_base)
    return (
        numbers.better >= parameters.better_permille,
        numbers.bound > parameters.margin,
        numbers.worst_slice >= -parameters.slice_margin,
        keeps(numbers.won_parent, numbers.lost_parent, parameters.checks, parameters.checks_margin),
        keeps(numbers.won_base, numbers.lost_base, parameters.checks, parameters.base_margin),
        100 * numbers.sets >= -parameters.set_margin * parameters.set_checks,
        all(parameters.words_least <= ratio <= parameters.words_most for ratio in words),
    )


def keeps(won: int, lost: int, checks: int, margin: int) -> bool:
    """Tells whether a net change is surely (z = 1.645) no loss of more than `margin` points per 100 checks.

    Raises ValueError if more checks have changed than there are.
    """
    if won + lost > checks:
        raise ValueError(f"{won} checks won and {lost} lost are more than {checks}")
    spare = checks * margin - 100 * (lost - won)
    return spare >= 0 and spare * spare * 10**6 >= 1645**2 * 10**4 * (won + lost)


def tally(posted: Sequence[Posted], parameters: Parameters) -> tuple[int, ...]:
    """Returns the stake whose numbers pass each criterion; last, the stake that posted a failure."""
    weights = [0] * (len(Criterion) + 1)
    for weight, number in posted:
        if isinstance(number, Numbers):
            for criterion, passes in enumerate(passed(number, parameters)):
                weights[criterion] += weight * passes
        elif number is not None:
            weights[-1] += weight
    return tuple(weights)


def median_bound(posted: Sequence[Posted]) -> int:
    """Returns the highest bound that seats with more than half of the total stake reach, or LOWEST_BOUND."""
    total = sum(weight for weight, _ in posted)
    bounds = [(weight, numbers.bound) for weight, numbers in posted if isinstance(numbers, Numbers)]
    reached = (bound for _, bound in bounds if 2 * sum(weight for weight, other in bounds if other >= bound) > total)
    return max(reached, default=LOWEST_BOUND)


def outcome(candidates: Sequence[Sequence[Posted]], parameters: Parameters) -> Outcome:
    """Returns how a round ends. Each candidate has one entry per seat.

    A candidate passes if seats with more than half of the total stake pass each criterion. Of those that pass, the
    earliest within `tie` of the highest median bound wins. More than two thirds of failures burn a bond.
    """
    medians: dict[int, int] = {}
    burnt: list[int] = []
    for index, posted in enumerate(candidates):
        total = sum(weight for weight, _ in posted)
        *weights, failed = tally(posted, parameters)
        if 3 * failed > 2 * total:
            burnt.append(index)
        if all(2 * weight > total for weight in weights):
            medians[index] = median_bound(posted)
    best = max(medians.values(), default=LOWEST_BOUND)
    near = (index for index, median in medians.items() if median + parameters.tie >= best)
    return Outcome(min(near, default=None), tuple(burnt))
