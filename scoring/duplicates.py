"""Near-duplicates: how much of a record's word shingles stand in one earlier record. Integers only, deterministic in order.

The index is an append-only file of shingle hashes; rebuilding it from the same records gives the same bytes.
"""

import struct
from collections import Counter
from hashlib import blake2b
from pathlib import Path

from scoring.text import fold, words

SHINGLE_WORDS = 4
_LIMIT = 4_000
"""Most shingles taken from one record; longer ones are sampled by hash, which keeps containment comparable."""
_HEAD = struct.Struct(">B32sI")


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of SHINGLE_WORDS folded words (fewer in shorter texts)."""
    tokens = words(fold(text))
    width = min(SHINGLE_WORDS, max(1, len(tokens)))
    runs = {" ".join(tokens[i : i + width]) for i in range(max(1, len(tokens) - width + 1))}
    hashes = {int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs}
    return frozenset(sorted(hashes)[:_LIMIT])


class DuplicateIndex:
    """Records by kind, and which of them contains most of another. In memory; kept in `path` if one is given."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._keys: list[bytes] = []
        self._places: dict[bytes, int] = {}
        self._postings: dict[tuple[str, int], list[int]] = {}
        if path and path.exists():
            self._load(path)

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, kind: str, text: str, key: bytes) -> None:
        """Remember a record under its 32-byte key. A key that is known is left alone."""
        if key in self._places:
            return
        found = shingles(text)
        if self._path:
            body = b"".join(h.to_bytes(8, "big") for h in sorted(found))
            with self._path.open("ab") as out:
                out.write(_HEAD.pack(len(kind), key, len(found)) + kind.encode() + body)
        self._insert(kind, found, key)

    def containing(self, kind: str, text: str, permille: int, exclude: bytes | None = None) -> bytes | None:
        """The first record of the kind that holds at least `permille` of the text's shingles, or None."""
        found = shingles(text)
        counts: Counter[int] = Counter()
        for shingle in found:
            counts.update(self._postings.get((kind, shingle), ()))
        for place in sorted(counts):
            if self._keys[place] != exclude and 1000 * counts[place] >= permille * len(found):
                return self._keys[place]
        return None

    def _insert(self, kind: str, found: frozenset[int], key: bytes) -> None:
        place = len(self._keys)
        self._keys.append(key)
        self._places[key] = place
        for shingle in found:
            self._postings.setdefault((kind, shingle), []).append(place)

    def _load(self, path: Path) -> None:
        data = path.read_bytes()
        at = 0
        while at + _HEAD.size <= len(data):
            kind_bytes, key, count = _HEAD.unpack_from(data, at)
            end = at + _HEAD.size + kind_bytes + 8 * count
            if end > len(data):
                break
            start = at + _HEAD.size + kind_bytes
            kind = data[at + _HEAD.size : start].decode()
            self._insert(kind, frozenset(struct.unpack(f">{count}Q", data[start:end])), key)
            at = end
        if at < len(data):
            # A kill while appending leaves a torn last record; cut it, its record is added again.
            with path.open("r+b") as out:
                out.truncate(at)
