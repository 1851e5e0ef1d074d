"""What a training run reads: rows in the base's languages, whole prompts, every turn of the assistant, within the budget."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from kula.node.demo.stream import read_stream
from kula.protocol.records.content import parse_content
from kula.scoring.models.base import base_folder
from kula.scoring.models.chat_model import ChatModel
from kula.trainer.config import TrainConfig
from kula.trainer.loop import _plan
from kula.trainer.rows import PaidRecord, row_of

SAID = ["How do I boil an egg?", "Put it in hot water.", "And for how long should it be there?", "About eight minutes."]
GERMAN = ["Wie koche ich ein Ei?", "Legen Sie es acht Minuten lang in kochendes Wasser."]
MIXED = [
    "Please translate this sentence into German for me: It is late.",
    "Es ist schon spät, und wir gehen jetzt heim.",
]


@pytest.fixture(scope="module")
def model() -> ChatModel:
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(base_folder())
    return ChatModel(None, tokenizer, torch.device("cpu"))


def _row(content: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return row_of(
        PaidRecord(
            row_id=bytes([number]) * 32,
            content=parse_content(content),
            licence="CC0-1.0",
            epoch=1,
            score=200,
            imported=True,
        )
    )


def _talk(texts: list[str]) -> dict[str, Any]:
    messages = [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]
    return _row({"kind": "conversation", "messages": messages})


def _learnt(model: ChatModel, rows: list[dict[str, Any]], config: TrainConfig) -> list[str]:
    examples = [encoded for step in _plan(model, rows, config).steps for encoded, _ in step.supervised]
    return [str(model.tokenizer.decode([x for x in labels if x >= 0])) for _, labels in examples]


def test_plan__a_conversation__every_turn_of_the_assistant(model: ChatModel):
    every = _learnt(model, [_talk(SAID)], TrainConfig())
    assert every == ["Put it in hot water.<|im_end|>About eight minutes.<|im_end|>"]
    assert _learnt(model, [_talk(SAID)], TrainConfig(every_turn=False)) == ["About eight minutes.<|im_end|>"]


@pytest.mark.parametrize("texts", [GERMAN, MIXED])
def test_plan__a_row_in_another_language__left_out(model: ChatModel, texts: list[str]):
    assert _learnt(model, [_talk(texts)], TrainConfig()) == []
    assert len(_learnt(model, [_talk(texts)], TrainConfig(languages=()))) == 1


def test_plan__pairs_in_another_language__left_out(model: ChatModel):
    prompt = [{"role": "user", "content": GERMAN[0]}]
    rows = [_row({"kind": "preference", "prompt": prompt, "a": GERMAN[1], "b": "Das weiß ich nicht.", "outcome": "a"})]
    assert _plan(model, rows, TrainConfig(least_pairs=1, pair_percent=40)).pairs == 0
    assert _plan(model, rows, TrainConfig(least_pairs=1, pair_percent=40, languages=())).pairs == 1


def test_plan__real_rows__within_the_budget_and_each_within_the_limit(model: ChatModel):
    rows = [_row(a.content, n % 256) for n, a in enumerate(read_stream(None).arrivals)]
    config = replace(TrainConfig(), tokens=4_000, limit=200)
    plan = _plan(model, rows, config)
    lengths = [len(ids) for step in plan.steps for (ids, _), _ in step.supervised]
    assert 3_000 < plan.tokens == sum(lengths) <= 4_000
    assert max(lengths) <= 200
