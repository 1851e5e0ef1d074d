"""Reads chat exports as contents of records: our own JSONL, OpenAI messages, ShareGPT, ChatGPT's conversations.json."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kula.protocol.errors import KulaError, MalformedInput
from kula.protocol.files import open_text
from kula.protocol.records.content import Content, adapt, parse_content

_SHAREGPT = {"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant", "system": "system"}


def read_export(path: Path) -> Iterator[tuple[int, Content | KulaError]]:
    """Yields the number of each item, from 1, with its content or the error in it.

    Raises MalformedInput if the file cannot be read.
    """
    for number, text in enumerate(_items(path), start=1):
        try:
            yield number, parse_content(to_content(_parsed(text)))
        except KulaError as error:
            yield number, error


def to_content(item: Any) -> Content:
    """Returns the unchecked content of an item of any known form. Raises MalformedInput for an unknown form."""
    if not isinstance(item, dict):
        raise MalformedInput("item", "must be a JSON object")
    if "kind" in item:
        return adapt(item)
    if isinstance(item.get("messages"), list):
        return adapt({"kind": "conversation", "messages": item["messages"]})
    if isinstance(item.get("conversations"), list):
        return {"kind": "conversation", "messages": [_sharegpt(turn) for turn in item["conversations"]]}
    if isinstance(item.get("mapping"), dict):
        return {"kind": "conversation", "messages": list(_chatgpt(item))}
    raise MalformedInput("item", "is neither a record, nor OpenAI messages, ShareGPT or a ChatGPT conversation")


def _items(path: Path) -> Iterator[Any]:
    try:
        with open_text(path) as file:
            text = file.read()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise MalformedInput(str(path), f"cannot be read as UTF-8 text: {error}") from error
    if text.lstrip().startswith("["):
        whole = _parsed(text)
        yield from whole
        return
    yield from (line for line in text.splitlines() if line.strip())


def _parsed(item: Any) -> Any:
    if not isinstance(item, str):
        return item
    try:
        return json.loads(item)
    except ValueError as error:
        raise MalformedInput("item", f"is not JSON: {error}") from error


def _sharegpt(turn: Any) -> dict[str, Any]:
    if not isinstance(turn, dict):
        raise MalformedInput("conversations", "must hold objects with `from` and `value`")
    return {"role": _SHAREGPT.get(str(turn.get("from")), ""), "content": turn.get("value")}


def _chatgpt(conversation: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yields the messages of the branch from the root to `current_node`. Omits turns without plain text."""
    for node in _branch(conversation["mapping"], conversation.get("current_node")):
        message = node.get("message")
        if not isinstance(message, dict):
            continue
        author, content = message.get("author"), message.get("content")
        role = author.get("role") if isinstance(author, dict) else None
        parts = content.get("parts") if isinstance(content, dict) else None
        text = "".join(part for part in parts or [] if isinstance(part, str))
        if role in ("user", "assistant") and text.strip():
            yield {"role": role, "content": text}


def _branch(mapping: dict[str, Any], last: Any) -> list[dict[str, Any]]:
    if last not in mapping:
        raise MalformedInput("current_node", "does not name a node of the conversation's mapping")
    nodes: list[dict[str, Any]] = []
    while isinstance(mapping.get(last), dict) and len(nodes) <= len(mapping):
        nodes.append(mapping[last])
        last = mapping[last].get("parent")
    return nodes[::-1]
