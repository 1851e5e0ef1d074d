"""Reads an export: every record that it gives, in the order of the file, and counts what is left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kula.node.contributor.exports.archive import Text, is_feedback, texts_of
from kula.node.contributor.exports.contents import contents_of
from kula.node.contributor.exports.drafts import Context, as_dict, as_text
from kula.node.contributor.exports.formats import chatgpt, oasst
from kula.node.contributor.exports.index import drafts_of, form_of, inner_items
from kula.node.contributor.exports.items import items_of
from kula.node.contributor.exports.keys import keys_of
from kula.node.contributor.exports.left_out import LeftOut, Refused
from kula.protocol.errors import MalformedInput
from kula.protocol.records.content import Content


@dataclass(frozen=True, slots=True)
class Imported:
    """One content that an export gives. `number` counts the items of its file from 1."""

    file: str
    number: int
    form: str
    title: str
    content: Content
    keys: list[str]
    """The keys of the beginnings of a conversation, then the key of the content."""

    @property
    def key(self) -> str:
        """The key of the content."""
        return self.keys[-1]


@dataclass(slots=True)
class _Reading:
    """What is known while an export is read."""

    left_out: LeftOut
    context: Context = field(default_factory=Context)


def read_export(path: Path, left_out: LeftOut | None = None) -> Iterator[Imported]:
    """Yields every record that an export gives, and adds to `left_out` what it does not give.

    One bad item never costs the others. Raises MalformedInput if the file cannot be read at all, RefusedByPolicy if it
    is over the limits.
    """
    reading = _Reading(left_out if left_out is not None else LeftOut())
    for text in texts_of(path, reading.left_out):
        if is_feedback(text.name):
            _read_feedback(text, reading)
        else:
            yield from _records_of_text(text, reading)
    reading.left_out.add("thumb-without-answer", len(reading.context.opinions))


def _read_feedback(text: Text, reading: _Reading) -> None:
    try:
        for item in items_of(text.name, text.pieces):
            reading.context.opinions.update(chatgpt.opinions(as_dict(item)))
    except MalformedInput as error:
        reading.left_out.add("other-file", place=str(error))


@dataclass(slots=True)
class _File:
    """What is known while one file of an export is read."""

    name: str
    reading: _Reading
    number: int = 0
    """Items so far."""
    known: int = 0
    """Items of a known form so far."""
    unknown: LeftOut = field(default_factory=LeftOut)
    rows: oasst.Rows = field(default_factory=oasst.Rows)

    def records(self, item: Any) -> Iterator[Imported]:
        """The records of the next item, unless it is a part of a tree that is not whole yet."""
        form = form_of(item)
        self.number += 1
        self.known += bool(form)
        if form == "oasst" and oasst.is_row(item):
            self.rows.take(self.number, item, self.reading.left_out)
            return
        left_out = self.reading.left_out if form else self.unknown
        yield from _records_of_item(self.name, self.number, item, self.reading, left_out)

    def rest(self) -> Iterator[Imported]:
        """The records of what was kept until the end of the file."""
        for number, tree in self.rows.trees(self.reading.left_out):
            yield from _records_of_item(self.name, number, tree, self.reading, self.reading.left_out)


def _records_of_text(text: Text, reading: _Reading) -> Iterator[Imported]:
    """The records of one file. A file of an archive that holds no known item is another file, and no error."""
    file = _File(text.name, reading)
    try:
        for outer in items_of(text.name, text.pieces):
            for item in inner_items(outer):
                yield from file.records(item)
    except MalformedInput as error:
        if not text.of_archive and not file.number:
            raise
        reading.left_out.add("truncated" if file.known else "other-file", place=str(error))
    yield from file.rest()
    if text.of_archive and not file.known:
        reading.left_out.add("other-file", int(bool(file.number)))
        return
    for reason, count in file.unknown.counts.items():
        reading.left_out.add(reason, count)
    for place in file.unknown.places:
        reading.left_out.add("", 0, place)


def _records_of_item(file: str, number: int, item: Any, reading: _Reading, left_out: LeftOut) -> Iterator[Imported]:
    """The records of one item."""
    try:
        if isinstance(item, Refused):
            raise item
        for draft in drafts_of(item, reading.context, left_out):
            try:
                for content in contents_of(draft, left_out):
                    title = as_text(item.get("title")) or as_text(item.get("name"))
                    yield Imported(file, number, form_of(item), title, content, keys_of(content))
            except Refused as refusal:
                left_out.add(refusal.reason, place=f"{file}, item {number}: {refusal}")
    except Refused as refusal:
        left_out.add(refusal.reason, place=f"{file}, item {number}: {refusal}")
