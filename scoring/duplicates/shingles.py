"""A text as shingles: 32-bit hashes of all runs of four folded words. Pure; knows no index.

Words are those of `words(fold(text))`, but no Python object is made per word. The text becomes an array of its letters. The
hash of a run is the difference of two sums of a polynomial over the letters (Karp & Rabin 1987). Two texts share a shingle
by chance once in 2^32. Such a chance does not matter among many shingles, but it does for a text with only one. So a text of
at most four words is hashed whole, to four numbers.

Legend: C characters of all folded texts, L of them in words, W words, R runs of four.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from kula.protocol.canonical import normal_form
from kula.scoring.features.text import fold, needs_folding, words, writes_without_spaces

SHINGLE_WORDS = 4
_BASE = 0xA0761D6478BD642F
"""Of the polynomial; odd, so it has an inverse modulo 2^64."""
_FIRST = np.uint64(1 << 32)
"""Added to the first letter of a word, so that `ab c` is not `a bc`."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_TOGETHER = 1 << 16
"""Characters that are hashed at once: enough to forget what a call of numpy costs, few enough for the cache."""
_MANY = 4
"""Texts, from which it pays to count in all at once."""
_CELLS, _TO_CELL = 1 << 15, np.uint32(32 - 15)
"""Of the table that counts; it stays in the cache, and in few texts do two shingles meet in a cell."""

Shingles = NDArray[np.uint32]
"""A text's different shingles, ascending."""


def shingles_of(kind: str, text: str) -> Shingles:
    """The shingles of one text; texts in records of two kinds share none."""
    return next(shingles_of_all([(kind, text)]))


def shingles_of_all(texts: Iterable[tuple[str, str]]) -> Iterator[Shingles]:
    """The shingles of many (kind, text) in order, many computed at once and each as if it were alone."""
    part: list[tuple[str, str, str]] = []
    length = 0
    for kind, text in texts:
        part.append((kind, text, _folded(text)))
        length += len(part[-1][2])
        if length > _TOGETHER:
            yield from _shingle(part)
            part, length = [], 0
    if part:
        yield from _shingle(part)


def letters_and_words(folded: str) -> tuple[NDArray[np.uint32], NDArray[np.intp], NDArray[np.intp]]:
    """The code points of a folded text's words, one word after the other (L); where each word starts there, and in the text (W)."""
    letters_c = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4")
    kinds_c = _kinds().take(letters_c)
    inside_c = kinds_c != 0
    first_c = inside_c.copy()
    np.greater(inside_c[1:], inside_c[:-1], out=first_c[1:])
    places_l = np.flatnonzero(inside_c)
    kinds_l, first_l = kinds_c.take(places_l), first_c.take(places_l)
    starts_w = np.flatnonzero(first_l)
    if len(starts_w) and kinds_l.max() == 2:
        # A run of letters with one of a script without spaces in it is a word a letter.
        alone_w = np.maximum.reduceat(kinds_l, starts_w) == 2
        lengths_w = np.diff(starts_w, append=len(kinds_l))
        starts_w = np.flatnonzero(first_l | np.repeat(alone_w, lengths_w))
    return letters_c.take(places_l), starts_w, places_l.take(starts_w)


def held(shingles: Shingles, others: Sequence[Shingles]) -> list[int]:
    """The number of a text's shingles that each of the others holds."""
    if len(others) < _MANY:
        return [int(np.count_nonzero(_stand(shingles, other))) for other in others]
    every = np.concatenate(others)
    # By its high bits, where a hash would stand among ours. What stands there is compared, so an empty cell may hold anything.
    numbers = np.arange(len(shingles), dtype=np.uint32)
    guess = np.empty(_CELLS, dtype=np.uint32)
    guess[shingles >> _TO_CELL] = numbers
    equal = shingles.take(guess.take(every >> _TO_CELL), mode="clip") == every
    hidden = shingles[guess.take(shingles >> _TO_CELL) != numbers]
    if len(hidden):
        equal |= _stand(hidden, every)
    ends = [*accumulate(map(len, others))]
    return np.add.reduceat(equal, [0, *ends[:-1]], dtype=np.intp).tolist()


def _stand(shingles: Shingles, other: Shingles) -> NDArray[np.bool_]:
    return shingles.take(shingles.searchsorted(other), mode="clip") == other


def _folded(text: str) -> str:
    """The folded text; its white space may differ."""
    if text.isascii():
        return text.lower()
    normal = normal_form(text, "NFKC")
    return fold(text) if needs_folding(normal) else normal.casefold()


def _shingle(part: Sequence[tuple[str, str, str]]) -> Iterator[Shingles]:
    """The shingles of (kind, text, folded text)."""
    letters_l, starts_w, places_w = letters_and_words("\n".join(folded for _, _, folded in part))
    ends = [*accumulate(len(folded) + 1 for _, _, folded in part)]
    words_of_text = np.diff(places_w.searchsorted(ends), prepend=0)
    text_w = np.repeat(np.arange(len(part)), words_of_text)
    text_r = text_w[SHINGLE_WORDS - 1 :]
    inside_r = text_r == text_w[: len(text_r)]
    salts = np.array([_salt(kind) for kind, _, _ in part], dtype=np.uint64)
    hashes_r = _scattered(_runs(letters_l, starts_w) + salts.take(text_r))[inside_r]
    ascending = np.sort(text_r[inside_r].astype(np.uint64) << _HALF | hashes_r)
    different = ascending[np.append(True, ascending[1:] != ascending[:-1])[: len(ascending)]]
    edges = different.searchsorted(np.arange(1, len(part), dtype=np.uint64) << _HALF)
    of_text = np.split(different.astype(np.uint32), edges)
    for (kind, text, _), shingles, count in zip(part, of_text, words_of_text.tolist(), strict=True):
        yield shingles if count > SHINGLE_WORDS else _whole(kind, text)


def _runs(letters_l: NDArray[np.uint32], starts_w: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Sum of letter · BASE^place over each run of four words, places counted from the run's start (R)."""
    length = len(letters_l)
    powers_l, inverses_l = _powers(max(2 * _TOGETHER, 1 << length.bit_length()))
    values_l = letters_l.astype(np.uint64)
    values_l[starts_w] += _FIRST
    sums_l = np.zeros(length + 1, dtype=np.uint64)
    np.cumsum(values_l * powers_l[:length], out=sums_l[1:])
    at_w = sums_l.take(np.append(starts_w, length))
    runs = max(0, len(starts_w) - SHINGLE_WORDS + 1)
    return (at_w[SHINGLE_WORDS:] - at_w[:runs]) * inverses_l.take(starts_w[:runs])


def _scattered(numbers_r: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """32 bits that depend on all 64 (the finish of MurmurHash3, shortened)."""
    return ((numbers_r ^ numbers_r >> _HALF) * _MIX) >> _HALF


def _whole(kind: str, text: str) -> Shingles:
    same = (" ".join(words(fold(text))) or fold(text)).encode()
    return np.unique(np.frombuffer(blake2b(same, digest_size=16, person=_digest(kind)).digest(), dtype="<u4"))


def _digest(kind: str) -> bytes:
    return blake2b(kind.encode(), digest_size=16).digest()


@lru_cache(maxsize=64)
def _salt(kind: str) -> int:
    return int.from_bytes(_digest(kind)[:8], "little")


@lru_cache(maxsize=1)
def _kinds() -> NDArray[np.uint8]:
    """For every code point: 0 in no word, 1 in a word, 2 in a word and of a script without spaces."""
    letters = map(chr, range(0x110000))
    return np.fromiter((c.isalnum() and 1 + writes_without_spaces(c) for c in letters), dtype=np.uint8, count=0x110000)


@lru_cache(maxsize=4)
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The first powers of _BASE and of its inverse modulo 2^64."""
    factors = np.array([_BASE, pow(_BASE, -1, 1 << 64)], dtype=np.uint64)
    table = np.ones((2, count), dtype=np.uint64)
    table[:, 1:] = factors[:, None]
    table = np.cumprod(table, axis=1)
    return table[0], table[1]
