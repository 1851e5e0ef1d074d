"""Sends what is new of an export, once: skips what has a receipt, and looks for personal data before anything leaves."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kula.node.contributor.exports.keys import news
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.personal import personal, redacted
from kula.node.contributor.exports.reader import Imported
from kula.protocol.errors import KulaError, MalformedInput, Unavailable
from kula.protocol.records.content import Content

_MOST_LINE = 1 << 16
"""More bytes than a receipt has."""
Send = Callable[[Content], dict[str, Any]]


class Personal(StrEnum):
    """What happens to a record with personal data."""

    HOLD = "hold"
    REDACT = "redact"
    KEEP = "keep"


class State(StrEnum):
    """What became of a record."""

    SENT = "sent"
    HELD = "held"
    REFUSED = "refused"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one record. `details` are its personal data, and `content` is what was sent or would be."""

    imported: Imported
    state: State
    content: Content
    details: list[tuple[str, str]]
    problem: str = ""


class Results(list[Result]):
    """What became of each record of an export. `left_out` counts what was not sent, by reason."""

    left_out: dict[str, int]


class Receipts:
    """The receipts of all imports in one file: JSON lines, each with the key of the content that it is for.

    With `read_only`, new receipts are remembered and not written.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises MalformedInput if the file cannot be written: a receipt that is lost proves nothing."""
        try:
            if not read_only:
                path.open("ab").close()
        except OSError as error:
            raise MalformedInput("receipts", f"{path} cannot be written: {error.strerror}") from error
        self._path = path
        self._read_only = read_only
        self.keys = set(_keys(path))

    def add(self, key: str, receipt: dict[str, Any]) -> None:
        """Writes a receipt to the disk before it returns."""
        self.keys.add(key)
        if self._read_only:
            return
        _cut_torn_line(self._path)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, **receipt}) + "\n")
            file.flush()
            os.fsync(file.fileno())


def send_new(
    records: Iterable[Imported],
    receipts: Receipts,
    send: Send,
    left_out: LeftOut,
    choice: Personal | str = Personal.HOLD,
) -> Iterator[Result]:
    """Sends every record that has no receipt yet, and yields what became of each record.

    `send` returns the receipt, or raises KulaError if the record is refused. A refused record is tried again by the
    next run. If the gateway does not answer, the rest waits for the next run. Raises MalformedInput for another `choice`.
    """
    choice = personal_choice(choice)
    for imported in records:
        if reason := news(imported.content, imported.keys, receipts.keys):
            left_out.add(reason)
            yield Result(imported, State.LEFT_OUT, imported.content, [], reason)
            continue
        details = [] if choice is Personal.KEEP else personal(imported.content)
        content = redacted(imported.content) if details else imported.content
        if details and choice is Personal.HOLD:
            left_out.add("personal-data")
            yield Result(imported, State.HELD, content, details)
            continue
        try:
            receipt = send(content)
        except KulaError as error:
            yield Result(imported, State.REFUSED, content, details, str(error))
            if isinstance(error, Unavailable):
                return
            continue
        receipts.add(imported.key, receipt)
        yield Result(imported, State.SENT, content, details)


def personal_choice(choice: Personal | str) -> Personal:
    """Returns a choice by its name. Raises MalformedInput."""
    try:
        return Personal(choice)
    except ValueError as error:
        raise MalformedInput("personal", f"must be one of {', '.join(Personal)}") from error


def _keys(path: Path) -> Iterator[str]:
    """The keys in a file of receipts. A line that a kill tore is no receipt."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict) and isinstance(row.get("key"), str):
                yield row["key"]


def _cut_torn_line(path: Path) -> None:
    """Cuts what a kill left of a last line, so that every line of the file is a receipt."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _MOST_LINE, 0))
        tail = file.read()
        if tail and not tail.endswith(b"\n"):
            file.truncate(size - len(tail) + tail.rfind(b"\n") + 1)
