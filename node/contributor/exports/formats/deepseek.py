"""DeepSeek's export: ChatGPT's tree, with the text in fragments."""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import (
    Context,
    Draft,
    Step,
    Turn,
    as_dict,
    as_list,
    as_model,
    as_text,
    entries,
)
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.tree import Node, drafts_of_tree
from kula.node.contributor.exports.vocabulary import ROLES


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is a conversation of DeepSeek."""
    return any("fragments" in as_dict(as_dict(node).get("message")) for node in as_dict(item.get("mapping")).values())


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the branch that ends in the last leaf."""
    nodes = {name: _node(as_dict(node)) for name, node in entries(item["mapping"])}
    yield from drafts_of_tree(nodes, as_text(item.get("current_node")), left_out)


def _node(node: dict[str, Any]) -> Node:
    message = as_dict(node.get("message"))
    texts: list[str] = []
    lost = ["attachment" for _ in as_list(message.get("files"))]
    role = "assistant"
    for fragment in map(as_dict, as_list(message.get("fragments"))):
        kind = ROLES.get(as_text(fragment.get("type")).lower(), "tool")
        if kind in ("user", "assistant"):
            role = kind
            texts.append(as_text(fragment.get("content")))
        else:
            lost.append(kind)
    writer = as_model(message.get("model")) if role == "assistant" else ""
    turn = Turn(role, "\n\n".join(texts), writer) if texts else None
    return Node(as_text(node.get("parent")), Step(turn, tuple(lost)))
