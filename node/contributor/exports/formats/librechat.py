"""LibreChat: messages with the id of the message before them, as a list or each inside of its parent, with thumbs."""

import re
from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import (
    Context,
    Draft,
    Opinion,
    Step,
    Turn,
    as_dict,
    as_list,
    as_model,
    as_text,
    opinion_of,
)
from kula.node.contributor.exports.formats.marks import unescaped, without_marks
from kula.node.contributor.exports.formats.messages import without_thoughts
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.tree import Node, drafts_of_tree

_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})")
_BLOCKS = {"think": "thinking", "reasoning": "thinking", "tool_call": "tool", "image_file": "media"}


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is a conversation of LibreChat."""
    messages = as_list(item.get("messages")) or as_list(item.get("messagesTree"))
    return any("isCreatedByUser" in as_dict(message) for message in messages)


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the branch that ends in the newest leaf, and every answer that has a thumb."""
    model = as_model(as_dict(item.get("options")).get("model"), item.get("model"))
    nodes: dict[str, Node] = {}
    waiting = [(message, "") for message in (as_list(item.get("messages")) or as_list(item.get("messagesTree")))][::-1]
    while waiting:
        value, parent = waiting.pop()
        message = as_dict(value)
        name = as_text(message.get("messageId")) or f"#{len(nodes)}"
        nodes[name] = _node(message, parent or as_text(message.get("parentMessageId")), model)
        waiting += [(child, name) for child in as_list(message.get("children"))[::-1]]
    yield from drafts_of_tree(nodes, "", left_out)


def _node(message: dict[str, Any], parent: str, model: str) -> Node:
    role = "user" if message.get("isCreatedByUser") is True else "assistant"
    text, lost = _text(message)
    lost += [
        "media" if "image" in as_text(as_dict(f).get("type")) else "attachment" for f in as_list(message.get("files"))
    ]
    if message.get("error") is True:
        return Node(parent, Step(None, ("hidden",)), _time(message))
    writer = ""
    opinion: Opinion | None = None
    if role == "assistant":
        writer = as_model(message.get("model"), model, message.get("sender"))
        feedback = as_dict(message.get("feedback"))
        tag = feedback.get("tag")
        opinion = opinion_of(feedback.get("rating"), [as_dict(tag).get("key") if isinstance(tag, dict) else tag])
    turn = Turn(role, text, writer) if text or lost else None
    return Node(parent, Step(turn, tuple(lost)), _time(message), opinion)


def _text(message: dict[str, Any]) -> tuple[str, list[str]]:
    """The text of a message, and a reason for each of its parts that is none."""
    texts: list[str] = []
    lost: list[str] = []
    for part in map(as_dict, as_list(message.get("content"))):
        kind, text = as_text(part.get("type")), part.get("text")
        if kind == "text":
            texts.append(as_text(text) or as_text(as_dict(text).get("value")))
        else:
            lost.append(_BLOCKS.get(kind, "hidden"))
    text, thoughts = without_thoughts("\n\n".join(text for text in texts if text) or as_text(message.get("text")))
    text = text if message.get("isCreatedByUser") is True else without_marks(unescaped(text))
    return text, lost + ["thinking"] * thoughts


def _time(message: dict[str, Any]) -> float:
    """The time of a message as a number that grows with it; 0 if it has none."""
    match = _TIME.match(as_text(message.get("createdAt")) or as_text(message.get("updatedAt")))
    return float("".join(match.groups())) if match else 0.0
