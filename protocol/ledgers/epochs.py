"""The phase of an epoch by block time, and its budget. Pure.

Twins: Reports.phase with Scores.epoch, Batches._budget.
"""

from dataclasses import dataclass

from kula.protocol.parameters import Parameters
from kula.protocol.types import Phase

STAKE_PER_BUDGET = 20
"""All budgets in flight are at most 1/20 of the stake, which is a tenth of the smallest majority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochClock:
    """The facts that decide an epoch's phase. Times are block time in seconds, and 0 before the event."""

    closed_at: int
    all_committed_at: int
    all_revealed_at: int
    settled: bool
    """The epoch has a live report, or is final."""
    final: bool
    """The epoch is final or lost."""


def phase(clock: EpochClock, now: int, parameters: Parameters) -> Phase:
    """Returns the phase at `now` (block time, seconds).

    The commit and reveal phases end when every seat has acted, and at their deadlines at the latest.
    """
    if clock.final:
        return Phase.FINAL
    if clock.settled:
        return Phase.CHALLENGE
    if not clock.closed_at:
        return Phase.OPEN
    reveal_from = clock.all_committed_at or clock.closed_at + parameters.commit_seconds
    if now < reveal_from:
        return Phase.COMMIT
    report_from = clock.all_revealed_at or reveal_from + parameters.reveal_seconds
    return Phase.REPORT if now >= report_from else Phase.REVEAL


def budget_of(stake: int, in_flight: int, parameters: Parameters) -> int | None:
    """Returns the budget of an epoch that closes now, or None if the epoch must stay open.

    `in_flight` is the sum of the budgets of closed epochs that are not final. If it is 0, the budget shrinks to what
    the stake allows. Otherwise, the epoch waits until its full budget fits.
    """
    limit = stake // STAKE_PER_BUDGET
    if not in_flight:
        return min(parameters.budget, limit)
    return parameters.budget if in_flight + parameters.budget <= limit else None
