"""What a validator does next, for every view that it can have of an epoch."""

from dataclasses import fields, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.validator.plan import Act, EpochView, Step, steps_due
from kula.protocol.types import Phase

_FLAGS = [f.name for f in fields(EpochView) if f.type is bool]
_MAY: dict[Act, dict[str, bool]] = {
    Act.SCORE: {"committed": False, "scored": False, "next_in_line": True},
    Act.COMMIT: {"committed": False, "scored": True, "next_in_line": True},
    Act.REVEAL: {"committed": True, "commit_is_ours": True, "revealed": False},
    Act.SIGN: {"next_in_line": True, "quorum": True, "signed": False},
    Act.PROPOSE: {"next_in_line": True, "quorum": True, "signed": True, "our_turn": True},
    Act.CHECK: {"checked": False},
    Act.CHALLENGE: {"checked": True, "differs": True, "challenged": False},
    Act.ANSWER: {"checked": True, "differs": False, "asked": True},
}
_WHEN = {
    Act.SCORE: Phase.COMMIT,
    Act.COMMIT: Phase.COMMIT,
    Act.REVEAL: Phase.REVEAL,
    Act.SIGN: Phase.REPORT,
    Act.PROPOSE: Phase.REPORT,
    Act.CHECK: Phase.CHALLENGE,
    Act.CHALLENGE: Phase.CHALLENGE,
    Act.ANSWER: Phase.CHALLENGE,
}
MINUTE, HOUR = 60, 3_600

_CALM = EpochView(
    epoch=1,
    phase=Phase.CHALLENGE,
    until=HOUR,
    scored=True,
    committed=True,
    commit_is_ours=True,
    commit_is_old=False,
    revealed=True,
    next_in_line=True,
    signed=True,
    quorum=True,
    our_turn=False,
    signature_is_ours=True,
    newest=True,
    checked=True,
    differs=False,
    challenged=False,
    asked_until=0,
)
views = st.builds(
    EpochView,
    epoch=st.integers(1, 9),
    phase=st.sampled_from(Phase),
    until=st.integers(1, 99),
    asked_until=st.integers(0, 99),
    **{f: st.booleans() for f in _FLAGS},
)


def _allowed(view: EpochView) -> set[Act]:
    def value(name: str) -> bool:
        return bool(view.asked_until) if name == "asked" else getattr(view, name)

    return {
        act
        for act, needs in _MAY.items()
        if view.phase is _WHEN[act] and all(value(name) is wanted for name, wanted in needs.items())
    }


def _is_foreign(view: EpochView) -> bool:
    unknown = not view.commit_is_ours and not view.commit_is_old
    commit = view.committed and unknown and Phase.COMMIT <= view.phase <= Phase.REPORT
    return commit or (view.phase is Phase.CHALLENGE and view.newest and not view.signature_is_ours)


@pytest.mark.parametrize("phase", list(Phase))
def test_steps__every_view_of_one_epoch__the_one_step_that_is_due(phase: Phase):
    for asked, *values in product((False, True), repeat=len(_FLAGS) + 1):
        flags = dict(zip(_FLAGS, values, strict=True))
        view = EpochView(epoch=7, phase=phase, until=HOUR, asked_until=MINUTE if asked else 0, **flags)
        steps = steps_due([view], [], None)
        if _is_foreign(view):
            assert [(step.act, step.subject) for step in steps] == [(Act.STOP, 7)]
            continue
        due = _allowed(view)
        assert len(due) <= 1, "two steps of one epoch are never due at once"
        assert {step.act for step in steps} == due, view


@given(st.lists(views, max_size=5), st.lists(st.builds(Step, st.just(Act.VOTE), until=st.integers(1, 99)), max_size=2))
def test_steps__of_many_epochs__by_deadline_whatever_their_kind_and_pay_last(epochs, votes):
    steps = steps_due(epochs, votes, 3)
    if any(_is_foreign(view) for view in epochs):
        assert [step.act for step in steps] == [Act.STOP]
        return
    *timed, last = steps
    assert last == Step(Act.COLLECT, 3)
    assert [step.until for step in timed] == sorted(step.until for step in timed)
    assert len(timed) == sum(len(_allowed(view)) for view in epochs) + len(votes)


def test_steps__nobody_has_a_seat__none():
    assert steps_due([], [], None) == []


def test_steps__a_foreign_commit_in_an_old_epoch__stops_although_a_reveal_is_due():
    foreign = replace(_CALM, epoch=1, phase=Phase.REPORT, commit_is_ours=False)
    due = replace(_CALM, epoch=2, phase=Phase.REVEAL, revealed=False)
    assert steps_due([due, foreign], [], None)[0].act is Act.STOP
    assert steps_due([due, replace(foreign, phase=Phase.CHALLENGE)], [], None)[0].act is Act.REVEAL, "nothing follows"


def test_flood__of_demands_and_a_dispute_on_old_epochs__come_after_a_commit_and_a_reveal_of_new_ones():
    asked = [replace(_CALM, epoch=e, asked_until=4 * HOUR + e) for e in range(1, 20)]
    disputed = replace(_CALM, epoch=20, until=20 * HOUR, differs=True)
    reveal = replace(_CALM, epoch=21, phase=Phase.REVEAL, revealed=False, until=10 * MINUTE)
    commit = replace(_CALM, epoch=22, phase=Phase.COMMIT, committed=False, until=30 * MINUTE)
    vote = Step(Act.VOTE, 1, 2 * HOUR)
    steps = steps_due([*asked, disputed, reveal, commit], [vote], 3)
    assert [step.act for step in steps[:3]] == [Act.REVEAL, Act.COMMIT, Act.VOTE]
    assert {step.act for step in steps[3:22]} == {Act.ANSWER}
    assert [step.act for step in steps[22:]] == [Act.CHALLENGE, Act.COLLECT]
