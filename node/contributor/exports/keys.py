"""A key per content, made of its words only: the same words have the same key, whoever wrote them and in whatever file.

The keys form a chain, so the key of a talk follows from the key of its beginning:

    h(0) = sha256("kula.import.1"),  h(i) = sha256(h(i-1) ‖ role ‖ 0 ‖ text),  key = sha256(h(n) ‖ kind ‖ 0 ‖ rest…)

Texts are UTF-8 in NFC, and each item of the rest ends with a zero byte.
"""

import hashlib
import unicodedata
from collections.abc import Set
from typing import Any

from kula.protocol.records.content import Content

_NEW = 0.5
"""The share of a longer talk that must be new, so that it is sent again."""


def keys_of(content: Content) -> list[str]:
    """Returns the key of a content, in lower-case hexadecimal, as the last one of a list.

    Before it stand the keys of a conversation's beginnings, by how many messages they have, from none.
    """
    links = _chain(content["prompt"] if content["kind"] == "preference" else content["messages"])
    return [_key(link, content) for link in (links if content["kind"] == "conversation" else links[-1:])]


def news(content: Content, keys: list[str], sent: Set[str]) -> str:
    """Returns why a content is not sent, `sent-before` or `little-new`, or an empty text if it is new.

    `keys` are those of `keys_of`, and `sent` holds the keys of what was sent. A conversation that goes on from one that
    was sent is new if at least half of its text is.
    """
    if keys[-1] in sent:
        return "sent-before"
    for count in range(len(keys) - 2, 0, -1):
        if keys[count] in sent:
            lengths = [len(_text(message["content"])) for message in content["messages"]]
            return "" if sum(lengths[count:]) >= _NEW * sum(lengths) else "little-new"
    return ""


def _chain(messages: list[dict[str, Any]]) -> list[bytes]:
    links = [hashlib.sha256(b"kula.import.1").digest()]
    for message in messages:
        links.append(hashlib.sha256(links[-1] + message["role"].encode() + b"\0" + _text(message["content"])).digest())
    return links


def _key(link: bytes, content: Content) -> str:
    fields = ("kind", "range", "rating", "corrected", "a", "b", "outcome")
    rest = b"".join(_text(str(content[name])) + b"\0" for name in fields if name in content)
    return hashlib.sha256(link + rest).hexdigest()


def _text(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode()
