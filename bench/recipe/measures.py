"""What is measured of one model, kept as JSON so that a killed bench continues; and the figures that follow from it."""

import json
import math
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scipy.stats import t as student

from kula.bench.recipe.material import HeldOut, open_questions, round_prompts
from kula.protocol.files import write_whole
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.models.checks import facts
from kula.scoring.models.judgement import Questions, measure

QUESTIONS = 60
_ROUND_PROMPTS = 20
_ANSWER_TOKENS = 80
_ANSWERED_TOGETHER = 20
_MARGIN = 2
_FLOOR = -300
_LEVEL = 0.025
_LOCAL_LEVEL, _LOCAL_BETTER, _LOCAL_ACCOUNTS = 0.10, 750, 6
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """One model's losses in milli-nats, passed checks, and answers to open questions and to prompts of records."""

    losses: list[int]
    passed: list[bool]
    answers: list[str]
    round_answers: list[str]


def measured(folder: Path, load: Callable[[], ChatModel], records: Sequence[HeldOut]) -> Measured:
    """Measures a model. Each part is kept in the folder, and is not measured again."""
    parts: dict[str, Callable[[ChatModel], Sequence[Any]]] = {
        "losses": lambda model: model.losses([record.example for record in records]),
        "answers": lambda model: _answers(model, open_questions(QUESTIONS)),
        "round_answers": lambda model: _answers(model, round_prompts(records, _ROUND_PROMPTS)),
        "passed": lambda model: measure(model, Questions([], facts())).passed,
    }
    missing = [name for name in parts if not (folder / f"{name}.json").exists()]
    model = load() if missing else None
    for name in missing:
        assert model
        write_whole(folder / f"{name}.json", json.dumps(list(parts[name](model))))
    return Measured(**{name: json.loads((folder / f"{name}.json").read_text()) for name in parts})


def figures_of(before: Measured, after: Measured, records: Sequence[HeldOut]) -> dict[str, float]:
    """A model's figures beside its base's.

    gain, better, bound     mean gain, records per 1,000 that gain more than the margin, lower bound at 2.5 %; milli-nats
    bound_local             the bound at the local preset's level
    local                   the share of samples of 24 records of 6 accounts on which the local preset's loss rules pass
    gain_english            mean gain on records in English
    words, round_words      mean words of answers to open questions, and to prompts of records, divided by the base's
    won, lost               plain questions that are newly passed, and no longer passed
    """
    gained = [b - a for b, a in zip(before.losses, after.losses, strict=True)]
    accounts = [record.account for record in records]
    english = [gain for gain, record in zip(gained, records, strict=True) if record.english]
    passed = list(zip(before.passed, after.passed, strict=True))
    return {
        "gain": sum(gained) / len(gained),
        "better": better(gained),
        "bound": bound(gained, accounts, _LEVEL),
        "bound_local": bound(gained, accounts, _LOCAL_LEVEL),
        "local": local_share(gained, accounts),
        "gain_english": sum(english) / len(english),
        "words": words_ratio(after.answers, before.answers),
        "round_words": words_ratio(after.round_answers, before.round_answers),
        "won": sum(new and not old for old, new in passed),
        "lost": sum(old and not new for old, new in passed),
    }


def better(gained: Sequence[int]) -> int:
    """How many of 1,000 records gain more than the margin, rounded down."""
    return 1000 * sum(gain > _MARGIN for gain in gained) // len(gained)


def bound(gained: Sequence[int], accounts: Sequence[int], level: float) -> float:
    """The lower bound of the mean gain without the best quarter of the records, by Student's t over accounts."""
    order = sorted(range(len(gained)), key=lambda i: (-gained[i], i))[math.ceil(len(gained) / 4) :]
    sums: dict[int, int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    for i in order:
        sums[accounts[i]] += max(gained[i], _FLOOR)
        counts[accounts[i]] += 1
    owners, mean = len(sums), sum(sums.values()) / len(order)
    if owners < 2:
        return -math.inf
    squares = sum((sums[account] - mean * counts[account]) ** 2 for account in sums)
    return mean - float(student.ppf(1 - level, owners - 1)) * math.sqrt(owners / (owners - 1) * squares) / len(order)


def local_share(gained: Sequence[int], accounts: Sequence[int]) -> float:
    """The share of drawn small samples on which the loss rules of the local preset pass."""
    rng, passed = random.Random(1), 0
    for _ in range(_DRAWS):
        drawn = set(rng.sample(sorted(set(accounts)), _LOCAL_ACCOUNTS))
        places = [i for i, account in enumerate(accounts) if account in drawn]
        gain, owners = [gained[i] for i in places], [accounts[i] for i in places]
        passed += better(gain) >= _LOCAL_BETTER and bound(gain, owners, _LOCAL_LEVEL) > _MARGIN
    return passed / _DRAWS


def words_ratio(answers: Sequence[str], base: Sequence[str]) -> float:
    """The mean words of answers, divided by the base's."""
    return sum(len(answer.split()) for answer in answers) / sum(len(answer.split()) for answer in base)


def _answers(model: ChatModel, prompts: Sequence[str]) -> list[str]:
    """Greedy answers to single prompts, in the order of the prompts."""
    answers: list[str] = []
    for start in range(0, len(prompts), _ANSWERED_TOGETHER):
        answers += model.answer_greedy(prompts[start : start + _ANSWERED_TOGETHER], _ANSWER_TOKENS)
    return answers
