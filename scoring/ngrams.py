"""How usual a text is: integer tables of how often words, word pairs and runs of letters stood in trusted text.

A count is kept as round(8·log2(1 + count)) in one byte under a hash, so that looking up and adding are exact on every machine.
Legend: N words or letters of one text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scoring.text import fold, words

Array = NDArray[Any]

BITS = {"word": 18, "pair": 20, "run3": 19, "run4": 20}
"""Table sizes: words, pairs of words, runs of three and of four letters."""
LEAST = {"word": 2, "pair": 2, "run3": 3, "run4": 3}
_COUNTED_BITS = 24
NAMES = ("word", "word_new", "tied", "pair", "pair_low", "pair_new", "run", "run_low", "run_new")
_WORDS_SEEN_TOGETHER = 8
_LETTERS_SEEN_TOGETHER = 24
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Ngrams:
    """Tables by name, each an array of 2^BITS bytes."""

    tables: dict[str, Array]

    def measure(self, folded: str, tokens: list[str]) -> list[int]:
        """The numbers of NAMES, in thousandths of the table's unit or of a share; zeros for an empty text.

        `word` and `pair` are how frequent its words and their pairs are; `tied` and `run` how much more often neighbours stand
        together than apart;
        `_low` the lowest mean of any stretch of 8 words or 24 letters; `_new` the share that was never seen.
        """
        hashes = _word_hashes(tokens)
        word = self._look("word", hashes)
        if not len(word):
            return [0] * len(NAMES)
        pair = self._look("pair", _joined(hashes))
        tied = 2 * pair - word[:-1] - word[1:]
        run4, run3 = (self._look(f"run{n}", _runs(folded, n)) for n in (4, 3))
        flow = run4 - run3[: len(run4)]
        return [
            _mean(word),
            _share(word == 0),
            _mean(tied),
            _mean(pair),
            _lowest(pair, _WORDS_SEEN_TOGETHER),
            _share(pair == 0),
            _mean(flow),
            _lowest(flow, _LETTERS_SEEN_TOGETHER),
            _share(run4 == 0),
        ]

    def _look(self, name: str, hashes: Array) -> Array:
        return self.tables[name][hashes >> np.uint64(64 - BITS[name])].astype(np.int64)


def count(texts: Iterable[str]) -> Ngrams:
    """Tables of how often everything stands in `texts`; what stands there less than LEAST times counts as never seen."""
    counts = {name: np.zeros(1 << _COUNTED_BITS, dtype=np.uint32) for name in BITS}
    for text in texts:
        folded = fold(text)
        hashes = _word_hashes(words(folded))
        found = {"word": hashes, "pair": _joined(hashes), "run3": _runs(folded, 3), "run4": _runs(folded, 4)}
        for name, values in found.items():
            np.add.at(counts[name], values >> np.uint64(64 - _COUNTED_BITS), 1)
    return Ngrams({name: _shrunk(counts[name], bits, LEAST[name]) for name, bits in BITS.items()})


def _shrunk(counts: Array, bits: int, least: int) -> Array:
    # Without the rare ones, which are most, few places of the small table are taken by two.
    kept = np.where(counts >= least, counts, 0).reshape(1 << bits, -1).max(axis=1)
    return np.minimum(255, np.rint(8 * np.log2(1 + kept.astype(np.float64)))).astype(np.uint8)


def _word_hashes(tokens: list[str]) -> Array:
    return np.array([crc32(token.encode()) for token in tokens], dtype=np.uint64) * _MIX


def _joined(hashes: Array) -> Array:
    return (hashes[:-1] * np.uint64(3) ^ hashes[1:]) * _MIX


def _runs(folded: str, length: int) -> Array:
    letters = np.frombuffer(f" {folded} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    size = max(0, len(letters) - length + 1)
    mixed = np.zeros(size, dtype=np.uint64)
    for i in range(length):
        mixed = (mixed ^ letters[i : i + size]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return mixed * _MIX


def _mean(values: Array) -> int:
    return int(1000 * values.sum() // len(values)) if len(values) else 0


def _share(values: Array) -> int:
    return 1000 * int(values.sum()) // len(values) if len(values) else 0


def _lowest(values: Array, width: int) -> int:
    if len(values) <= width:
        return _mean(values)
    sums = np.concatenate([[0], np.cumsum(values)])
    return int(1000 * (sums[width:] - sums[:-width]).min() // width)
