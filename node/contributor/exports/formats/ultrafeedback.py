"""UltraFeedback: several answers to one instruction, each with a score. The best is compared with the worst."""

import re
from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Choice, Context, Draft, Turn, as_dict, as_list, as_model, as_text
from kula.node.contributor.exports.formats.talks import prompt_of
from kula.node.contributor.exports.left_out import LeftOut, Refused

_NUMBER = re.compile("-?[0-9]{1,9}(?:[.][0-9]{1,9})?")
_SCORES = ("overall_score", "fine-grained_score", "score", "rating")


def matches(item: dict[str, Any]) -> bool:
    """Whether an item has several completions."""
    return isinstance(item.get("completions"), list) and bool(
        as_text(item.get("instruction")) or as_text(item.get("prompt"))
    )


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the choice between the best and the worst answer. Raises Refused if no two scores differ."""
    answers = map(as_dict, as_list(item["completions"]))
    scored = [(score, answer) for answer in answers if (score := _score(answer)) is not None]
    if not scored:
        raise Refused("no-difference", "scores no answer")
    best, worst = max(scored, key=lambda pair: pair[0]), min(scored, key=lambda pair: pair[0])
    if best[0] == worst[0]:
        raise Refused("no-difference", "scores all answers alike")
    yield Choice(prompt_of(item), _turn(best[1]), _turn(worst[1]), "a")


def _score(answer: dict[str, Any]) -> float | None:
    """The first score that an answer has, also one that is written as a text; None if it has none."""
    for value in map(answer.get, _SCORES):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if _NUMBER.fullmatch(as_text(value)):
            return float(as_text(value))
    return None


def _turn(answer: dict[str, Any]) -> Turn:
    text = as_text(answer.get("response")) or as_text(answer.get("text"))
    return Turn("assistant", text, as_model(answer.get("model")))
