"""Where an epoch stands, by block time. Pure. Twin: Reports._phase over Scores.epoch."""

from dataclasses import dataclass

from protocol.parameters import Parameters
from protocol.types import Phase


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
