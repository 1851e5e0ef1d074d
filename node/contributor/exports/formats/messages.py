"""One message of a list, as OpenAI, ShareGPT and their relatives write it."""

from typing import Any

from kula.node.contributor.exports.drafts import Step, Turn, as_dict, as_list, as_model, as_text
from kula.node.contributor.exports.left_out import Refused
from kula.node.contributor.exports.vocabulary import ROLES

_TEXT_PARTS = ("text", "input_text", "output_text")
_FILE_PARTS = ("file", "input_file", "document")
_THOUGHTS = (("<think>", "</think>"), ("<thinking>", "</thinking>"), (":::thinking", "\n:::"))
_DETAILS = ('<details type="reasoning"', '<details type="tool_calls"', '<details type="code_interpreter"')
_END_OF_DETAILS = "</details>"


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
    lost += ["thinking"] * bool(as_text(fields.get("reasoning_content")))
    if role == "assistant":
        text, thoughts = without_thoughts(text)
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
        else:
            lost.append("attachment" if kind in _FILE_PARTS else "tool" if "tool" in kind else "media")
    return "\n\n".join(text for text in texts if text), lost


def without_thoughts(text: str) -> tuple[str, int]:
    """Returns an answer without the thoughts at its beginning and without folded details, and how many there were."""
    count = 0
    for opening, closing in _THOUGHTS:
        start = text.lstrip(" \n\t")
        if start.startswith(opening):
            _, end, rest = start.partition(closing)
            text, count = (rest if end else ""), count + 1
    kept: list[str] = []
    place = 0
    while (begin := min((at for mark in _DETAILS if (at := text.find(mark, place)) >= 0), default=-1)) >= 0:
        kept.append(text[place:begin])
        end = text.find(_END_OF_DETAILS, begin)
        place = end + len(_END_OF_DETAILS) if end >= 0 else len(text)
        count += 1
    return "".join([*kept, text[place:]]), count
