"""The records of an index, one after the other in one append-only file. Knows bytes and places, no texts.

file    16 bytes of name, then records, each padded with zeros to a multiple of 16
record  key 32 · count uint32 · check 12 · count × uint32 shingles, ascending     little-endian
check   BLAKE2b of all the rest of the record; what follows the first record that fails it was torn by a kill
"""

import io
import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import numpy as np

from protocol.errors import IntegrityError
from scoring.duplicates.shingles import Shingles

UNIT = 16
"""Places count in these bytes, so that 32 bits reach 64 GiB."""
_PLACES = 1 << 32
_NAME = b"kula.duplicates1"
_KEY = 32
_HEAD = 48
_GUESS = 1_024
"""Bytes read at once; most records fit."""


class Log:
    """Records on disk, or in memory without a path."""

    def __init__(self, path: Path | None) -> None:
        if path:
            path.touch()
        self._file: BinaryIO = path.open("r+b", buffering=0) if path else io.BytesIO()
        if self._size() < UNIT:
            self.cut(0)
            self._file.write(_NAME)
        self._file.seek(0)
        if (name := self._file.read(UNIT)) != _NAME:
            raise IntegrityError(str(path), f"it starts with {name!r}, an index of duplicates starts with {_NAME!r}")
        self.end = self._size() // UNIT

    def append(self, key: bytes, found: Shingles) -> int:
        """Write a record; returns its place. Raises ValueError for a key that is not 32 bytes long, or a full index."""
        if len(key) != _KEY:
            raise ValueError(f"a key has {_KEY} bytes, not {len(key)}")
        if self.end >= _PLACES:
            raise ValueError(f"an index holds at most {_PLACES * UNIT} bytes of records; start another")
        head, body = key + len(found).to_bytes(4, "little"), found.astype("<u4").tobytes()
        record = head + _check(head, body) + body
        record += bytes(-len(record) % UNIT)
        place = self.end
        self._file.seek(place * UNIT)
        self._file.write(record)
        self.end += len(record) // UNIT
        return place

    def read(self, place: int) -> tuple[bytes, Shingles]:
        """The key and the shingles at a place that `append` returned. Raises IntegrityError where there is no record."""
        self._file.seek(place * UNIT)
        data = self._file.read(_GUESS)
        count = int.from_bytes(data[_KEY : _KEY + 4], "little")
        if (missing := _HEAD + 4 * count - len(data)) > 0:
            data += self._file.read(missing)
        if len(data) < _HEAD + 4 * count or len(data) < _HEAD:
            raise IntegrityError(f"place {place}", "the index ends inside its record")
        return data[:_KEY], np.frombuffer(data, dtype="<u4", count=count, offset=_HEAD)

    def scan(self) -> Iterator[tuple[int, Shingles]]:
        """Every record's place and shingles in order, each checked; cuts off what a kill tore."""
        place, end = 1, self.end
        while place < end:
            try:
                key, found = self.read(place)
                self._file.seek(place * UNIT + _KEY + 4)
                whole = self._file.read(12) == _check(key + len(found).to_bytes(4, "little"), found.tobytes())
            except IntegrityError:
                whole, found = False, np.zeros(0, dtype=np.uint32)
            following = place - (-(_HEAD + found.nbytes) // UNIT)
            if not whole or following > end:
                break
            yield place, found
            place = following
        self.cut(place)

    def cut(self, place: int) -> None:
        """Let the log end at a place."""
        self._file.truncate(place * UNIT)
        self._file.seek(0, io.SEEK_END)
        self.end = place

    def sync(self) -> None:
        """Wait until everything is on disk."""
        if not isinstance(self._file, io.BytesIO):
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _size(self) -> int:
        return self._file.seek(0, io.SEEK_END)


def _check(head: bytes, body: bytes) -> bytes:
    return blake2b(head + body, digest_size=12).digest()
