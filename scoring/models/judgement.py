"""The judgement of a candidate model: its losses on records it could not know, and its answers to plain questions.

All results are integers. The draw of records and questions follows from a seed alone.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kula.scoring.features.text import fold, ranked, words
from kula.scoring.models.chat_model import ChatModel, Example

SAMPLE_RECORDS = 48
PER_ACCOUNT = 8
_RESAMPLES = 2_000
_CHECK_TOKENS = 14
_CHECK_BATCH = 24


@dataclass(frozen=True, slots=True)
class Check:
    """A plain question and its accepted answers; an answer passes if it holds one of them as whole words."""

    question: str
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One model's results on one draw."""

    losses: tuple[int, ...]
    """One loss per record, in milli-nats."""
    passed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The numbers that a validator's vote rests on; losses are means in milli-nats."""

    loss_before: int
    loss_after: int
    lower_bound: int
    """95 % lower confidence bound of the gain, paired over records."""
    checks_before: int
    checks_after: int


@lru_cache(maxsize=1)
def all_checks() -> tuple[Check, ...]:
    """The pool that checks are drawn from."""
    rows = json.loads(Path(__file__).with_name("checks.json").read_text())
    return tuple(Check(row["question"], tuple(row["accepted"])) for row in rows)


def draw_checks(seed: bytes, count: int) -> list[Check]:
    """The questions of one judgement."""
    return random.Random(seed + b"checks").sample(all_checks(), count)  # noqa: S311 - must be reproducible


def asks_check(text: str) -> bool:
    """Whether a text holds one of the pool's questions. Such a text must stay out of training."""
    folded = fold(text)
    return any(question in folded for question in _folded_questions())


def draw_sample(seed: bytes, candidates: Sequence[tuple[str, Example]]) -> list[Example]:
    """At most SAMPLE_RECORDS of the (account, example) candidates, in a drawn order, at most PER_ACCOUNT per account."""
    order = list(range(len(candidates)))
    random.Random(seed + b"sample").shuffle(order)  # noqa: S311 - must be reproducible
    taken: list[Example] = []
    counts: dict[str, int] = {}
    for index in order:
        account, example = candidates[index]
        if counts.get(account, 0) < PER_ACCOUNT and len(taken) < SAMPLE_RECORDS:
            counts[account] = counts.get(account, 0) + 1
            taken.append(example)
    return taken


def example_of(content: dict[str, Any]) -> Example | None:
    """The answer that a record teaches: the last one, its correction or the better one.

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


def measure(model: ChatModel, sample: Sequence[Example], checks: Sequence[Check]) -> Measure:
    """One model's losses on the sample and its answers to the checks."""
    answers: list[str] = []
    for start in range(0, len(checks), _CHECK_BATCH):
        questions = [c.question for c in checks[start : start + _CHECK_BATCH]]
        answers += model.answer_greedy(questions, _CHECK_TOKENS)
    passed = tuple(passes(check, answer) for check, answer in zip(checks, answers, strict=True))
    return Measure(tuple(model.losses(sample)), passed)


def passes(check: Check, answer: str) -> bool:
    """Whether an answer holds an accepted one as whole words. One of over 3 characters may begin a word."""
    line = f" {' '.join(words(fold(answer)))}"
    return any(f" {' '.join(words(fold(a)))}" + ("" if len(a) > 3 else " ") in line + " " for a in check.accepted)


def judge(before: Measure, after: Measure, seed: bytes) -> Judgement:
    """Compare two models on the same draw."""
    gains = [b - a for b, a in zip(before.losses, after.losses, strict=True)]
    return Judgement(
        loss_before=_mean(before.losses),
        loss_after=_mean(after.losses),
        lower_bound=lower_bound(gains, seed),
        checks_before=sum(before.passed),
        checks_after=sum(after.passed),
    )


def lower_bound(gains: Sequence[int], seed: bytes) -> int:
    """The 2.5 % quantile of resampled mean gains (paired bootstrap over records), rounded down."""
    if not gains:
        return 0
    rng = random.Random(seed + b"bootstrap")  # noqa: S311 - must be reproducible
    count = len(gains)
    means = sorted(sum(rng.choices(gains, k=count)) for _ in range(_RESAMPLES))
    return means[_RESAMPLES * 25 // 1000] // count


@lru_cache(maxsize=1)
def _folded_questions() -> tuple[str, ...]:
    return tuple(fold(check.question) for check in all_checks())


def _example(prompt: Sequence[Any], answer: str) -> Example | None:
    if not prompt:
        return None
    plain = [{"role": m["role"], "content": m["content"]} for m in prompt]
    return Example((*plain, {"role": "assistant", "content": answer}))


def _mean(values: Sequence[int]) -> int:
    return sum(values) // len(values) if values else 0
