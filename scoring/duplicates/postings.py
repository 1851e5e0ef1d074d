"""Which records hold a shingle: a table of buckets of fixed width, in memory-mapped bytes. Knows hashes and places, no texts.

A bucket is chosen by a hash's low bits and has WIDTH slots of (hash, place). Where all are taken those of the highest rank
stay, and ranks are as good as drawn: of m records with a popular shingle each keeps that anchor with a chance of WIDTH / m,
and has others. Every insert and every look-up costs the same, however popular a shingle is and however many records there
are; and nobody can push a record out with a few later ones that share its shingles, or hide one behind a few earlier.

    file   64 bytes: name 16 · buckets · anchors put in · end of the log · 1 if closed in order (uint64 each), zeros
           then hash uint32 × WIDTH a bucket, then place uint32 × WIDTH a bucket; place 0 is an empty slot      little-endian
"""

import mmap
import os
from collections import Counter
from pathlib import Path

import numpy as np

from scoring.duplicates.shingles import Shingles

WIDTH = 8
_NAME = b"kula.postings.01"
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
        while self._anchors > _FULL * len(self._hashes):
            self._double()
        rows = (hashes & self._mask).astype(np.intp)
        ranks = _ranks(self._places.take(rows, axis=0), self._hashes.take(rows, axis=0))
        slots = rows * WIDTH + ranks.argmin(axis=1)
        wins = _ranks(np.full(1, place, dtype=np.uint32), hashes) > ranks.min(axis=1)
        slots = slots[wins]
        self._table[0].reshape(-1)[slots] = hashes[wins]
        self._table[1].reshape(-1)[slots] = place

    def candidates(self, hashes: Shingles, least: int, most: int) -> list[int]:
        """Places that hold at least `least` of the hashes: most hits first, then the oldest; at most `most`."""
        rows = (hashes & self._mask).astype(np.intp)
        hits = (self._hashes.take(rows, axis=0) == hashes[:, None]).ravel().nonzero()[0]
        slots = rows.take(hits // WIDTH) * WIDTH + hits % WIDTH
        shared = Counter(self._places.take(slots).tolist())
        found = [(-count, place) for place, count in shared.items() if count >= least and place]
        return [place for _, place in sorted(found)[:most]]

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

    def _double(self) -> None:
        """Twice the buckets: the next bit of its hash says whether an anchor stays or moves to the bucket's twin."""
        old, anchors, buckets = self._table, self._anchors, len(self._hashes)
        self._map(_create(self._path, 2 * buckets), 2 * buckets)
        self._anchors = anchors
        for start in range(0, buckets, _STEP):
            part = slice(start, min(buckets, start + _STEP))
            moves = (old[0, part] & np.uint32(buckets)) != 0
            for half, chosen in ((0, ~moves), (buckets, moves)):
                self._table[:, part.start + half : part.stop + half] = np.where(chosen, old[:, part], 0)

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
        self._table = np.frombuffer(data, dtype="<u4", offset=_HEAD).reshape(2, buckets, WIDTH)
        self._hashes, self._places = self._table


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
        data = mmap.mmap(file.fileno(), _size(buckets))
    partial.replace(path)
    return data
