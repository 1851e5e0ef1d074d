"""Where an epoch stands, by block time, and how much it may pay. Pure. Twins: Reports.phase over Scores.epoch; Batches._budget."""

from dataclasses import dataclass

from kula.protocol.parameters import Parameters
from kula.protocol.types import MAX_BATCHES, MAX_DIRECT, MAX_RECORDS, Phase

STAKE_PER_BUDGET = 20
"""Budgets that are not final are at most a tenth of the stake that is a majority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochClock:
    """What decides an epoch's phase; times are seconds, 0 for what has not happened."""

    closed_at: int
    all_committed_at: int
    all_revealed_at: int
    settled: bool
    """A report stands, or the epoch is final."""
    final: bool


def phase(clock: EpochClock, now: int, parameters: Parameters) -> Phase:
    """The phase at `now`. Commit and reveal end early when every seat is through, else at their deadlines."""
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
    """What an epoch that closes now may pay; None while it must stay open because too much money is in flight.

    Alone it shrinks to what the stake can stand for; beside others it waits for its turn.
    """
    limit = stake // STAKE_PER_BUDGET
    if not in_flight:
        return min(parameters.budget, limit)
    return parameters.budget if in_flight + parameters.budget <= limit else None


def room(*, records: int, batches: int, direct: int, posted: int, bonded: int) -> int:
    """How many more records of a gateway an epoch takes that holds so many. Twin: Batches.post_batch.

    `direct` came past the gateways, `posted` are the gateway's own, and its bond gives room for `bonded`.
    """
    kept = MAX_DIRECT - direct
    if batches >= MAX_BATCHES - kept:
        return 0
    return max(0, min(MAX_RECORDS - kept - records, bonded - posted))
