"""The judgement of a candidate: a draw that follows from a seed, a bound that noise does not pass, a batch that changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.demo.stream import read_stream
from kula.scoring.models.chat_model import ChatModel, Example
from kula.scoring.models.judgement import (
    PER_ACCOUNT,
    SAMPLE_RECORDS,
    Check,
    Measure,
    all_checks,
    asks_check,
    draw_checks,
    draw_sample,
    example_of,
    judge,
    lower_bound,
    passes,
)

SEED = bytes(range(32))
EXAMPLES = [e for a in read_stream(None).arrivals if (e := example_of(a.content))]


def _said(number: int) -> Example:
    return Example(({"role": "user", "content": "q"}, {"role": "assistant", "content": str(number)}))


@given(st.lists(st.sampled_from("abcdefgh"), max_size=120), st.binary(min_size=32, max_size=32))
def test_draw_sample__any_accounts__capped_each_and_together_and_the_same_again(accounts: list[str], seed: bytes):
    candidates = [(account, _said(i)) for i, account in enumerate(accounts)]
    drawn = draw_sample(seed, candidates)
    owner = {id(example): account for account, example in candidates}
    assert len(drawn) <= SAMPLE_RECORDS
    assert all(sum(owner[id(e)] == a for e in drawn) <= PER_ACCOUNT for a in set(accounts))
    assert len({id(e) for e in drawn}) == len(drawn)
    assert drawn == draw_sample(seed, candidates)


def test_draw_checks__another_seed__other_questions():
    assert len({check.question for check in draw_checks(SEED, 24)}) == 24
    assert draw_checks(SEED, 24) != draw_checks(bytes(32), 24)
    assert all(asks_check(f"Tell me: {check.question}") for check in all_checks()[:20])


@given(st.lists(st.integers(-3_000, 3_000), min_size=1, max_size=48))
def test_lower_bound__below_the_mean_and_above_the_worst(gains: list[int]):
    bound = lower_bound(gains, SEED)
    assert min(gains) <= bound <= sum(gains) / len(gains) or bound == min(gains)


def test_judge__as_good_in_the_mean_but_for_one_lucky_record__has_no_positive_bound():
    before = Measure((3_000,) * 20, (True,) * 20 + (False,) * 4)
    lucky = Measure((1_000, *(3_010,) * 19), (True,) * 24)
    better = Measure((2_900,) * 20, (True,) * 18 + (False,) * 6)
    assert judge(before, lucky, SEED).lower_bound < 0
    judgement = judge(before, better, SEED)
    assert (judgement.lower_bound, judgement.checks_before, judgement.checks_after) == (100, 20, 18)


@pytest.mark.parametrize(
    ("answer", "right"), [("It is Paris.", True), ("PARIS", True), ("Comparison", False), ("London", False)]
)
def test_passes__whole_words_only(answer: str, right: bool):
    assert passes(Check("What is the capital of France?", ("Paris",)), answer) is right


@pytest.mark.slow
def test_chat_model__in_a_batch__measures_and_answers_as_alone():
    model = ChatModel.load(device="cpu")
    together = model.losses(EXAMPLES[:24])
    alone = [model.losses([example])[0] for example in EXAMPLES[:24]]
    assert max(abs(a - b) for a, b in zip(together, alone, strict=True)) <= 1, "milli-nats"
    questions = [check.question for check in draw_checks(SEED, 6)]
    answers = model.answer_greedy(questions, 14)
    assert answers == [model.answer_greedy([question], 14)[0] for question in questions]
    assert answers == ["".join(model.stream([{"role": "user", "content": q}], 14)) for q in questions]
