"""Output of commands: results go to stdout as JSON or as text, and everything else goes to stderr."""

import json
import re
import sys
from collections.abc import Mapping
from typing import Any

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What moves a terminal's cursor, colours it, sets its title, or turns the direction of a text; but no tab and no line end."""


def plain(text: str) -> str:
    """Returns a text whose control characters are written as in JSON. Strangers write much of what commands print."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(value: Any, as_json: bool = False, text: str | None = None) -> None:
    """Prints one result on stdout without delay, as one JSON value or as `text`.

    Without `text`, a mapping becomes one line `name: value` per field, and a list becomes one line per element.
    """
    line = json.dumps(value, indent=1, ensure_ascii=False) if as_json else _as_text(value) if text is None else text
    sys.stdout.write(plain(line) + "\n")
    sys.stdout.flush()


def warn(line: str) -> None:
    """Prints one line on stderr, so that it does not mix with a result."""
    sys.stderr.write(plain(line) + "\n")
    sys.stderr.flush()


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {one}" for name, one in value.items())
    if isinstance(value, list):
        return "\n".join(_row(one) for one in value)
    return str(value)


def _row(value: Any) -> str:
    return "  ".join(f"{name} {one}" for name, one in value.items()) if isinstance(value, Mapping) else str(value)
