"""What a validator does next, as a pure function of what it sees. Every decision of the loop is here; no action is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kula.protocol.types import Phase


class Act(StrEnum):
    """The steps that a validator can take."""

    STOP = "stop"
    SCORE = "score"
    COMMIT = "commit"
    REVEAL = "reveal"
    ANSWER = "answer"
    SIGN = "sign"
    PROPOSE = "propose"
    CHALLENGE = "challenge"
    VOTE = "vote"
    COLLECT = "collect"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochView:
    """An epoch as this validator sees it; it has a seat in it."""

    epoch: int
    phase: Phase
    scored: bool
    """Our journal holds scores and salt."""
    committed: bool
    commit_is_ours: bool
    """The commit on chain under our key is the one in our journal (true without a commit)."""
    revealed: bool
    next_in_line: bool
    """The epoch before is settled, so this one's duplicates and payments are known."""
    signed: bool
    quorum: bool
    """More than two thirds of the weight revealed."""
    signatures_suffice: bool
    our_turn: bool
    """Seats propose one after the other, so that they do not race."""
    differs: bool
    """The standing report is not the one that we compute."""
    challenged: bool
    asked: bool
    """Somebody demands to see what our standing report holds."""
    collected: bool
    """Our pay is taken, or none is due."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, and on which epoch or model."""

    act: Act
    subject: int = 0
    why: str = ""


def next_step(epochs: Sequence[EpochView], votes_due: Sequence[int]) -> Step:
    """The most urgent step: a foreign commit stops us; deadlines come first, money last."""
    for view in epochs:
        if view.committed and not view.commit_is_ours:
            return Step(Act.STOP, view.epoch, "a commit under our key stands on chain that we did not make")
    for view in epochs:
        step = _step_of(view)
        if step.act is not Act.WAIT:
            return step
    if votes_due:
        return Step(Act.VOTE, votes_due[0])
    for view in epochs:
        if view.phase is Phase.FINAL and not view.collected:
            return Step(Act.COLLECT, view.epoch)
    return Step(Act.WAIT, why="nothing is due")


def _step_of(view: EpochView) -> Step:
    if view.phase is Phase.COMMIT and not view.committed:
        if not view.next_in_line:
            return Step(Act.WAIT, view.epoch, "an earlier epoch is not settled")
        return Step(Act.COMMIT if view.scored else Act.SCORE, view.epoch)
    if view.phase is Phase.REVEAL and view.committed and not view.revealed:
        return Step(Act.REVEAL, view.epoch)
    if view.phase is Phase.REPORT and view.next_in_line and view.quorum:
        if not view.signed:
            return Step(Act.SIGN, view.epoch)
        if view.signatures_suffice and view.our_turn:
            return Step(Act.PROPOSE, view.epoch)
    if view.phase is Phase.CHALLENGE:
        return _step_on_standing(view)
    return Step(Act.WAIT, view.epoch)


def _step_on_standing(view: EpochView) -> Step:
    """Bring a report down that is not ours; show what is demanded of one that is."""
    if view.differs and not view.challenged:
        return Step(Act.CHALLENGE, view.epoch)
    if view.asked and not view.differs:
        return Step(Act.ANSWER, view.epoch)
    return Step(Act.WAIT, view.epoch)
