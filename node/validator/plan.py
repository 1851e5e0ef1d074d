"""What a validator does next, as a pure function of what it sees. Here are all decisions of the loop, and no action."""

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
    """An epoch in which this validator has a seat, as it sees it."""

    epoch: int
    phase: Phase
    scored: bool
    """Our journal holds our scores and their salt."""
    committed: bool
    commit_is_ours: bool
    """The commit on chain under our key is to the scores in our journal. True if there is no commit."""
    revealed: bool
    next_in_line: bool
    """The epoch before has a report, or ended without one. So the earlier records and payments are known."""
    signed: bool
    quorum: bool
    """The seats that revealed hold more than two thirds of the weight."""
    signatures_suffice: bool
    """The seats that signed our report hold more than two thirds of the weight."""
    our_turn: bool
    """Our time to propose has come. Seats propose one after the other, so that they do not race."""
    differs: bool
    """The standing report is not the one that we compute."""
    challenged: bool
    """We challenged the standing report, or it shows no fault."""
    asked: bool
    """Somebody demands rows or leaves of the standing report."""
    collected: bool
    """Our pay is claimed, or none is due."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, on which epoch or round, and why."""

    act: Act
    subject: int = 0
    why: str = ""


def next_step(epochs: Sequence[EpochView], votes_due: Sequence[int]) -> Step:
    """The most urgent step. A commit that is not ours stops us; else deadlines come first, then votes, and our pay last."""
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
            return Step(Act.WAIT, view.epoch, "the epoch before has no report yet")
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
    """Challenge a standing report that differs from ours; answer the demands on one that does not."""
    if view.differs and not view.challenged:
        return Step(Act.CHALLENGE, view.epoch)
    if view.asked and not view.differs:
        return Step(Act.ANSWER, view.epoch)
    return Step(Act.WAIT, view.epoch)
