"""Which records hold a shingle: a table of buckets of fixed width, in memory-mapped bytes. Knows hashes and places, no texts.

The low bits of a hash choose its bucket, which has WIDTH slots of (hash, place). If all slots are taken, the entries of the
highest rank stay. Ranks are as good as drawn. Of m records with a popular shingle each keeps that anchor with a chance of
WIDTH / m, and has other anchors. So every insert and every look-up costs the same, for popular shingles and large tables too.
Nobody can push a record out with a few later ones that share its shingles, or hide a record behind a few earlier ones.

    file   64 bytes: name 16 · buckets · anchors put in · end of the log · 1 if closed in order (uint64 each), zeros
           then a bucket after the other: hash uint32 × WIDTH, place uint32 × WIDTH; place 0 is an empty slot      little-endian

A bucket fills one line of a processor's cache: a hash costs one access to memory, however large the table is.
"""

import mmap
import os
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kula.scoring.duplicates.shingles import Shingles

WIDTH = 8
_NAME = b"kula.postings.02"
_HEAD = 64
_LEAST = 128
"""Buckets of an empty table; a power of two."""
_STEP = 1 << 16
_FULL = 6
"""Anchors a bucket, on average, from which the table doubles."""
_SPREAD, _MIX = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
_BUCKETS, _ANCHORS, _COVERED, _CLOSED = range(4)


class Postings:
    """The table, on disk or in memory without a path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path and path.exists() and self._opens(path):
            return
        self.clear()

    @property
    def covered(self) -> int | None:
        """The end of the log when this table was closed, or None where that did not happen in order."""
        return int(self._head[_COVERED]) if self._head[_CLOSED] else None

    def clear(self) -> None:
        """Make an empty table."""
        self._map(_create(self._path, _LEAST), _LEAST)

    def insert(self, hashes: Shingles, place: int) -> None:
        """Note that the record at `place`, later than all before, holds these different hashes."""
        self._anchors += len(hashes)
        while self._anchors > _FULL * len(self._table):
            self._double()
        rows, buckets = self._buckets(hashes)
        ranks = _ranks(buckets[:, 1], buckets[:, 0])
        wins = _ranks(np.full(1, place, dtype=np.uint32), hashes) > ranks.min(axis=1)
        slots = (rows * (2 * WIDTH) + ranks.argmin(axis=1))[wins]
        self._cells[slots] = hashes[wins]
        self._cells[slots + WIDTH] = place

    def candidates(self, hashes: Shingles, least: int, most: int) -> list[int]:
        """Places that hold at least `least` of the hashes: most hits first, then the oldest; at most `most`."""
        _, buckets = self._buckets(hashes)
        places = buckets[:, 1][buckets[:, 0] == hashes[:, None]]
        if len(places) < least:
            return []
        places.sort()
        # Of a place with n hits n - least + 1 are left: none of most places, and the order is the same.
        often = places[least - 1 :]
        often = often[often == places[: len(often)]]
        ranked = sorted((-count, place) for place, count in Counter(often.tolist()).items() if place)
        return [place for _, place in ranked[:most]]

    def reopen(self) -> None:
        """Say that from here on the table is behind what it was closed with, until it is closed again."""
        self._head[_CLOSED] = 0

    def close(self, covered: int) -> None:
        """Write everything out, and that the table stands for a log with this end."""
        self._head[_ANCHORS], self._head[_COVERED] = self._anchors, covered
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.flush()
        self._head[_CLOSED] = 1
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.flush()

    def _buckets(self, hashes: Shingles) -> tuple[NDArray[np.intp], Shingles]:
        """The number and the bucket of each hash."""
        rows = (hashes & self._mask).astype(np.intp)
        return rows, self._table.take(rows, axis=0)

    def _double(self) -> None:
        """Twice the buckets: the next bit of its hash says whether an anchor stays or moves to the bucket's twin."""
        old, anchors, buckets = self._table, self._anchors, len(self._table)
        self._map(_create(self._path, 2 * buckets), 2 * buckets)
        self._anchors = anchors
        for start in range(0, buckets, _STEP):
            part = slice(start, min(buckets, start + _STEP))
            moves = (old[part, :1] & np.uint32(buckets)) != 0
            for half, chosen in ((0, ~moves), (buckets, moves)):
                self._table[part.start + half : part.stop + half] = np.where(chosen, old[part], 0)

    def _opens(self, path: Path) -> bool:
        with path.open("r+b") as file:
            if file.read(16) != _NAME:
                return False
            buckets = int.from_bytes(file.read(8), "little")
            if os.fstat(file.fileno()).st_size != _size(buckets):
                return False
            self._map(mmap.mmap(file.fileno(), 0), buckets)
        return True

    def _map(self, data: "mmap.mmap | bytearray", buckets: int) -> None:
        self._bytes = data
        self._mask = np.uint32(buckets - 1)
        self._head = np.frombuffer(data, dtype="<u8", count=4, offset=16)
        self._anchors = int(self._head[_ANCHORS])
        self._cells = np.frombuffer(data, dtype="<u4", offset=_HEAD)
        self._table = self._cells.reshape(buckets, 2, WIDTH)


def _ranks(places: Shingles, hashes: Shingles) -> Shingles:
    """As good as drawn for each (place, hash); 0 for an empty slot."""
    ranks = places * _SPREAD ^ hashes
    ranks *= _MIX
    return ranks


def _size(buckets: int) -> int:
    return _HEAD + 2 * 4 * WIDTH * buckets


def _create(path: Path | None, buckets: int) -> "mmap.mmap | bytearray":
    head = _NAME + buckets.to_bytes(8, "little")
    if not path:
        return bytearray(head) + bytearray(_size(buckets) - len(head))
    partial = path.with_suffix(".partial")
    with partial.open("w+b") as file:
        file.write(head)
        file.truncate(_size(buckets))
        table = mmap.mmap(file.fileno(), _size(buckets))
    partial.replace(path)
    return table
