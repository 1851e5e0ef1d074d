"""When an epoch goes on, and when its records are scored, final and paid: the latest times by the deployment's numbers. Pure."""

from dataclasses import dataclass

from kula.node.gateway.database.chain import ChainState
from kula.node.gateway.database.chain_tables import EpochRow
from kula.protocol.ledgers.epochs import EpochClock, phase
from kula.protocol.parameters import Parameters
from kula.protocol.types import Phase

GRACE_SECONDS = 120
"""An epoch whose phase is over time goes on within this time, as far as we can guess."""
CLAIM_SECONDS = 600
"""Gateways claim the pay of a final epoch within this time."""


@dataclass(frozen=True, slots=True)
class Times:
    """An epoch's phase, and the latest times of what is to come, in block time (seconds)."""

    epoch: int
    phase: Phase
    ends_at: int
    scored_at: int
    final_at: int
    paid_at: int
    late: bool


def phase_of(row: EpochRow, state: ChainState, parameters: Parameters) -> Phase:
    """Returns the phase of an epoch as of a state."""
    clock = EpochClock(
        closed_at=row.closed_at,
        all_committed_at=row.reveal_from,
        all_revealed_at=row.report_from,
        settled=any(row.root) and row.number <= state.head,
        final=row.lost or row.number <= state.final_upto,
    )
    return phase(clock, state.now, parameters)


def times_of(row: EpochRow, state: ChainState, parameters: Parameters) -> Times:
    """Returns the times of an epoch. For the open one, they are those of a record that is sent now.

    An open epoch without records waits for the first one, so it is not late.
    """
    now, current = state.now, phase_of(row, state, parameters)
    due = _due(row, state, parameters, current)
    is_late = now > due and current is not Phase.FINAL and (current is not Phase.OPEN or row.records > 0)
    ends = max(due, now + GRACE_SECONDS) if now > due and current is not Phase.FINAL else due
    scored = ends + _after(current, parameters)
    final = ends if current in (Phase.CHALLENGE, Phase.FINAL) else scored + parameters.challenge_seconds
    return Times(row.number, current, ends, min(scored, final), final, final + CLAIM_SECONDS, is_late)


def _due(row: EpochRow, state: ChainState, parameters: Parameters, current: Phase) -> int:
    """Returns when the phase ends at the latest, if all goes well."""
    if current is Phase.OPEN:
        return row.opened_at + parameters.open_seconds
    if current is Phase.COMMIT:
        return row.closed_at + parameters.commit_seconds
    if current is Phase.REVEAL:
        return (row.reveal_from or row.closed_at + parameters.commit_seconds) + parameters.reveal_seconds
    if current is Phase.REPORT:
        return max(row.report_from, state.turned_at, state.paused_until) + parameters.report_seconds
    return row.proposed_at + parameters.challenge_seconds


def _after(current: Phase, parameters: Parameters) -> int:
    """Returns the seconds from the end of a phase to the report at the latest."""
    phases = {
        Phase.OPEN: parameters.commit_seconds,
        Phase.COMMIT: parameters.reveal_seconds,
        Phase.REVEAL: parameters.report_seconds,
    }
    return sum(seconds for one, seconds in phases.items() if one >= current)
