"""One message of a list, as OpenAI, ShareGPT and their relatives write it."""

import re
from typing import Any

from kula.node.contributor.exports.drafts import Step, Turn, as_dict, as_list, as_model, as_text
from kula.node.contributor.exports.html import plain_of
from kula.node.contributor.exports.left_out import Refused
from kula.node.contributor.exports.vocabulary import FOLDED, ROLES, THOUGHTS

_TEXT_PARTS = ("text", "input_text", "output_text")
_FILE_PARTS = ("file", "input_file", "document")
_THOUGHT_PARTS = ("thinking", "redacted_thinking", "reasoning", "thought")
_THOUGHT_FIELDS = ("reasoning_content", "reasoning", "thinking")
_WHITE = re.compile("[ \n\t]+")
_HTML = '<div class="markdown '
"""How an answer begins that ShareGPT took from ChatGPT's page."""
_THINK, _ALONE = "<think>", "\n</think>\n"


def steps_of(messages: Any) -> list[Step]:
    """Returns a list of messages as steps. Raises Refused for a speaker that is not known, or for another value."""
    if not isinstance(messages, list):
        raise Refused("unknown-form", "has no list of messages")
    return [step_of(message) for message in messages]


def step_of(message: Any) -> Step:
    """Returns a message {role, content} or {from, value} as a step."""
    fields = as_dict(message)
    name = as_text(fields.get("role")) or as_text(fields.get("from")) or as_text(fields.get("sender"))
    role = ROLES.get(name.lower())
    if role is None:
        raise Refused("unknown-role", f"has a speaker {name[:40]!r} that is not known")
    if role in ("tool", "thinking"):
        return Step(None, (role,))
    text, lost = text_of(fields.get("content", fields.get("value", fields.get("text"))))
    lost += ["tool"] * len(as_list(fields.get("tool_calls"))) + ["tool"] * ("function_call" in fields)
    lost += ["thinking"] * any(as_text(fields.get(field)) for field in _THOUGHT_FIELDS)
    if role == "assistant":
        text, thoughts = without_thoughts(plain_of(text) if text.startswith(_HTML) else text)
        lost += ["thinking"] * thoughts
    if not text and (role != "user" or not lost):
        return Step(None, tuple(lost))
    writer = as_model(fields.get("model")) if role == "assistant" else ""
    return Step(Turn(role, text, writer, given=fields.get("weight", 1) not in (0, False)), tuple(lost))


def text_of(value: Any) -> tuple[str, list[str]]:
    """Returns the text of a message's content, which is a text or a list of parts, and a reason for each other part."""
    if not isinstance(value, list):
        return as_text(value), []
    texts: list[str] = []
    lost: list[str] = []
    for part in value:
        kind = as_text(as_dict(part).get("type"))
        if isinstance(part, str):
            texts.append(part)
        elif kind in _TEXT_PARTS:
            texts.append(as_text(part.get("text")))
        elif kind == "refusal":
            texts.append(as_text(part.get("refusal")))
        elif kind in _THOUGHT_PARTS:
            lost.append("thinking")
        else:
            lost.append("attachment" if kind in _FILE_PARTS else "tool" if "tool" in kind else "media")
    return "\n\n".join(text for text in texts if text), lost


def without_thoughts(text: str) -> tuple[str, int]:
    """Returns an answer without its thoughts and without what is folded away, and how many there were."""
    text, count = _without_first(text)
    kept: list[str] = []
    place = 0
    while marks := [(at, closing) for opening, closing in FOLDED if (at := text.find(opening, place)) >= 0]:
        begin, closing = min(marks)
        kept.append(text[place:begin])
        end = text.find(closing, begin)
        place = end + len(closing) if end >= 0 else len(text)
        count += 1
    return "".join([*kept, text[place:]]), count


def _without_first(text: str) -> tuple[str, int]:
    """An answer without the thoughts at its beginning, and how many there were.

    Some templates write the first mark into the prompt, so that only the last one stands in the answer, in a line alone.
    """
    count = place = 0
    while closing := _opened(text, start := _end_of_white(text, place)):
        end = text.find(closing, start)
        place = end + len(closing) if end >= 0 else len(text)
        count += 1
    thoughts, mark, rest = f"{text}\n".partition(_ALONE)
    if count or not mark or _THINK in thoughts:
        return text[place:], count
    return rest.removesuffix("\n"), 1


def _opened(text: str, place: int) -> str:
    """The mark that ends the thoughts that begin at a place; empty if none do."""
    return next((closing for opening, closing in THOUGHTS if text.startswith(opening, place)), "")


def _end_of_white(text: str, place: int) -> int:
    match = _WHITE.match(text, place)
    return match.end() if match else place
