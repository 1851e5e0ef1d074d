"""What a validator does next, for every view that it can have of an epoch."""

from dataclasses import fields, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.validator.plan import Act, EpochView, Step, next_step
from kula.protocol.types import Phase

_FLAGS = [f.name for f in fields(EpochView) if f.name not in ("epoch", "phase")]
_MAY: dict[Act, dict[str, bool]] = {
    Act.SCORE: {"committed": False, "scored": False, "next_in_line": True},
    Act.COMMIT: {"committed": False, "scored": True, "next_in_line": True},
    Act.REVEAL: {"committed": True, "commit_is_ours": True, "revealed": False},
    Act.SIGN: {"next_in_line": True, "quorum": True, "signed": False},
    Act.PROPOSE: {"next_in_line": True, "quorum": True, "signed": True, "signatures_suffice": True, "our_turn": True},
    Act.CHALLENGE: {"differs": True, "challenged": False},
    Act.ANSWER: {"asked": True, "differs": False},
    Act.COLLECT: {"collected": False},
}
_WHEN = {
    Act.SCORE: Phase.COMMIT,
    Act.COMMIT: Phase.COMMIT,
    Act.REVEAL: Phase.REVEAL,
    Act.SIGN: Phase.REPORT,
    Act.PROPOSE: Phase.REPORT,
    Act.CHALLENGE: Phase.CHALLENGE,
    Act.ANSWER: Phase.CHALLENGE,
    Act.COLLECT: Phase.FINAL,
}

_CALM = EpochView(
    epoch=1,
    phase=Phase.FINAL,
    scored=True,
    committed=True,
    commit_is_ours=True,
    revealed=True,
    next_in_line=True,
    signed=True,
    quorum=True,
    signatures_suffice=False,
    our_turn=False,
    differs=False,
    challenged=False,
    asked=False,
    collected=True,
)
views = st.builds(
    EpochView, epoch=st.integers(1, 9), phase=st.sampled_from(Phase), **{f: st.booleans() for f in _FLAGS}
)


def _allowed(view: EpochView) -> set[Act]:
    return {
        act
        for act, needs in _MAY.items()
        if view.phase is _WHEN[act] and all(getattr(view, name) is value for name, value in needs.items())
    }


@pytest.mark.parametrize("phase", list(Phase))
def test_next_step__every_view_of_one_epoch__the_one_step_that_is_due(phase: Phase):
    for values in product((False, True), repeat=len(_FLAGS)):
        view = EpochView(epoch=7, phase=phase, **dict(zip(_FLAGS, values, strict=True)))
        step = next_step([view], [])
        if view.committed and not view.commit_is_ours:
            assert (step.act, step.subject) == (Act.STOP, 7)
            continue
        due = _allowed(view)
        assert len(due) <= 1, "two steps of one epoch are never due at once"
        assert {step.act} == (due or {Act.WAIT}), view


@given(st.lists(views, max_size=5), st.lists(st.integers(2, 9), max_size=2))
def test_next_step__many_epochs__stops_first_votes_after_deadlines_collects_last(epochs, votes):
    step = next_step(epochs, votes)
    if any(v.committed and not v.commit_is_ours for v in epochs):
        assert step.act is Act.STOP
        return
    urgent = [(v.epoch, act) for v in epochs for act in _allowed(v) if act is not Act.COLLECT]
    unpaid = [v.epoch for v in epochs if v.phase is Phase.FINAL and not v.collected]
    if urgent:
        assert (step.subject, step.act) == urgent[0]
    elif votes:
        assert step == Step(Act.VOTE, votes[0])
    elif unpaid:
        assert step == Step(Act.COLLECT, unpaid[0])
    else:
        assert step.act is Act.WAIT


def test_next_step__nobody_has_a_seat__waits():
    assert next_step([], []).act is Act.WAIT


def test_next_step__a_foreign_commit_in_an_old_epoch__stops_although_a_reveal_is_due():
    foreign = replace(_CALM, epoch=1, commit_is_ours=False)
    due = replace(_CALM, epoch=2, phase=Phase.REVEAL, revealed=False)
    assert next_step([due, foreign], []).act is Act.STOP
