"""What a validator does next, as a pure function of what it sees. Here are all decisions of the loop, and no action."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kula.protocol.types import Phase


class Act(StrEnum):
    """The steps that a validator can take. LOOK is the look at an epoch that comes before any step."""

    STOP = "stop"
    LOOK = "look"
    SCORE = "score"
    COMMIT = "commit"
    REVEAL = "reveal"
    SIGN = "sign"
    PROPOSE = "propose"
    CHECK = "check"
    CHALLENGE = "challenge"
    ANSWER = "answer"
    VOTE = "vote"
    COLLECT = "collect"
    UPKEEP = "upkeep"
    RESEND = "resend"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochView:
    """An epoch in which this validator has a seat, as it sees it. Times are block time in seconds."""

    epoch: int
    phase: Phase
    until: int
    """When the phase ends at the latest. While we have to score, it is when we stop waiting for records."""
    scored: bool
    """Our journal holds our scores and their salt."""
    committed: bool
    commit_is_ours: bool
    """The commit on chain under our key is to the scores in our journal. True if there is no commit."""
    commit_is_old: bool
    """It is to our scores of other batches, which a reorganisation took out of the epoch. No reveal opens it."""
    revealed: bool
    next_in_line: bool
    """The epoch before has a report, or ended without one. So the earlier records and payments are known."""
    quorum: bool
    """The seats that revealed hold more than two thirds of the weight."""
    signed: bool
    """Our signature for this place of the line is in the journal, and a gateway has taken it."""
    our_turn: bool
    """Our time to propose has come. Seats propose one after the other, so that they do not race."""
    signature_is_ours: bool
    """Our signature under the standing report is in the journal. True if it bears none of ours."""
    newest: bool
    """No later epoch has a report."""
    checked: bool
    """The standing report was compared with ours."""
    differs: bool
    """The standing report is not the one that we compute."""
    challenged: bool
    """We challenged the standing report, or it shows no fault."""
    asked_until: int
    """The first deadline of the demands for rows or leaves of the standing report. 0 if there are none."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, on which epoch or round, until when (block time in seconds; 0 for no deadline), and why."""

    act: Act
    subject: int = 0
    until: int = 0
    why: str = ""


def steps_due(epochs: Sequence[EpochView], votes: Sequence[Step], unpaid: int | None) -> list[Step]:
    """All steps that are due, the first deadline first. Pay has none, so it comes last.

    A commit or a signature under our key that is not ours is the only step then. `unpaid` is the next final epoch whose
    pay we have to look after.
    """
    foreign = [step for view in epochs for step in _foreign(view)]
    if foreign:
        return foreign[:1]
    due = [step for view in epochs for step in _steps_of(view)]
    # Python's sort is stable, so among equal deadlines the oldest epoch comes first, and votes come last.
    ordered = sorted([*due, *votes], key=lambda step: step.until)
    return ordered if unpaid is None else [*ordered, Step(Act.COLLECT, unpaid)]


def _foreign(view: EpochView) -> list[Step]:
    """The stop for an epoch with a commit or a signature that is not ours, while another may follow from it."""
    foreign = view.committed and not view.commit_is_ours and not view.commit_is_old
    if foreign and view.phase in (Phase.COMMIT, Phase.REVEAL, Phase.REPORT):
        return [Step(Act.STOP, view.epoch, why="a commit under our key stands on chain that we did not make")]
    if view.phase is Phase.CHALLENGE and view.newest and not view.signature_is_ours:
        return [Step(Act.STOP, view.epoch, why="its report bears a signature of our key that we did not make")]
    return []


def _steps_of(view: EpochView) -> list[Step]:
    if view.phase is Phase.COMMIT and not view.committed and view.next_in_line:
        return [Step(Act.COMMIT if view.scored else Act.SCORE, view.epoch, view.until)]
    if view.phase is Phase.REVEAL and view.committed and view.commit_is_ours and not view.revealed:
        return [Step(Act.REVEAL, view.epoch, view.until)]
    if view.phase is Phase.REPORT and view.next_in_line and view.quorum:
        if not view.signed:
            return [Step(Act.SIGN, view.epoch, view.until)]
        return [Step(Act.PROPOSE, view.epoch, view.until)] if view.our_turn else []
    return _steps_on_standing(view) if view.phase is Phase.CHALLENGE else []


def _steps_on_standing(view: EpochView) -> list[Step]:
    """Compares a standing report with ours. Then challenges one that differs, or answers the demands on one that does not."""
    if not view.checked:
        return [Step(Act.CHECK, view.epoch, view.asked_until or view.until)]
    if view.differs:
        return [] if view.challenged else [Step(Act.CHALLENGE, view.epoch, view.until)]
    return [Step(Act.ANSWER, view.epoch, view.asked_until)] if view.asked_until else []
