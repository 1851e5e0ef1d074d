"""Measuring a real model: a batch changes nothing, and a loss that is not finite breaks it."""

import pytest
import torch

from kula.node.demo.stream import read_stream
from kula.protocol.errors import IntegrityError
from kula.scoring.models.chat_model import ChatModel, Example
from kula.scoring.models.checks import draw_checks
from kula.scoring.models.generation import Sampling
from kula.scoring.models.judgement import Questions, example_of, measure

SEED = bytes(range(32))
EXAMPLES = [e for a in read_stream(None).arrivals if (e := example_of(a.content))]


@pytest.fixture(scope="module")
def model() -> ChatModel:
    return ChatModel.load(device="cpu")


@pytest.mark.slow
def test_chat_model__in_a_batch__measures_and_answers_as_alone(model: ChatModel):
    together = model.losses(EXAMPLES[:12])
    alone = [model.losses([example])[0] for example in EXAMPLES[:12]]
    assert max(abs(a - b) for a, b in zip(together, alone, strict=True)) <= 1, "milli-nats"
    questions = [check.question for check in draw_checks(SEED, 6)]
    answers = model.answer_greedy(questions, 14)
    assert answers == [model.answer_greedy([question], 14)[0] for question in questions]
    assert answers == [_answer(model, question) for question in questions]


def _answer(model: ChatModel, question: str) -> str:
    generation = model.start(model.prompt([{"role": "user", "content": question}]), Sampling(most_tokens=14))
    pieces = []
    while not generation.ending:
        pieces.append(generation.step())
    return "".join(pieces)


@pytest.mark.slow
def test_measure__the_base__passes_a_useful_share_and_talks(model: ChatModel):
    checks = draw_checks(SEED, 54)
    measured = measure(model, Questions(EXAMPLES[:4], checks, (checks[:5], checks[5:9])))
    assert 0.3 * len(checks) <= sum(measured.passed) <= 0.8 * len(checks)
    assert measured.sets == (measured.passed[:5], measured.passed[5:9])
    assert len(measured.losses) == 4
    assert measured.words > 20


@pytest.mark.slow
def test_measure__a_weight_is_not_a_number__is_broken(model: ChatModel):
    weight = model.model.model.norm.weight
    kept = weight[0].item()
    with torch.no_grad():
        weight[0] = float("nan")
        with pytest.raises(IntegrityError, match="finite"):
            measure(model, Questions(EXAMPLES[:2], ()))
        weight[0] = kept


def test_prompts__last_short_words_of_the_user__at_most_ten():
    talks = [
        ({"role": "user", "content": text}, {"role": "assistant", "content": "a"})
        for text in ["x" * 1_001, *"abcdefghijkl"]
    ]
    only_assistant = ({"role": "assistant", "content": "a"},) * 2
    assert Questions([Example(m) for m in [only_assistant, *talks]], ()).prompts() == list("abcdefghij")
