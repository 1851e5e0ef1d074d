"""The JSON values of a text, one at a time: the elements of a list, or values one after another, as in JSON lines.

A text is cut into items by brackets and quotes alone, so that a broken item costs itself only. A line feed inside of
quotes is no JSON, and ends the item. An item that is no JSON is tried again line by line.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from kula.node.contributor.exports.left_out import Refused
from kula.node.contributor.exports.vocabulary import LIMITS
from kula.protocol.errors import MalformedInput

_OUTSIDE = re.compile(r'[][{}",\n]')
_WITHIN = re.compile(r'(?:[^][{}"]++|"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+")*+')
"""Whole strings and other things inside of an item, up to a bracket or to a string that does not end."""
_INSIDE = re.compile(r'["\\\n]')
_WITH, _WITHOUT = "with", "without"
"""Whether an item that ends at a mark holds that mark."""
_MOST_DIGITS = 300
_BROKEN = "\ufffd"
"""What a decoder puts where the bytes are no text."""


def items_of(name: str, pieces: Iterable[bytes]) -> Iterator[Any]:
    """Yields each item of a text as its JSON value, or as the Refused that says why it has none.

    `name` is for errors. Reads UTF-8, or UTF-16 if the text begins like it. Raises MalformedInput if the text does not
    begin like JSON.
    """
    splitter = _Splitter(name)
    for text in _decoded(pieces):
        for item in splitter.feed(text):
            yield from _values(item)
    value = None
    for item in splitter.end():
        for value in _values(item):
            yield value
    if splitter.unclosed and not isinstance(value, Refused):
        yield Refused("truncated", "the list has no end")


def _decoded(pieces: Iterable[bytes]) -> Iterator[str]:
    source = iter(pieces)
    start = b""
    for piece in source:
        start += piece
        if len(start) >= 4:
            break
    decoder = codecs.getincrementaldecoder(_encoding(start))(errors="replace")
    yield decoder.decode(start)
    for piece in source:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) >= 2 and 0 in start[:2]:
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    return "utf-8-sig"


class _Splitter:
    """Cuts text into items. Keeps at most one item in memory."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[str] = []
        self._size = 0
        self._depth = self._deepest = 0
        self._base = -1
        """0 for values one after another, 1 for the elements of a list, -1 before the first character."""
        self._quoted = False
        self._escaped = False

    def feed(self, text: str) -> Iterator[str]:
        """Yields the items that end in this piece of the text; an empty one for an item that is nested too deep."""
        place = begin = self._first(text) if self._base < 0 else 0
        while place < len(text):
            if self._escaped:
                self._escaped = False
                place += 1
                continue
            place = self._mark(text, place)
            if place >= len(text):
                break
            mark = text[place]
            place += 1
            end = self._inside(mark) if self._quoted else self._outside(mark)
            if end:
                yield from self._item(text[begin : place if end == _WITH else place - 1])
                begin = place
        self._keep(text[begin:])
        if self._size > LIMITS["item_characters"]:
            yield from self._item("")

    def end(self) -> Iterator[str]:
        """Yields what is left when the text ends. Raises MalformedInput if there was no text at all."""
        if self._base < 0:
            raise MalformedInput(self._name, "is empty")
        yield from self._item("")

    @property
    def unclosed(self) -> bool:
        """Whether a list has begun and has not ended."""
        return self._base == 1

    def _first(self, text: str) -> int:
        """The place after the bracket of a list, or of the first value."""
        place = len(text) - len(text.lstrip(" \t\r\n\ufeff"))
        if place == len(text):
            return place
        if text[place] not in "[{":
            advice = (
                "choose JSON as the form of your export" if text[place] == "<" else "it begins with neither [ nor {"
            )
            raise MalformedInput(self._name, f"is not JSON: {advice}")
        self._base = self._depth = 1 if text[place] == "[" else 0
        return place + self._base

    def _mark(self, text: str, place: int) -> int:
        """The place of the next character that matters, or of the text's end."""
        if not self._quoted and self._depth > self._base and (match := _WITHIN.match(text, place)):
            return match.end()
        match = (_INSIDE if self._quoted else _OUTSIDE).search(text, place)
        return match.start() if match else len(text)

    def _inside(self, mark: str) -> str:
        """Goes on after a mark inside of quotes. A line feed breaks the item."""
        self._escaped = mark == "\\"
        self._quoted = mark == "\\"
        if mark != "\n":
            return ""
        self._depth = self._base
        return _WITHOUT

    def _outside(self, mark: str) -> str:
        """Goes on after a mark outside of quotes; returns whether an item ends there, with the mark or without it."""
        if mark == '"':
            self._quoted = True
        elif mark in "[{":
            self._depth += 1
            self._deepest = max(self._deepest, self._depth)
        elif mark in "]}":
            if self._depth > self._base:
                self._depth -= 1
                return _WITH if self._depth == self._base else ""
            self._base = self._depth = 0
            return _WITHOUT
        elif self._depth == self._base and (mark == "," or self._base == 0):
            return _WITHOUT
        return ""

    def _keep(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    def _item(self, text: str) -> Iterator[str]:
        """Takes the item that ends with this text; nothing for white space."""
        self._keep(text)
        whole = "".join(self._parts).strip(" \t\r\n\ufeff")
        too_deep = self._deepest - self._base > LIMITS["depth"]
        self._parts, self._size, self._deepest = [], 0, self._depth
        if whole:
            yield "" if too_deep else whole


def _values(text: str) -> Iterator[Any]:
    """The value of an item. If it is no JSON, but one of its lines is an object, the values of its lines."""
    if not text:
        yield Refused("too-large", f"is nested deeper than {LIMITS['depth']} levels")
        return
    value = _value(text)
    if isinstance(value, Refused) and "\n" in text:
        lines = [_value(line) for line in text.split("\n") if line.strip(" \t\r")]
        if any(isinstance(line, dict) for line in lines):
            yield from lines
            return
    yield value


def _value(text: str) -> Any:
    if len(text) > LIMITS["item_characters"]:
        return Refused("too-large", f"has more than {LIMITS['item_characters']} characters")
    if _BROKEN in text:
        return Refused("broken-text", "holds bytes that are no text")
    try:
        return json.loads(text, parse_int=_whole, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Refused("truncated" if _breaks_off(text) else "not-json", f"is not JSON: {error}")


def _whole(digits: str) -> int | float:
    """A whole number; infinity, as in JavaScript, for one that no double holds."""
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)


def _breaks_off(text: str) -> bool:
    """Whether an item opens more brackets or quotes than it closes."""
    depth, place, quoted = 0, 0, False
    while match := (_INSIDE if quoted else _OUTSIDE).search(text, place):
        mark = match.group()
        place = match.end() + (mark == "\\")
        if mark == '"':
            quoted = not quoted
        elif not quoted:
            depth += (mark in "[{") - (mark in "]}")
    return quoted or depth > 0


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")
