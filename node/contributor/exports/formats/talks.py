"""Talks as lists of messages: OpenAI's, with tools and weights, and ShareGPT's; and instructions with an output."""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Context, Draft, Step, Talk, Turn, as_list, as_model, as_text
from kula.node.contributor.exports.formats.messages import steps_of
from kula.node.contributor.exports.left_out import LeftOut, Refused

_LISTS = ("messages", "conversations", "conversation", "dialogue", "turns", "items")
_OUTPUTS = ("output", "response", "answer", "completion")
_INPUTS = ("instruction", "prompt", "question", "query")


def matches(item: dict[str, Any]) -> bool:
    """Whether an item has a list of messages, or an instruction with an output."""
    return any(_is_talk(item.get(name)) for name in _LISTS) or bool(_field(item, _INPUTS) and _field(item, _OUTPUTS))


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the talk."""
    model = as_model(item.get("model"), item.get("generator"))
    system = as_text(item.get("system")) or as_text(item.get("system_prompt"))
    start = [Step(Turn("system", system))] if system else []
    name = next((name for name in _LISTS if _is_talk(item.get(name))), "")
    if name:
        yield Talk(start + [_written_by(step, model) for step in steps_of(item[name])])
        return
    answer = Step(Turn("assistant", _field(item, _OUTPUTS), model))
    yield Talk([*start, *prompt_of(item), answer])


def prompt_of(item: dict[str, Any]) -> list[Step]:
    """Returns the instruction of an item as steps: earlier turns if it has some, then the instruction with its input."""
    question = _field(item, _INPUTS)
    more = as_text(item.get("input"))
    steps: list[Step] = []
    for pair in as_list(item.get("history")):
        texts = [as_text(text) for text in as_list(pair)]
        if len(texts) != 2:
            raise Refused("unknown-form", "has a history that is no list of pairs")
        steps += [Step(Turn("user", texts[0])), Step(Turn("assistant", texts[1]))]
    return [*steps, Step(Turn("user", f"{question}\n\n{more}" if question and more else question or more))]


def _is_talk(value: Any) -> bool:
    """Whether a value is a list, and not one of talks."""
    return isinstance(value, list) and all(
        not isinstance(message, dict) or bool({"role", "from", "sender"} & message.keys()) for message in value
    )


def _field(item: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := as_text(item.get(name)))), "")


def _written_by(step: Step, model: str) -> Step:
    turn = step.turn
    if not model or turn is None or turn.role != "assistant" or turn.model:
        return step
    return Step(Turn(turn.role, turn.text, model, turn.given), step.left_out)
