"""Chat exports as records: our own JSONL, OpenAI messages, ShareGPT, ChatGPT's conversations.json."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from protocol.errors import MalformedInput
from protocol.record import Content, drop_unlisted, parse_content

_SHAREGPT = {"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant", "system": "system"}


def read_export(path: Path) -> Iterator[tuple[int, Content | MalformedInput]]:
    """Each item's number and its content, or what is wrong with it."""
    for number, item in enumerate(_items(path), start=1):
        try:
            yield number, parse_content(to_content(item))
        except MalformedInput as error:
            yield number, error


def to_content(item: Any) -> Content:
    """One item of any known form. Raises MalformedInput for an unknown one."""
    if not isinstance(item, dict):
        raise MalformedInput("item", "must be a JSON object")
    if "kind" in item:
        return drop_unlisted(item)
    if isinstance(item.get("messages"), list):
        return drop_unlisted({"kind": "conversation", "messages": item["messages"]})
    if isinstance(item.get("conversations"), list):
        turns = [{"role": _SHAREGPT.get(t.get("from"), ""), "content": t.get("value")} for t in item["conversations"]]
        return {"kind": "conversation", "messages": turns}
    if isinstance(item.get("mapping"), dict):
        return {"kind": "conversation", "messages": list(_chatgpt(item["mapping"]))}
    raise MalformedInput("item", "is neither a record, nor OpenAI messages, ShareGPT or a ChatGPT conversation")


def _items(path: Path) -> Iterator[Any]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as file:
        text = file.read()
    if text.lstrip().startswith("["):
        yield from json.loads(text)
        return
    for line in text.splitlines():
        if line.strip():
            yield json.loads(line)


def _chatgpt(mapping: dict[str, Any]) -> Iterator[dict[str, str]]:
    messages = [node["message"] for node in mapping.values() if node.get("message")]
    for message in sorted(messages, key=lambda m: m.get("create_time") or 0):
        role = message["author"]["role"]
        text = "".join(p for p in message["content"].get("parts", []) if isinstance(p, str))
        if role in ("user", "assistant") and text.strip():
            yield {"role": role, "content": text}
