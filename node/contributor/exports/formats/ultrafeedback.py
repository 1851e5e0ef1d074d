"""UltraFeedback: several answers to one instruction, each with a score. The best is compared with the worst."""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Choice, Context, Draft, Turn, as_dict, as_list, as_model, as_text
from kula.node.contributor.exports.formats.talks import prompt_of
from kula.node.contributor.exports.left_out import LeftOut, Refused

_SCORES = ("overall_score", "fine-grained_score", "score", "rating")


def matches(item: dict[str, Any]) -> bool:
    """Whether an item has several completions."""
    return isinstance(item.get("completions"), list) and bool(
        as_text(item.get("instruction")) or as_text(item.get("prompt"))
    )


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the choice between the best and the worst answer. Raises Refused if no two scores differ."""
    scored = [(score, answer) for answer in map(as_dict, as_list(item["completions"])) if (score := _score(answer))]
    if not scored:
        raise Refused("no-difference", "scores no answer")
    best, worst = max(scored, key=lambda pair: pair[0]), min(scored, key=lambda pair: pair[0])
    if best[0] == worst[0]:
        raise Refused("no-difference", "scores all answers alike")
    yield Choice(prompt_of(item), _turn(best[1]), _turn(worst[1]), "a")


def _score(answer: dict[str, Any]) -> float:
    """The first score that an answer has; 0 if it has none."""
    values = (answer.get(name) for name in _SCORES)
    return next((float(v) for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)), 0.0)


def _turn(answer: dict[str, Any]) -> Turn:
    text = as_text(answer.get("response")) or as_text(answer.get("text"))
    return Turn("assistant", text, as_model(answer.get("model")))
