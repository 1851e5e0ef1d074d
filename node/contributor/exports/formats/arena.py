"""Chatbot Arena: two talks with two models, and who won. The winner may be neither."""

import json
from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Choice, Context, Draft, Step, Turn, as_list, as_model, as_text, clean
from kula.node.contributor.exports.formats.messages import steps_of
from kula.node.contributor.exports.left_out import LeftOut, Refused
from kula.node.contributor.exports.vocabulary import OUTCOMES

_FLAGS = {"winner_model_a": "a", "winner_model_b": "b", "winner_tie": "tie"}


def matches(item: dict[str, Any]) -> bool:
    """Whether an item holds two talks or two answers, with a winner."""
    talks = isinstance(item.get("conversation_a"), list) and isinstance(item.get("conversation_b"), list)
    return talks or ("response_a" in item and "response_b" in item)


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the choice between the last answers. Raises Refused if the talks before them differ."""
    flagged = next((outcome for flag, outcome in _FLAGS.items() if item.get(flag) == 1), "")
    outcome = OUTCOMES.get(as_text(item.get("winner")).lower()) or flagged
    if not outcome:
        raise Refused("no-difference", "names no winner")
    talks = [_talk(item, side) for side in ("a", "b")]
    if not all(talks) or _texts(talks[0][:-1]) != _texts(talks[1][:-1]):
        raise Refused("different-prompts", "compares answers to different talks")
    a, b = (_answer(talk, as_model(item.get(f"model_{side}"))) for talk, side in zip(talks, "ab", strict=True))
    yield Choice(talks[0][:-1], a, b, outcome)


def _talk(item: dict[str, Any], side: str) -> list[Step]:
    """One side's talk: a list of messages, or its answers to the prompts that both sides have."""
    if isinstance(item.get(f"conversation_{side}"), list):
        return steps_of(item[f"conversation_{side}"])
    prompts, answers = _turns(item.get("prompt")), _turns(item.get(f"response_{side}"))
    if len(prompts) != len(answers):
        raise Refused("different-prompts", "has not one answer per prompt")
    pairs = zip(prompts, answers, strict=True)
    return [Step(Turn(role, text)) for pair in pairs for role, text in zip(("user", "assistant"), pair, strict=True)]


def _turns(value: Any) -> list[str]:
    """One text, or the texts of a JSON list that is written as a text."""
    text = as_text(value)
    if not text.startswith("["):
        return [text]
    try:
        return [as_text(turn) for turn in as_list(json.loads(text))]
    except (ValueError, RecursionError):
        return [text]


def _texts(steps: list[Step]) -> list[str]:
    return [clean(step.turn.text) if step.turn else "" for step in steps]


def _answer(steps: list[Step], writer: str) -> Turn:
    turn = steps[-1].turn
    if turn is None or turn.role != "assistant":
        raise Refused("no-answer", "does not end with an answer")
    return Turn("assistant", turn.text, turn.model or writer)
