"""What a trainer learns of an example: every turn of the assistant with its end, cut between turns, under the system message."""

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.scoring.models.base import base_folder
from kula.scoring.models.chat_model import ChatModel, Example
from tests.support.speed import is_done_within

SYSTEM = "<|im_start|>system\n"


@pytest.fixture(scope="module")
def model() -> ChatModel:
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(base_folder())
    return ChatModel(None, tokenizer, torch.device("cpu"))


def _talk(*texts: str, system: str | None = None) -> Example:
    turns = [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]
    return Example((*([{"role": "system", "content": system}] if system else []), *turns))


def _learnt(model: ChatModel, labels: list[int]) -> str:
    return str(model.tokenizer.decode([label for label in labels if label >= 0]))


def test_encode_turns__a_conversation__learns_each_answer_with_its_end_and_nothing_else(model: ChatModel):
    talk = _talk("Hi there", "Hello!\n", "How are you?", " Very well, thank you.")
    encoded = model.encode_turns(talk, 512)
    assert encoded
    ids, labels = encoded
    assert _learnt(model, labels) == "Hello!\n<|im_end|> Very well, thank you.<|im_end|>"
    whole = model.tokenizer.apply_chat_template(list(talk.messages), tokenize=False)
    assert model.tokenizer.decode(ids) == whole.rstrip("\n"), "the same text as the template gives"
    assert all(label in (token, -100) for token, label in zip(ids, labels, strict=True))


def test_encode_turns__one_question__learns_what_is_measured(model: ChatModel):
    asked = _talk("What is the capital of France?", "Paris.")
    assert model.encode_turns(asked, 512) == model.encode(asked)


def test_encode_turns__too_long__loses_its_first_turns_and_keeps_the_system_message(model: ChatModel):
    talk = _talk("one " * 40, "two " * 40, "three " * 40, "four " * 40, "five?", "Six.", system="Be brief.")
    encoded = model.encode_turns(talk, 110)
    assert encoded
    text = model.tokenizer.decode(encoded[0])
    assert text.startswith(f"{SYSTEM}Be brief.<|im_end|>\n<|im_start|>user\nthree") is False
    assert text.startswith(f"{SYSTEM}Be brief.<|im_end|>\n<|im_start|>user\nfive?")
    assert _learnt(model, encoded[1]) == "Six.<|im_end|>"


def test_encode_turns__last_answer_too_long__loses_its_end_and_learns_no_end_mark(model: ChatModel):
    encoded = model.encode_turns(_talk("Count.", "number " * 200), 60)
    assert encoded
    assert len(encoded[0]) == 60
    assert "<|im_end|>" not in _learnt(model, encoded[1])


def test_encode_turns__no_room_for_any_answer__none(model: ChatModel):
    assert model.encode_turns(_talk("word " * 200, "Yes."), 60) is None


def test_encode_turns__only_the_assistant_speaks__none(model: ChatModel):
    assert model.encode_turns(Example(({"role": "assistant", "content": "Welcome."},)), 60) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("ab é\n你<|", min_size=1, max_size=60), min_size=2, max_size=8), st.integers(30, 120))
def test_encode_turns__any_talk__within_the_limit_and_begun_by_the_template(
    model: ChatModel, texts: list[str], limit: int
):
    encoded = model.encode_turns(_talk(*texts[: len(texts) // 2 * 2]), limit)
    if encoded:
        ids, labels = encoded
        assert len(ids) == len(labels) <= limit
        assert model.tokenizer.decode(ids).startswith(SYSTEM)
        assert labels[-1] >= 0


def test_encode_turns__as_many_turns_as_a_record_may_have__takes_less_than_two_seconds(model: ChatModel):
    talk = _talk(*["Yes, and then some more words."] * 256)
    encoded = model.encode_turns(talk, 512)
    assert encoded
    assert len(encoded[0]) > 480
    assert is_done_within(2, lambda: model.encode_turns(talk, 512))
