"""When a gateway posts and closes: never too late for what it acknowledged, never an epoch without records."""

from hypothesis import given
from hypothesis import strategies as st

from node.crank import ClockView, closes_now, posts_now
from protocol.parameters import Parameters
from protocol.types import MAX_POSTED

RULES = Parameters(open_seconds=600)
BEFORE = 30
clocks = st.builds(
    ClockView,
    now=st.integers(0, 2_000),
    opened_at=st.integers(0, 1_000),
    on_chain=st.sampled_from([0, 1, MAX_POSTED - 1, MAX_POSTED]),
    waiting=st.sampled_from([0, 1, 2, MAX_POSTED, MAX_POSTED + 1]),
)


def _view(**changes: int) -> ClockView:
    return ClockView(**{"now": 0, "opened_at": 0, "on_chain": 0, "waiting": 0, **changes})


def test_posts_now__waits_for_company_until_the_epoch_may_close():
    assert not posts_now(_view(now=569, waiting=9), RULES, BEFORE)
    assert posts_now(_view(now=570, waiting=9), RULES, BEFORE)
    assert posts_now(_view(now=0, waiting=MAX_POSTED), RULES, BEFORE), "enough to fill the epoch"
    assert posts_now(_view(now=0, waiting=1, on_chain=MAX_POSTED - 1), RULES, BEFORE)


@given(clocks)
def test_crank__whatever_it_sees__records_are_posted_before_their_epoch_closes(view: ClockView):
    if closes_now(view, RULES):
        assert view.on_chain, "an epoch without records stays open"
        assert view.now >= view.opened_at + RULES.open_seconds
        assert not view.waiting or view.on_chain == MAX_POSTED, "nothing that fits is left behind"
    if posts_now(view, RULES, BEFORE):
        assert view.waiting
        assert view.on_chain < MAX_POSTED
    over = view.now >= view.opened_at + RULES.open_seconds
    if over and (view.waiting or view.on_chain):
        assert posts_now(view, RULES, BEFORE) != closes_now(view, RULES), "there is always exactly one way on"
