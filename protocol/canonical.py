"""Canonical JSON: exactly one byte string per value. Reads strictly and writes RFC 8785 with text in NFC. Pure."""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NoReturn

import rfc8785

from kula.protocol.errors import MalformedInput

MAX_SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 8
_MOST_NAME = 64
"""Most characters of a field's name in an error."""
PARSED_DEPTH = 64
"""The deepest JSON that a parser may see. Libraries raise Python's limit of recursion, beyond which the C stack overflows."""
_BYTES_PER_VALUE = 24
"""A value of two bytes takes 70 in memory. What strangers answer in bulk is hashes, signatures and addresses."""
_FREE_VALUES = 1_000
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
Form = Literal["NFC", "NFKC"]
"""A Unicode normal form."""
_APART: Mapping[Form, Literal["NFD", "NFKD"]] = {"NFC": "NFD", "NFKC": "NFKD"}
"""The form in which a normal form takes characters apart, before it composes them."""
_MARKS_TOGETHER = 31
"""Marks in a row from which they are sorted before the library sees them."""
_LAST_MARK = 0x1FFFF
"""No later character combines with the one before it."""


def loads_strict(raw: bytes) -> Any:
    """Parses UTF-8 JSON.

    Raises MalformedInput for another encoding, NaN, floats, duplicate keys, lone surrogates, NUL characters, integers
    beyond 2^53 - 1 and more than MAX_DEPTH levels.
    """
    check_depth(raw)
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_no_float)
    except UnicodeDecodeError as error:
        raise MalformedInput("body", "is not UTF-8") from error
    except ValueError as error:
        raise MalformedInput("body", f"is not JSON: {error}") from error
    check(value)
    return value


def check_depth(raw: bytes) -> None:
    """Raises MalformedInput for JSON that is nested deeper than PARSED_DEPTH. Takes linear time for any bytes."""
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(raw):
        bracket = match[0][:1]
        depth += (bracket in b"[{") - (bracket in b"]}")
        if depth > PARSED_DEPTH:
            raise MalformedInput("body", f"is nested deeper than {PARSED_DEPTH} levels")


def require_few_values(raw: bytes | bytearray) -> None:
    """Raises MalformedInput if JSON may hold so many values that they take far more memory than its bytes."""
    marks = raw.count(b",") + raw.count(b"[") + raw.count(b"{")
    if marks > _FREE_VALUES + len(raw) // _BYTES_PER_VALUE:
        raise MalformedInput("body", f"has {len(raw)} bytes and more than one value per {_BYTES_PER_VALUE} of them")


def canonical_json(value: Any) -> bytes:
    """Returns the RFC 8785 bytes of a value. Strings are brought into NFC first."""
    return rfc8785.dumps(_nfc(value))


def check(value: Any) -> None:
    """Raises MalformedInput for a value that has no canonical form. The error names the field."""
    _check(value, ())


def _check(value: Any, path: tuple[Any, ...]) -> None:
    """Checks the value at `path`, the keys and indices that lead to it.

    The path becomes text only in an error: a long key would otherwise be copied for each value below it.
    """
    if len(path) > MAX_DEPTH:
        raise MalformedInput(_place(path), f"is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, path)
            _check(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, (*path, index))
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER):
        raise MalformedInput(_place(path), "must be an integer of at most 2^53 - 1")


def normal_form(text: str, form: Form = "NFC") -> str:
    """Returns what `unicodedata.normalize` returns, in time that grows with the length of the text alone.

    The library sorts the marks after a letter by exchanging neighbours, which takes the square of their number. Long runs of
    marks are sorted here, by the same rule: stably, by combining class.
    """
    if text.isascii() or _marks(form).isdisjoint(text):
        return unicodedata.normalize(form, text)
    return unicodedata.normalize(form, _long_runs(form).sub(lambda run: _in_order(run[0], form), text))


def _in_order(marks: str, form: Form) -> str:
    apart = "".join(unicodedata.normalize(_APART[form], mark) for mark in marks)
    return "".join(sorted(apart, key=unicodedata.combining))


@lru_cache(maxsize=2)
def _long_runs(form: Form) -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(_marks(form)))}]{{{_MARKS_TOGETHER},}}")


@lru_cache(maxsize=2)
def _marks(form: Form) -> frozenset[str]:
    """The characters that a normal form takes apart into marks only."""
    each = map(chr, range(0x300, _LAST_MARK + 1))
    return frozenset(c for c in each if unicodedata.combining(c) or _is_mark(c, form))


def _is_mark(character: str, form: Form) -> bool:
    if not unicodedata.decomposition(character):
        return False
    return all(map(unicodedata.combining, unicodedata.normalize(_APART[form], character)))


def _check_text(text: str, path: tuple[Any, ...]) -> None:
    if not text.isascii() and any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise MalformedInput(_place(path), "holds a lone surrogate, which is no character")
    if "\x00" in text:
        raise MalformedInput(_place(path), "holds a NUL character")


def _place(path: tuple[Any, ...]) -> str:
    steps = (f"[{part}]" if isinstance(part, int) else f".{part[:_MOST_NAME]}" for part in path)
    return "".join(steps).removeprefix(".") or "body"


def _nfc(value: Any) -> Any:
    if isinstance(value, str):
        return normal_form(value)
    if isinstance(value, dict):
        return {_nfc(key): _nfc(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_nfc(item) for item in value]
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedInput("body", "names a field twice")
    return fields


def _no_constant(name: str) -> NoReturn:
    raise MalformedInput("body", f"{name} is not a number in JSON")


def _no_float(text: str) -> NoReturn:
    raise MalformedInput("body", f"{text} is not an integer; numbers here are integers")
