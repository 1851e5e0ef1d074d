"""Tables of how often words, pairs of words and runs of letters stand in trusted text.

A count is stored under a hash as a coarse logarithm, so that looking up and adding are exact on every machine. Words and
runs of three letters have a byte, round(8·log2(1 + count)). Pairs and runs of four letters, which are many more, have two bits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.runs import mean, share
from kula.scoring.features.text import remembered

BITS = {"word": 18, "pair": 22, "run3": 19, "run4": 22}
"""Table sizes: words, pairs of words, runs of three and of four letters."""
PACKED = ("pair", "run4")
"""Tables with four counts per byte."""
_LEVELS = np.array([0, 14, 28, 52], dtype=np.int64)
"""The level that each two bits stand for, in eighths of a doubling."""
_MIX = np.uint64(0x9E3779B97F4A7C15)

Marked = tuple[str, str]
"""A mark, such as the end of a sentence, and the word beside it. Counted like a pair of words."""


@dataclass(frozen=True)
class Ngrams:
    """Tables by name: arrays of 2^BITS bytes, or a quarter of that where PACKED."""

    tables: dict[str, Array]

    def look_up(self, folded: str, tokens: list[str]) -> "Levels":
        """The levels of each word, pair and run of a folded text, of which `tokens` are the words."""
        hashes = hash_words(tokens)
        run3, run4 = (self._levels(f"run{n}", runs) for n, runs in enumerate(hash_runs(folded), 3))
        word, pair = self._levels("word", hashes), self._levels("pair", hash_pairs(hashes[:-1], hashes[1:]))
        over = self._levels("pair", hash_pairs(hashes[:-2], hashes[2:]))
        return Levels(word, pair, over, run4, run4 - run3[: len(run4)])

    def words(self, tokens: list[str]) -> tuple[int, int]:
        """The mean level of some words, and the share of unknown ones, both in thousandths."""
        word = self._levels("word", hash_words(tokens))
        return mean(word), share(word == 0)

    def beside(self, marked: Iterable[Marked]) -> list[int]:
        """The level of each mark beside its word."""
        return self._levels("pair", hash_marked(marked)).tolist()

    def _levels(self, name: str, hashes: Array) -> Array:
        places = (hashes >> np.uint64(64 - BITS[name])).view(np.int64)
        if name not in PACKED:
            return self.tables[name].take(places).astype(np.int64)
        fours = self.tables[name].take(places >> 2)
        return _LEVELS.take(fours >> ((places & 3) << 1).astype(np.uint8) & 3)


@dataclass(frozen=True)
class Levels:
    """How often each part of one text stands in trusted text, in eighths of a doubling; 0 for what is unknown."""

    word: Array
    """Of each word."""
    pair: Array
    """Of each pair of neighbouring words."""
    over: Array
    """Of each pair of words with one word between them."""
    run: Array
    """Of each run of four letters."""
    flow: Array
    """Of each run of four letters, minus the level of its first three."""

    @property
    def tied(self) -> Array:
        """How much more often two neighbours stand together than apart."""
        return 2 * self.pair - self.word[:-1] - self.word[1:]

    @property
    def strange(self) -> Array:
        """Words that only part two neighbours which are known together."""
        return (self.pair[:-1] == 0) & (self.pair[1:] == 0) & (self.over > 0)


def hashes_of(folded: str, tokens: list[str]) -> Array:
    """Hashes of 64 bits of a text's words, pairs of words and runs of four letters. The upper bits are mixed best."""
    hashes = hash_words(tokens)
    return np.concatenate([hashes, hash_pairs(hashes[:-1], hashes[1:]), hash_runs(folded)[1]])


def hash_words(tokens: Iterable[str]) -> Array:
    """Hashes of words."""
    return np.fromiter(map(_crc, tokens), dtype=np.uint64) * _MIX


@remembered
def _crc(token: str) -> int:
    return crc32(token.encode())


def hash_pairs(first: Array, second: Array) -> Array:
    """Hashes of pairs of words, from those of the words."""
    return (first * np.uint64(3) ^ second) * _MIX


def hash_marked(marked: Iterable[Marked]) -> Array:
    """Hashes of marks with the words beside them."""
    both = list(marked)
    return hash_pairs(hash_words(f"<{mark}>" for mark, _ in both), hash_words(word for _, word in both))


def hash_runs(folded: str) -> tuple[Array, Array]:
    """Hashes of the runs of three letters, and of those of four."""
    letters = np.frombuffer(f" {folded} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    size = max(0, len(letters) - 2)
    mixed = np.zeros(size, dtype=np.uint64)
    for i in range(3):
        mixed = _mixed(mixed, letters[i : i + size])
    return mixed * _MIX, _mixed(mixed[:-1], letters[3:]) * _MIX


def _mixed(runs: Array, letters: Array) -> Array:
    mixed = (runs ^ letters) * _MIX
    mixed ^= mixed >> np.uint64(29)
    return mixed
