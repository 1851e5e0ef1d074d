"""OpenAI's export of ChatGPT: a tree of messages per conversation, and the person's thumbs in a file of their own."""

import json
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
    as_time,
    entries,
    opinion_of,
)
from kula.node.contributor.exports.formats.marks import without_marks
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.tree import Node, drafts_of_tree

_KINDS_OF_THOUGHT = ("thoughts", "reasoning_recap")
_KINDS_OF_TEXT = ("text", "multimodal_text", "")
_HIDDEN_MARKS = ("is_visually_hidden_from_conversation", "is_user_system_message")
_HIDDEN_KINDS = ("user_editable_context", "model_editable_context", "system_error")


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is a conversation of ChatGPT."""
    return isinstance(item.get("mapping"), dict)


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the branch that ends in `current_node`, or in the newest leaf, and every answer that has a thumb."""
    opinions = context.take(as_text(item.get("conversation_id"))) | context.take(as_text(item.get("id")))
    model = as_model(item.get("default_model_slug"))
    mapping = [(name, as_dict(node)) for name, node in entries(item["mapping"])]
    nodes = {name: _node(node, model) for name, node in mapping}
    messages = {name: as_text(as_dict(node.get("message")).get("id")) for name, node in mapping}
    answers = [name for name, node in nodes.items() if node.step.turn and node.step.turn.role == "assistant"]
    is_answer, placed = set(answers), set[str]()
    for name in nodes:
        opinion = opinions.get(name) or opinions.get(messages[name])
        if opinion and name in is_answer:
            nodes[name] = _rated(nodes[name], opinion)
            placed |= {name, messages[name]}
    for answer, opinion in opinions.items():
        if answer in placed:
            continue
        if len(answers) == 1 and nodes[answers[0]].opinion is None:
            nodes[answers[0]] = _rated(nodes[answers[0]], opinion)
        else:
            left_out.add("thumb-without-answer")
    yield from drafts_of_tree(nodes, as_text(item.get("current_node")), left_out)


def opinions(item: dict[str, Any]) -> dict[tuple[str, str], Opinion]:
    """Returns the opinion in an item of message_feedback.json, by the ids of its conversation and of its answer."""
    try:
        tags = as_list(as_dict(json.loads(as_text(item.get("content")) or "{}")).get("tags"))
    except (ValueError, RecursionError):
        tags = []
    opinion = opinion_of(item.get("rating"), tags)
    name = as_text(item.get("message_id")) or as_text(item.get("id"))
    return {(as_text(item.get("conversation_id")), name): opinion} if opinion else {}


def _rated(node: Node, opinion: Opinion) -> Node:
    return Node(node.parent, node.step, node.time, opinion)


def _node(node: dict[str, Any], model: str) -> Node:
    message = as_dict(node.get("message"))
    return Node(as_text(node.get("parent")), _step(message, model), as_time(message.get("create_time")))


def _step(message: dict[str, Any], model: str) -> Step:
    content, metadata = as_dict(message.get("content")), as_dict(message.get("metadata"))
    role, kind = as_text(as_dict(message.get("author")).get("role")), as_text(content.get("content_type"))
    if not content:
        return Step(None)
    if role == "tool" or message.get("recipient") not in (None, "all"):
        return Step(None, ("tool",))
    if kind in _KINDS_OF_THOUGHT or message.get("channel") == "analysis":
        return Step(None, ("thinking",))
    hidden = any(metadata.get(mark) is True for mark in _HIDDEN_MARKS)
    if hidden or role not in ("user", "assistant") or kind in _HIDDEN_KINDS:
        return Step(None, ("hidden",))
    if kind not in _KINDS_OF_TEXT:
        return Step(None, ("tool",))
    texts, lost = _parts(as_list(content.get("parts")))
    # A picture stands among the parts too.
    lost += ("attachment",) * (len(as_list(metadata.get("attachments"))) - lost.count("media"))
    text = without_marks("\n\n".join(texts)) if role == "assistant" else "\n\n".join(texts)
    if not text and not lost:
        return Step(None)
    writer = as_model(metadata.get("model_slug"), model) if role == "assistant" else ""
    return Step(Turn(role, text, writer), lost)


def _parts(parts: list[Any]) -> tuple[list[str], tuple[str, ...]]:
    """The texts of a message, spoken ones too, and a reason for each part that is none. A voice's sound is no loss."""
    texts: list[str] = []
    lost: list[str] = []
    spoken = any(as_dict(part).get("content_type") == "audio_transcription" for part in parts)
    for part in parts:
        kind = as_text(as_dict(part).get("content_type"))
        if isinstance(part, str):
            texts.append(part)
        elif kind == "audio_transcription":
            texts.append(as_text(part.get("text")))
        elif part is not None and not (spoken and "audio" in kind):
            lost.append("media")
    return [text for text in texts if text], tuple(lost)
