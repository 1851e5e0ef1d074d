"""The records of an index, one after the other in one append-only file. Knows bytes and places, no texts.

file    16 bytes of name, then records, each padded with zeros to a multiple of 16; while it is open, zeros behind them
record  key 32 · count uint32 · check 12 · count × uint32 shingles, ascending     little-endian
check   BLAKE2b of all the rest of the record; what follows the first record that fails it was torn by a kill
"""

import io
import mmap
import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import numpy as np

from kula.protocol.errors import IntegrityError
from kula.scoring.duplicates.shingles import Shingles

UNIT = 16
"""Places count in these bytes, so that 32 bits reach 64 GiB."""
_PLACES = 1 << 32
_NAME = b"kula.duplicates1"
_KEY = 32
_HEAD = 48
_NUMBER = 4
_ROOM = 1 << 14
"""Least bytes by which an open log grows; a large one grows by an eighth."""
_PRESENT = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
"""A growing log is in memory already; mapped at once it costs less than page by page at the next look-ups."""


class Log:
    """Records on disk, mapped into memory, or in memory without a path."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("a+b", buffering=0) if path else None
        self._map(bytearray(_NAME))
        if self._file:
            if self._file.seek(0, io.SEEK_END) < UNIT:
                self._file.truncate(0)
                self._file.write(_NAME)
            self._map(mmap.mmap(self._file.fileno(), 0))
        if (name := self._bytes[:UNIT]) != _NAME:
            raise IntegrityError(str(path), f"it starts with {name!r}, an index of duplicates starts with {_NAME!r}")
        self.end = len(self._bytes) // UNIT

    @classmethod
    def of(cls, content: bytes) -> "Log":
        """The log in memory with these bytes. Raises IntegrityError if they are none of a log."""
        if content[:UNIT] != _NAME or len(content) % UNIT:
            raise IntegrityError("log", f"it does not start with {_NAME!r}, or its length is no multiple of {UNIT}")
        log = cls(None)
        log._map(bytearray(content))
        log.end = len(content) // UNIT
        return log

    def content(self) -> bytes:
        """The bytes of the file: the name and the records, without the room behind them."""
        return bytes(self._bytes[: self.end * UNIT])

    def append(self, key: bytes, shingles: Shingles) -> int:
        """Write a record; returns its place. Raises ValueError for a key that is not 32 bytes long, or a full index."""
        if len(key) != _KEY:
            raise ValueError(f"a key has {_KEY} bytes, not {len(key)}")
        if self.end >= _PLACES:
            raise ValueError(f"an index holds at most {_PLACES * UNIT} bytes of records; start another")
        head, body = key + len(shingles).to_bytes(4, "little"), shingles.astype("<u4", copy=False).tobytes()
        record = head + _check(head, body) + body
        record += bytes(-len(record) % UNIT)
        place, start, stop = self.end, self.end * UNIT, self.end * UNIT + len(record)
        while stop > len(self._bytes):
            self._grow(max(stop - len(self._bytes), len(self._bytes) // 8, _ROOM))
        self._bytes[start:stop] = record
        self.end = stop // UNIT
        return place

    def read(self, place: int) -> Shingles:
        """The shingles at a place that `append` returned. Raises IntegrityError where there is no record."""
        head, end = place * UNIT // _NUMBER, self.end * UNIT // _NUMBER
        start = head + _HEAD // _NUMBER
        if start > end or (stop := start + self._numbers.item(head + _KEY // _NUMBER)) > end:
            raise IntegrityError(f"place {place}", "the index ends inside its record")
        return self._numbers[start:stop]

    def key(self, place: int) -> bytes:
        """The key at a place that `append` returned."""
        return bytes(self._bytes[place * UNIT : place * UNIT + _KEY])

    def scan(self) -> Iterator[tuple[int, Shingles]]:
        """Every record's place and shingles in order, each checked; cuts off what a kill tore."""
        place = 1
        while place < self.end:
            try:
                shingles = self.read(place)
            except IntegrityError:
                break
            start, following = place * UNIT, place - (-(_HEAD + shingles.nbytes) // UNIT)
            head, check = self._bytes[start : start + _KEY + 4], self._bytes[start + _KEY + 4 : start + _HEAD]
            if following > self.end or check != _check(bytes(head), shingles.tobytes()):
                break
            yield place, shingles
            place = following
        self._cut(place)

    def close(self) -> None:
        """Wait until everything is on disk, with no room behind it, and give the file back."""
        self._cut(self.end)
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.flush()
        if self._file:
            os.fsync(self._file.fileno())
            self._file.close()

    def _grow(self, more: int) -> None:
        if not self._file:
            self._map(bytearray(self._bytes) + bytes(more))
            return
        # Written, not just claimed: on a full disk this raises, and copying into claimed pages would kill the process.
        self._file.write(bytes(more))
        self._map(mmap.mmap(self._file.fileno(), 0, flags=_PRESENT))

    def _cut(self, place: int) -> None:
        self.end, size = place, place * UNIT
        if self._file and size < len(self._bytes):
            self._file.truncate(size)
            self._map(mmap.mmap(self._file.fileno(), 0))

    def _map(self, content: "mmap.mmap | bytearray") -> None:
        self._bytes = content
        self._numbers = np.frombuffer(content, dtype="<u4", count=len(content) // _NUMBER)


def _check(head: bytes, body: bytes) -> bytes:
    return blake2b(head + body, digest_size=12).digest()
