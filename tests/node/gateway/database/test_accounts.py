"""Sums and pages over an account's records: right and quick for any number of them."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.accounts import Progress, Totals
from kula.node.gateway.database.chain_tables import EstimateRow
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import OutcomeRow
from kula.node.gateway.index.spread import LEAST as LEAST_SCORES
from kula.node.gateway.index.spread import Spread, spread_of
from kula.node.gateway.index.typical import LEAST, keep_typical
from kula.protocol.types import UNAVAILABLE, VOID
from tests.support.gateway.rows import KEY, OWNER, PER_EPOCH, fill, hash_of, steps_of
from tests.support.gateway.states import chain_state
from tests.support.speed import is_done_within

MANY = 100_000
PAGE_SECONDS = 0.2


def _quickly(query: Callable[[], Any]) -> Any:
    """The answer of a query, which takes at most PAGE_SECONDS."""
    answers = list[Any]()
    assert is_done_within(PAGE_SECONDS, lambda: answers.append(query()))
    return answers[-1]


@pytest.mark.slow
def test_account__of_a_hundred_thousand_records__right_sums_and_quick_pages(tmp_path: Path):
    repository = Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))

    def score_of(i: int) -> int:
        return 0 if i % 50 == 7 else 20 if i % 3 == 0 else 64 + i % 100

    fill(repository, MANY, score_of)
    accounts, progress = repository.accounts, Progress(MANY - 100, 150)
    totals: Totals = _quickly(lambda: accounts.totals(OWNER, progress))
    scored = range(MANY - 200)
    pay = [max(0, score_of(i) - 64) * 10**16 for i in scored]
    final = 150 * PER_EPOCH
    assert totals.states == {
        "received": 100,
        "posted": 100,
        "void": sum(score_of(i) == 0 for i in scored),
        "final": sum(score_of(i) > 0 for i in range(final)),
        "reported": sum(score_of(i) > 0 for i in range(final, MANY - 200)),
    }
    assert totals.paid == sum(pay[: MANY // 2 + 1])
    assert totals.claimable == sum(pay[MANY // 2 + 1 : final])
    assert totals.pending == sum(pay[final:])
    days = _quickly(lambda: accounts.days(OWNER, progress, 2**31, 31))
    assert [day for day, _ in days] == list(range(19, -1, -1))
    assert sum(sums.paid + sums.claimable + sums.pending for _, sums in days) == sum(pay)
    for state, kind in [(None, None), (None, "rating"), *((one, None) for one in totals.states), ("void", "rating")]:
        for before in (2**62, MANY // 2):
            page = _quickly(
                lambda state=state, kind=kind, before=before: accounts.page(
                    OWNER, progress, before=before, limit=50, state=state, kind=kind
                )
            )
            numbers = [one.record.seq for one in page]
            assert numbers == sorted(numbers, reverse=True)
            assert all(one.record.seq < before for one in page)
            assert all(state in (None, progress.state_of(one.record, one.outcome)) for one in page)
            assert all(kind in (None, one.record.kind) for one in page)
            if before > MANY:
                assert len(page) == 50


def test_days__of_an_account_with_eight_times_as_many__read_no_more_for_a_page(tmp_path: Path):
    steps = list[int]()
    for count in (1_200, 8_200):
        repository = Repository(open_database(f"sqlite:///{tmp_path}/{count}.sqlite"))
        fill(repository, count, lambda i: 64 + i % 100)
        with Session(repository._engine) as session, session.begin():
            session.execute(update(OutcomeRow).values(day=OutcomeRow.seq // 100))
        accounts, progress = repository.accounts, Progress(count, 1)
        assert [day for day, _ in accounts.days(OWNER, progress, 2**31, 3)] == [count // 100 - 3 - i for i in range(3)]
        steps.append(steps_of(repository._engine, lambda: accounts.days(OWNER, progress, 2**31, 3)))  # noqa: B023
    assert steps[1] < 1.5 * steps[0]


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 255), st.integers(1, 4)), min_size=201, max_size=230), st.integers(0, 5))
def test_totals__of_any_scores__add_up_to_the_sum_over_all_pages(tmp_path_factory, scores, final_upto):
    folder = tmp_path_factory.mktemp("rows")
    repository = Repository(open_database(f"sqlite:///{folder}/rows.sqlite"))
    fill(repository, len(scores), lambda i: scores[i][0])
    accounts, progress = repository.accounts, Progress(len(scores) - 50, final_upto)
    totals, before, listed = accounts.totals(OWNER, progress), 2**62, []
    while page := accounts.page(OWNER, progress, before=before, limit=37, state=None, kind=None):
        listed += page
        before = page[-1].record.seq
    assert len(listed) == len(scores)
    pay = sum(one.outcome.credit * one.outcome.price for one in listed if one.outcome)
    assert totals.paid + totals.claimable + totals.pending == pay
    states = [progress.state_of(one.record, one.outcome) for one in listed]
    assert {state: count for state, count in totals.states.items() if count} == {
        state: states.count(state) for state in set(states)
    }


def test_typical_pay__is_the_median_of_seven_days__and_unknown_below_five_records(tmp_path: Path):
    repository = Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))
    fill(repository, 240, lambda i: 64 + i)
    languages = [{"hash": hash_of(i), "state": "done", "score": 1, "reasons": [], "language": "en"} for i in (0, 4, 8)]
    rest = {"scorer": bytes(32), "at": 0, "again": False}
    with Session(repository._engine) as session, session.begin():
        session.execute(insert(EstimateRow), [{**one, **rest} for one in languages])
    repository.chain.put_fact("chain", chain_state(now=3 * 86_400, final_upto=9))
    keep_typical(repository)
    typical = {(one["kind"], one["language"]): one for one in repository.chain.fact("typical")}
    assert typical["conversation", None] == {
        "kind": "conversation",
        "language": None,
        "records": 10,
        "amount": str(16 * 10**16),
    }
    assert typical["conversation", "en"]["amount"] is None
    assert typical["conversation", "en"]["records"] == 3 < LEAST
    repository.chain.put_fact("chain", chain_state(now=9 * 86_400, final_upto=9))
    keep_typical(repository)
    assert repository.chain.fact("typical") == [], "older than seven days"
    assert KEY != OWNER


def test_spread__of_an_epoch_by_kind__is_its_quartiles_without_what_has_no_score(tmp_path: Path):
    repository = Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))
    fill(repository, 240, lambda i: (VOID, UNAVAILABLE, 90)[i // 4] if i < 12 else 100 + i)
    scores = repository.outcomes.scores_of(1)
    assert {kind: sum(counts.values()) for kind, counts in scores.items()} == dict.fromkeys(scores, 8)
    assert spread_of(scores["conversation"]) == Spread(
        records=8, low=112, middle=120, high=128, bins=(*5 * (0,), 1, 0, 4, 3, *7 * (0,))
    )
    assert repository.outcomes.scores_of(2) == {}


@given(st.lists(st.integers(2, 255), max_size=40))
def test_spread__of_any_scores__has_half_of_them_between_its_ends(scores: list[int]):
    spread = spread_of(Counter(scores))
    assert (spread is None) == (len(scores) < LEAST_SCORES)
    if spread:
        ordered = sorted(scores)
        assert (len(spread.bins), sum(spread.bins)) == (16, len(scores))
        assert spread.bins[ordered[0] // 16] > 0
        assert spread.low <= spread.middle <= spread.high
        assert spread.middle == ordered[(len(scores) - 1) // 2]
        assert 2 * sum(spread.low <= score <= spread.high for score in scores) >= len(scores)
