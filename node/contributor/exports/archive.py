"""The texts inside an export: a plain file, a gzipped one, or the files of a ZIP. Reads in pieces, within limits."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.vocabulary import FEEDBACK_FILES, LIMITS, OTHER_FILES
from kula.protocol.errors import MalformedInput, RefusedByPolicy

_PIECE = 1 << 18
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_UNREADABLE = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
)
"""What the modules for ZIP and gzip raise for a broken file."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an export. `pieces` can be read once; it raises MalformedInput or RefusedByPolicy."""

    name: str
    pieces: Iterator[bytes]
    of_archive: bool


def texts_of(path: Path, left_out: LeftOut) -> Iterator[Text]:
    """Yields the texts of an export that can hold talks or opinions; the opinions come first.

    Raises MalformedInput for a file that cannot be read, RefusedByPolicy for one over the limits.
    """
    try:
        size, opened = path.stat().st_size, path.open("rb")
    except OSError as error:
        raise MalformedInput(path.name, f"cannot be read: {error.strerror}") from error
    with opened as file:
        if size > LIMITS["file_bytes"]:
            raise RefusedByPolicy("too-large", f"{path.name} has more than {LIMITS['file_bytes']} bytes; divide it")
        start = file.read(4)
        file.seek(0)
        if start.startswith(b"PK"):
            yield from _texts_of_zip(path.name, file, left_out)
        elif start.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield Text(path.name, _pieces(path.name, unpacked, Budget(size)), of_archive=False)
        else:
            yield Text(path.name, _pieces(path.name, file, Budget(0)), of_archive=False)


def _texts_of_zip(name: str, file: IO[bytes], left_out: LeftOut) -> Iterator[Text]:
    try:
        archive = zipfile.ZipFile(file)
    except _UNREADABLE as error:
        raise MalformedInput(name, f"is no ZIP that can be read: {error}") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if len(entries) > LIMITS["archive_files"]:
            raise RefusedByPolicy("too-many-files", f"{name} holds more than {LIMITS['archive_files']} files")
        chosen = [entry for entry in entries if _can_hold_talks(entry)]
        if not chosen:
            pages = any(PurePosixPath(entry.filename).suffix.lower() == ".html" for entry in entries)
            advice = ": choose JSON as the form of your export, not HTML" if pages else ""
            raise MalformedInput(name, f"holds no JSON that can hold talks{advice}")
        left_out.add("other-file", len(entries) - len(chosen))
        budget = Budget(0)
        for entry in sorted(chosen, key=lambda entry: (not is_feedback(entry.filename), entry.filename)):
            budget = Budget(entry.compress_size, budget.unpacked)
            yield Text(entry.filename, _pieces_of_entry(archive, entry, budget), of_archive=True)


def is_feedback(name: str) -> bool:
    """Whether a file of an export holds the person's opinions, apart from the talks."""
    return PurePosixPath(name).name.lower() in FEEDBACK_FILES


class Budget:
    """Counts unpacked bytes. `packed` is the packed size of the current file; 0 stands for a file that is not packed."""

    def __init__(self, packed: int, unpacked: int = 0) -> None:
        self.unpacked = unpacked
        self._start = unpacked
        self._packed = packed

    def spend(self, name: str, count: int) -> None:
        """Adds bytes. Raises RefusedByPolicy beyond the limits of size and of the ratio of unpacked to packed bytes."""
        self.unpacked += count
        if self.unpacked > LIMITS["unpacked_bytes"]:
            raise RefusedByPolicy("too-large", f"{name} unpacks to more than {LIMITS['unpacked_bytes']} bytes")
        size = self.unpacked - self._start
        if self._packed and size > LIMITS["ratio_from_bytes"] and size > self._packed * LIMITS["ratio"]:
            raise RefusedByPolicy("ratio", f"{name} unpacks to more than {LIMITS['ratio']} times its size")


def _can_hold_talks(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = "__MACOSX" in path.parts or path.name.startswith(".")
    return path.suffix.lower() in _SUFFIXES and path.name.lower() not in OTHER_FILES and not hidden


def _pieces_of_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    try:
        with archive.open(entry) as file:
            yield from _pieces(entry.filename, file, budget)
    except _UNREADABLE as error:
        raise MalformedInput(entry.filename, f"cannot be unpacked: {error}") from error


def _pieces(name: str, file: IO[bytes] | gzip.GzipFile, budget: Budget) -> Iterator[bytes]:
    while True:
        try:
            piece = file.read(_PIECE)
        except _UNREADABLE as error:
            raise MalformedInput(name, f"cannot be read: {error}") from error
        if not piece:
            return
        budget.spend(name, len(piece))
        yield piece
