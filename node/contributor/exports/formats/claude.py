"""Anthropic's export of Claude: a list of messages per conversation, each of blocks. Edited messages make a tree."""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Context, Draft, Step, Turn, as_dict, as_list, as_model, as_text
from kula.node.contributor.exports.formats.messages import without_thoughts
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.tree import Node, drafts_of_tree
from kula.node.contributor.exports.vocabulary import ROLES

_BLOCKS = {"thinking": "thinking", "redacted_thinking": "thinking", "tool_use": "tool", "tool_result": "tool"}
_FILES = {"image": "media", "document": "attachment", "file": "attachment"}
_ROOT = "00000000-0000-"
"""How the id begins that the first message names as the one before it."""
_NO_BLOCK = "```\nThis block is not supported on your current device yet.\n```"
_NO_WORDS = ("token_budget", "flag", "voice_note")


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is a conversation of Claude."""
    return isinstance(item.get("chat_messages"), list)


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the branch that ends in the last message."""
    messages = [as_dict(message) for message in item["chat_messages"]]
    names = [as_text(message.get("uuid")) or str(index) for index, message in enumerate(messages)]
    model = as_model(item.get("model"))
    known = set(names)
    nodes: dict[str, Node] = {}
    before = ""
    for name, message in zip(names, messages, strict=True):
        parent = as_text(message.get("parent_message_uuid"))
        nodes[name] = Node(parent if parent in known or parent.startswith(_ROOT) else before, _step(message, model))
        before = name
    last = as_text(item.get("current_leaf_message_uuid")) or (names[-1] if names else "")
    yield from drafts_of_tree(nodes, last, left_out)


def _step(message: dict[str, Any], model: str) -> Step:
    role = ROLES.get(as_text(message.get("sender")), "")
    blocks = [as_dict(block) for block in as_list(message.get("content"))]
    text, lost = _text(blocks) if blocks else _plain(as_text(message.get("text")))
    if role == "assistant":
        text, thoughts = without_thoughts(text)
        lost += ["thinking"] * thoughts
    lost += ["attachment"] * len(as_list(message.get("attachments"))) + ["media"] * len(as_list(message.get("files")))
    if role not in ("user", "assistant"):
        return Step(None, ("hidden",))
    if not text and not lost:
        return Step(None)
    return Step(Turn(role, text, as_model(message.get("model"), model) if role == "assistant" else ""), tuple(lost))


def _plain(text: str) -> tuple[str, list[str]]:
    """The text of a message without blocks, and a reason for each mark that stands where the export left a block out."""
    parts = text.split(_NO_BLOCK)
    return "".join(parts), ["tool"] * (len(parts) - 1)


def _text(blocks: list[dict[str, Any]]) -> tuple[str, list[str]]:
    """The text of the blocks, and a reason for each block that is none. Texts around another block are paragraphs."""
    texts: list[str] = []
    lost: list[str] = []
    apart = True
    for block in blocks:
        kind = as_text(block.get("type"))
        if kind == "text":
            text = as_text(block.get("text"))
            if apart or not texts:
                texts.append(text)
            else:
                texts[-1] += text
            apart = False
        elif kind not in _NO_WORDS:
            lost.append(_BLOCKS.get(kind) or _FILES.get(kind) or "hidden")
            apart = True
    return "\n\n".join(text for text in texts if text), lost
