"""Open WebUI: chats as trees of messages with thumbs, and the history of feedback, each with a snapshot of its chat."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kula.node.contributor.exports.drafts import (
    Context,
    Draft,
    Opinion,
    Rated,
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
from kula.node.contributor.exports.formats.messages import text_of, without_thoughts
from kula.node.contributor.exports.left_out import LeftOut, Refused
from kula.node.contributor.exports.tree import Node, drafts_of_tree


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is a chat of Open WebUI, or a feedback with the chat that it is about."""
    return "snapshot" in item or _history(item) is not None or bool(_listed(item))


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the chat's branch and its rated answers; of a feedback the rated answer only."""
    if "snapshot" in item:
        yield from _feedback(item)
        return
    nodes = {name: _node(as_dict(message)) for name, message in entries(_messages(item))}
    last = as_text(as_dict(_history(item)).get("currentId"))
    if not nodes:
        nodes = {str(i): replace(_node(message), parent=str(i - 1)) for i, message in enumerate(_listed(item))}
        last = str(len(nodes) - 1)
    yield from drafts_of_tree(nodes, last, left_out)


def _feedback(item: dict[str, Any]) -> Iterator[Draft]:
    """The rated answer of a feedback, with the talk before it as the snapshot has it."""
    verdict, place = as_dict(item.get("data")), as_dict(item.get("meta"))
    messages = _messages(as_dict(as_dict(item.get("snapshot")).get("chat")))
    name = as_text(place.get("message_id"))
    opinion = opinion_of(verdict.get("rating"), [verdict.get("reason"), *as_list(verdict.get("tags"))])
    if name not in messages or opinion is None:
        raise Refused("thumb-without-answer", "rates an answer that the snapshot does not hold")
    nodes = {key: _bare(_node(as_dict(message))) for key, message in entries(messages)}
    nodes[name] = Node(nodes[name].parent, nodes[name].step, 0.0, opinion)
    yield from (draft for draft in drafts_of_tree(nodes, name, LeftOut()) if isinstance(draft, Rated))


def _bare(node: Node) -> Node:
    return Node(node.parent, node.step, node.time)


def _history(item: dict[str, Any]) -> Any:
    """The history of a chat, which stands in the chat, or in the row around it."""
    chat = as_dict(item.get("chat")) or item
    history = chat.get("history")
    return history if isinstance(history, dict) and isinstance(history.get("messages"), dict) else None


def _messages(item: dict[str, Any]) -> dict[str, Any]:
    return as_dict(as_dict(_history(item)).get("messages"))


def _listed(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of a chat that a program has put there without a history."""
    return [as_dict(message) for message in as_list(as_dict(item.get("chat")).get("messages"))]


def _node(message: dict[str, Any]) -> Node:
    role = as_text(message.get("role"))
    lost = ["media" if as_dict(file).get("type") == "image" else "attachment" for file in as_list(message.get("files"))]
    text, more = text_of(message.get("content"))
    lost += more
    if role == "assistant":
        text, thoughts = without_thoughts(text)
        lost += ["thinking"] * thoughts
    turn = Turn(role, text, as_model(message.get("model"), message.get("modelName")) if role == "assistant" else "")
    step = Step(turn, tuple(lost)) if role in ("user", "assistant") else Step(None, ("hidden",))
    return Node(as_text(message.get("parentId")), step, as_time(message.get("timestamp")), _opinion(message))


def _opinion(message: dict[str, Any]) -> Opinion | None:
    if message.get("role") != "assistant":
        return None
    note = as_dict(message.get("annotation"))
    return opinion_of(note.get("rating"), [note.get("reason"), *as_list(note.get("tags"))])
