"""Measures a model for a judgement: its losses on a sample, its answers to checks, and the length of its free answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kula.scoring.features.text import fold, ranked, words
from kula.scoring.models.answers import LONGEST_ANSWER, Check, passes
from kula.scoring.models.chat_model import ChatModel, Example
from kula.scoring.models.numbers import Measure

PROMPTS = 10
"""Free answers of a judgement."""
FREE_TOKENS = 80
"""Most tokens of a free answer."""
_LONGEST_PROMPT = 1_000
_BATCH = 24


@dataclass(frozen=True, slots=True)
class Questions:
    """What all models of one judgement are asked by one seat."""

    sample: Sequence[Example]
    """The records of the seat's draw, in its order."""
    checks: Sequence[Check]
    sets: Sequence[Sequence[Check]] = ()
    """The checks of each opened set."""

    def prompts(self) -> list[str]:
        """Returns what the user says last in the first PROMPTS records that have so much as one short prompt."""
        asked = [message["content"] for e in self.sample for message in e.messages[-2:-1] if message["role"] == "user"]
        return [prompt for prompt in asked if len(prompt) <= _LONGEST_PROMPT][:PROMPTS]


def measure(model: ChatModel, questions: Questions) -> Measure:
    """Measures one model. Raises IntegrityError if a loss is not finite, because such a model is broken."""
    losses = tuple(model.losses(questions.sample))
    free = _answers(model, questions.prompts(), FREE_TOKENS)
    return Measure(
        losses=losses,
        passed=_passed(model, questions.checks),
        sets=tuple(_passed(model, checks) for checks in questions.sets),
        words=sum(len(words(fold(answer))) for answer in free),
    )


def example_of(content: dict[str, Any]) -> Example | None:
    """Returns the answer that a record teaches: the last, the corrected or the better one.

    None for a low rating, a tie or two bad answers.
    """
    kind = content["kind"]
    if kind == "preference":
        return _example(content["prompt"], ranked(content)[0]) if content["outcome"] in ("a", "b") else None
    messages = content["messages"]
    if kind == "correction":
        return _example(messages[:-1], content["corrected"])
    if kind == "rating" and content["rating"] < (1 if content["range"] == "-1/1" else 4):
        return None
    last = max(i for i, m in enumerate(messages) if m["role"] == "assistant")
    return _example(messages[:last], messages[last]["content"])


def _passed(model: ChatModel, checks: Sequence[Check]) -> tuple[bool, ...]:
    answers = _answers(model, [check.question for check in checks], LONGEST_ANSWER)
    return tuple(passes(check, answer) for check, answer in zip(checks, answers, strict=True))


def _answers(model: ChatModel, prompts: Sequence[str], tokens: int) -> list[str]:
    """Greedy answers, by batches of prompts of similar length, in the order of the prompts."""
    order = sorted(range(len(prompts)), key=lambda i: (len(prompts[i]), i))
    answers = [""] * len(prompts)
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        for i, answer in zip(batch, model.answer_greedy([prompts[i] for i in batch], tokens), strict=True):
            answers[i] = answer
    return answers


def _example(prompt: Sequence[Any], answer: str) -> Example | None:
    if not prompt:
        return None
    plain = [{"role": m["role"], "content": m["content"]} for m in prompt]
    return Example((*plain, {"role": "assistant", "content": answer}))
