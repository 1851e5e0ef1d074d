"""What a trainer reads about a candidate that was judged."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.judging import Criterion, Failure, Numbers, tally
from kula.protocol.parameters import Parameters
from kula.protocol.reading.verdict import Loss, verdict

RULES = Parameters()
GOOD = Numbers(
    better=900,
    bound=40,
    worst_slice=10,
    won_parent=3,
    lost_parent=1,
    won_base=4,
    lost_base=2,
    sets=0,
    words_parent=950,
    words_base=1_000,
    loss_before=3_000,
    loss_after=2_900,
)


def test_verdict__one_criterion_fails__says_the_number_the_limit_and_what_to_change():
    short = replace(GOOD, words_parent=710)
    lines = {line.criterion: line for line in verdict({0: short, 1: short, 2: GOOD}, [1, 1, 1], RULES).lines}
    words = lines["words"]
    assert (words.number, words.seats, words.stake_percent, words.passes) == ("710 / 1000 ‰", 1, 33, False)
    assert "800 to 1250" in words.limit
    assert "short" in words.advice
    assert all(line.passes and not line.advice for name, line in lines.items() if name != "words")


def test_verdict__nobody_posted_numbers__nothing_passes():
    outcome = verdict({0: Failure.BROKEN, 1: Failure.UNAVAILABLE}, [1, 1, 1], RULES)
    assert outcome.failures == {"broken": 1, "unavailable": 1}
    assert (outcome.posted, outcome.seats) == (2, 3)
    assert not any(line.passes for line in outcome.lines)
    assert {line.number for line in outcome.lines} == {"–"}
    assert outcome.loss is None


def test_verdict__losses__are_the_middle_of_the_seats_that_measured():
    seats = [replace(GOOD, loss_before=before, loss_after=after) for before, after in ((30, 9), (10, 8), (20, 7))]
    assert verdict(dict(enumerate([*seats, Failure.BROKEN])), [1] * 4, RULES).loss == Loss(before=20, after=8, seats=3)


posts = st.one_of(
    st.none(),
    st.just(Failure.BROKEN),
    st.builds(replace, st.just(GOOD), better=st.integers(0, 1_000), bound=st.integers(-9, 9), sets=st.integers(-9, 9)),
)


@given(st.lists(st.tuples(st.integers(1, 9), posts), min_size=1, max_size=7))
def test_verdict__any_posts__passes_what_the_chain_passes(seats: list[tuple[int, Numbers | Failure | None]]):
    weights = [weight for weight, _ in seats]
    outcome = verdict({i: post for i, (_, post) in enumerate(seats) if post is not None}, weights, RULES)
    chain = tally(seats, RULES)
    assert [line.passes for line in outcome.lines] == [2 * chain[c] > sum(weights) for c in Criterion]
