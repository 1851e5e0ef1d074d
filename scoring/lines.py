"""The lines of files of records (.jsonl, .jsonl.gz): each is read, and what is no record says what is wrong with it."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kula.protocol.errors import KulaError
from kula.protocol.records.content import adapt, parse_content
from kula.scoring.features.text import Content


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file of records."""

    number: int
    """Counted from 1."""
    fields: Mapping[str, Any]
    """The line's JSON object, empty if the line holds none."""
    content: Content | None
    """The record, or None if the line holds no well-formed one."""
    problem: str
    """What is wrong with the line; empty if nothing is."""


def read_records(path: Path) -> Iterator[Line]:
    """Every line of a .jsonl or .jsonl.gz file."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for number, text in enumerate(lines, 1):
            try:
                value = json.loads(text)
            except ValueError:
                yield Line(number, {}, None, "The line is not JSON.")
                continue
            yield _line(number, value)


def read_folder(folder: Path) -> Iterator[tuple[str, Line]]:
    """Every line of all .jsonl and .jsonl.gz files of a folder, with the name of its file."""
    for path in sorted(folder.glob("*.jsonl*")):
        yield from ((path.name, line) for line in read_records(path))


def _line(number: int, value: Any) -> Line:
    if not isinstance(value, dict):
        return Line(number, {}, None, "The line is not a JSON object.")
    try:
        return Line(number, value, parse_content(adapt(value)), "")
    except KulaError as error:
        return Line(number, value, None, str(error))
