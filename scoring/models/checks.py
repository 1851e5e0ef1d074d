"""The checks of a judgement: facts from a pool, and questions from templates. They follow from a seed alone."""

import json
import re
from functools import lru_cache
from pathlib import Path

from kula.scoring.features.text import fold
from kula.scoring.models.answers import Check
from kula.scoring.models.drawing import Choices
from kula.scoring.models.templates import FAMILIES

_DOMAIN = b"checks"


@lru_cache(maxsize=1)
def facts() -> tuple[Check, ...]:
    """Returns the pool of plain questions. It is one family beside the templates."""
    rows = json.loads(Path(__file__).with_name("checks.json").read_text())
    return tuple(Check(row["question"], tuple(row["accepted"])) for row in rows)


def draw_checks(seed: bytes, count: int) -> list[Check]:
    """Returns `count` different checks. Families take turns.

    The caller passes `drawing.seat_seed`, so that each seat asks other questions. Raises ValueError if the families have
    too few questions.
    """
    choices = Choices(seed + _DOMAIN)
    checks: dict[str, Check] = {}
    for turn in range(16 * count):
        if len(checks) == count:
            return list(checks.values())
        family = turn % (len(FAMILIES) + 1)
        check = FAMILIES[family].check(choices) if family < len(FAMILIES) else choices.one(facts())
        checks.setdefault(check.question, check)
    if len(checks) == count:
        return list(checks.values())
    raise ValueError(f"the families have too few questions for {count} checks")


def asks_check(text: str) -> bool:
    """Tells whether a text holds a question of the pool or of a template. Such a text must stay out of training."""
    folded = fold(text)
    return any(question in folded for question in _folded_facts()) or _recogniser().search(folded) is not None


@lru_cache(maxsize=1)
def _folded_facts() -> tuple[str, ...]:
    return tuple(fold(check.question) for check in facts())


@lru_cache(maxsize=1)
def _recogniser() -> re.Pattern[str]:
    return re.compile("|".join(family.recogniser() for family in FAMILIES))
