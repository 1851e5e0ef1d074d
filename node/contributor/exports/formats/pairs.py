"""Preferences: a chosen and a rejected answer, as HH-RLHF, DPO, TRL, LlamaFactory, ms-swift and OpenAI write them; KTO's labels."""

import re
from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import (
    Choice,
    Context,
    Draft,
    Opinion,
    Rated,
    Step,
    Turn,
    as_dict,
    as_model,
    as_text,
    clean,
)
from kula.node.contributor.exports.formats.messages import step_of, steps_of
from kula.node.contributor.exports.formats.talks import prompt_of
from kula.node.contributor.exports.left_out import LeftOut, Refused

_SIDES = (
    ("chosen", "rejected"),
    ("preferred_output", "non_preferred_output"),
    ("chosen_response", "rejected_response"),
    ("response_chosen", "response_rejected"),
)
_LISTS = ("messages", "conversations", "conversation")
_LABELLED = ("completion", "response", *_LISTS)
_SPEAKER = re.compile(r"\n\n(Human|Assistant):")


def matches(item: dict[str, Any]) -> bool:
    """Whether an item has two answers, of which one is chosen, or an answer with a label."""
    return bool(_sides(_normal(item))) or (
        isinstance(item.get("label"), bool) and any(name in item for name in _LABELLED)
    )


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the choice, or the rated answer. Raises Refused if both answers have the same score."""
    item = _normal(item)
    names = _sides(item)
    if not names:
        yield _labelled(item)
        return
    scores = [item.get(f"score_{side}") for side in ("chosen", "rejected")]
    if scores[0] is not None and scores[0] == scores[1]:
        raise Refused("no-difference", "scores both answers alike")
    chosen, rejected = (_side(item[name]) for name in names)
    writers = [as_model(item.get(f"{name}_model"), item.get(f"{name}-model")) for name in names]
    a, b = (_answer(steps, writer) for steps, writer in zip((chosen, rejected), writers, strict=True))
    begins = _prompt(item)
    if len(chosen) > 1 or len(rejected) > 1:
        if _texts(chosen[:-1]) != _texts(rejected[:-1]):
            raise Refused("different-prompts", "compares answers to different talks")
        begins = chosen[:-1] if _texts(chosen[: len(begins)]) == _texts(begins) else begins + chosen[:-1]
    yield Choice(_system(item, begins) + begins, a, b, "a")


def _normal(item: dict[str, Any]) -> dict[str, Any]:
    """An item of ms-swift, whose messages end with the chosen answer, with its answers under the usual names."""
    messages, other = item.get("messages"), item.get("rejected_messages") or item.get("rejected_response")
    if not isinstance(messages, list) or not messages or not isinstance(other, (str, list)) or not other:
        return item
    rejected = [*messages[:-1], {"role": "assistant", "content": other}] if isinstance(other, str) else other
    return {**item, "messages": None, "chosen": messages, "rejected": rejected}


def _system(item: dict[str, Any], steps: list[Step]) -> list[Step]:
    """The system message that stands beside the prompt, unless the prompt begins with one."""
    text = as_text(item.get("system")) or as_text(item.get("system_prompt"))
    begins = steps[0].turn if steps else None
    return [Step(Turn("system", text))] if text and not (begins and begins.role == "system") else []


def _labelled(item: dict[str, Any]) -> Draft:
    steps = _prompt(item) + _side(item.get("completion", item.get("response", [])))
    return Rated(_system(item, steps) + steps, Opinion(1 if item["label"] else -1))


def _sides(item: dict[str, Any]) -> tuple[str, str] | None:
    return next((sides for sides in _SIDES if all(item.get(side) for side in sides)), None)


def _prompt(item: dict[str, Any]) -> list[Step]:
    """What stands before the answers, if the item tells it apart."""
    inputs = as_dict(item.get("input"))
    prompt = inputs.get("messages", item.get("prompt"))
    if isinstance(prompt, list):
        return steps_of(prompt)
    name = next((name for name in _LISTS if isinstance(item.get(name), list)), "")
    if name:
        return steps_of(item[name])
    text = as_text(prompt)
    if text and _SPEAKER.search(f"\n\n{text}"):
        return _transcript(text)
    steps = prompt_of(item)
    return steps if steps[-1].turn and steps[-1].turn.text else []


def _side(value: Any) -> list[Step]:
    """One of the answers: a text, a transcript, a message, or a list of messages that may begin with the prompt."""
    if isinstance(value, list):
        return steps_of(value)
    if isinstance(value, dict):
        return [step_of(value)]
    text = as_text(value)
    return _transcript(text) if _SPEAKER.match(text) else [Step(Turn("assistant", text))]


def _transcript(text: str) -> list[Step]:
    """The turns of a talk that is written as one text, with the speakers' names before their words."""
    pieces = _SPEAKER.split(f"\n\n{clean(text)}")
    roles = {"Human": "user", "Assistant": "assistant"}
    pairs = zip(pieces[1::2], pieces[2::2], strict=True)
    return [Step(Turn(roles[name], words)) for name, words in pairs if clean(words) or name == "Human"]


def _texts(steps: list[Step]) -> list[str]:
    return [clean(step.turn.text) if step.turn else "" for step in steps]


def _answer(steps: list[Step], writer: str) -> Turn:
    turn = steps[-1].turn if steps else None
    if turn is None or turn.role != "assistant":
        raise Refused("no-answer", "does not end with an answer")
    return Turn("assistant", turn.text, turn.model or writer)
