"""Marks that ChatGPT and LibreChat write into answers: most are buttons for sources, but some are shown as words.

A mark stands between U+E200 and U+E201. U+E202 divides its fields, of which the first one is its kind. LibreChat writes a
mark without a kind, or U+E202 with one source. ChatGPT also puts drafts, such as letters, between lines with colons.
"""

import json
import re
from typing import Any, NoReturn

_MARK = re.compile("\ue200([^\ue200\ue201]*)\ue201")
_BUTTONS = re.compile(
    "\ue202turn[0-9]{1,6}[a-z]{1,16}[0-9]{1,6}|[\ue200-\ue2ff]|【[0-9]{1,4}(?::[0-9]{1,4})?†[^【】]{0,200}】"
)
_ESCAPED = re.compile(r"\\ue20([0-6])")
_DRAFT = re.compile(r":::writing\{[^\n{}]{0,1000}\}[ \t]*")
_LINKS = ("url", "link_title")
_NAMES = ("entity", "product_entity")
_MOST = 4_000
"""Most characters of a field that is looked into."""


def without_marks(text: str) -> str:
    """Returns an answer as its reader saw it: names, titles of links and formulas in place of their marks, no others."""
    words = _BUTTONS.sub("", _MARK.sub(_words, text))
    return _without_fences(words) if ":::writing" in words else words


def unescaped(text: str) -> str:
    """Returns a text with its marks as characters. LibreChat's models may write them as escape sequences."""
    return _ESCAPED.sub(lambda match: chr(0xE200 + int(match.group(1))), text)


def _words(mark: re.Match[str]) -> str:
    """The words that a mark is shown as."""
    kind, _, rest = mark.group(1).partition("\ue202")
    field = rest.partition("\ue202")[0]
    if kind in _LINKS:
        return field
    if kind in _NAMES:
        return _name(field)
    return _formula(field) if kind == "genui" else ""


def _name(field: str) -> str:
    """The second value of a list, which is the name of a thing after its kind; or the field itself if it is plain."""
    value = _value(field)
    if isinstance(value, list):
        return value[1] if len(value) > 1 and isinstance(value[1], str) else ""
    return "" if field[:1] in ("[", "{") else field


def _formula(field: str) -> str:
    """The formula in a box of ChatGPT; nothing for other boxes."""
    value = _value(field)
    boxes = value.items() if isinstance(value, dict) else ()
    box = next((box for name, box in boxes if name.startswith("math_block")), None)
    content = box.get("content") if isinstance(box, dict) else None
    return f"$${content}$$" if isinstance(content, str) else ""


def _value(field: str) -> Any:
    try:
        return json.loads(field, parse_int=float, parse_constant=_no_constant) if len(field) <= _MOST else None
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _without_fences(text: str) -> str:
    """A text without the lines around drafts."""
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        if _DRAFT.fullmatch(line):
            inside = True
        elif inside and line.strip(" \t") == ":::":
            inside = False
        else:
            kept.append(line)
    return "\n".join(kept)
