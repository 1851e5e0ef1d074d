"""How usual a text is: integer tables of how often words, word pairs and runs of letters stood in trusted text.

A count is kept as a coarse logarithm under a hash, so that looking up and adding are exact on every machine: a byte of
round(8·log2(1 + count)) for what is common, two bits for pairs of words and runs of four letters, of which there are many more.
Legend: N words or letters of one text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.runs import highest, lowest, mean, share
from kula.scoring.features.text import fold, words

Array = NDArray[Any]

BITS = {"word": 18, "pair": 22, "run3": 19, "run4": 22}
"""Table sizes: words, pairs of words, runs of three and of four letters."""
LEAST = {"word": 2, "pair": 2, "run3": 3, "run4": 3}
PACKED = ("pair", "run4")
"""Tables of four counts a byte."""
_STEPS = (6, 40)
"""Where the second and the third level of a packed count begin."""
_LEVELS = np.array([0, 14, 28, 52], dtype=np.int64)
"""What a level stands for, in eighths of a doubling."""
_COUNTED_BITS = 25
NAMES = (
    "word",
    "word_new",
    "tied",
    "tied_low",
    "pair",
    "pair_low",
    "pair_least",
    "pair_new",
    "pair_drift",
    "unlinked",
    "strange",
    "run",
    "run_low",
    "run_high",
    "run_new",
)
WORST = ("pair", "tied", "run", "word_new", "pair_new", "run_new", "strange")
_WORDS_SEEN_TOGETHER = 8
_LETTERS_SEEN_TOGETHER = 24
_LONGEST_GAP = 40
_MIX = np.uint64(0x9E3779B97F4A7C15)

Marked = tuple[str, str]
"""A mark and the word beside it, counted like a pair of words."""


@dataclass(frozen=True)
class Ngrams:
    """Tables by name: arrays of 2^BITS bytes, or a quarter of that where PACKED."""

    tables: dict[str, Array]

    def look(self, folded: str, tokens: list[str]) -> "Looked":
        """What the tables say of each word, pair and run of a text."""
        hashes = _word_hashes(tokens)
        run3, run4 = (self._look(f"run{n}", found) for n, found in enumerate(_runs(folded), 3))
        word, pair = self._look("word", hashes), self._look("pair", _joined(hashes[:-1], hashes[1:]))
        over = self._look("pair", _joined(hashes[:-2], hashes[2:]))
        return Looked(word, pair, over, run4, run4 - run3[: len(run4)])

    def words(self, tokens: list[str]) -> tuple[int, int]:
        """How frequent words are on their own, and the share that was never seen."""
        word = self._look("word", _word_hashes(tokens))
        return mean(word), share(word == 0)

    def beside(self, marked: Iterable[Marked]) -> list[int]:
        """How often each mark stood beside its word, in the table's unit."""
        return self._look("pair", _marked(marked)).tolist()

    def _look(self, name: str, hashes: Array) -> Array:
        places = (hashes >> np.uint64(64 - BITS[name])).view(np.int64)
        if name not in PACKED:
            return self.tables[name].take(places).astype(np.int64)
        fours = self.tables[name].take(places >> 2)
        return _LEVELS.take(fours >> ((places & 3) << 1).astype(np.uint8) & 3)


@dataclass(frozen=True)
class Looked:
    """One text in the table's unit, one number for each word (`word`), pair of neighbours (`pair`), pair around a word (`over`),
    run of four letters (`run`) and how much more often such a run stands together than its first three letters (`flow`)."""

    word: Array
    pair: Array
    over: Array
    run: Array
    flow: Array

    @property
    def tied(self) -> Array:
        """How much more often two neighbours stand together than apart."""
        return 2 * self.pair - self.word[:-1] - self.word[1:]

    @property
    def strange(self) -> Array:
        """Words that only part two neighbours which are known together."""
        return (self.pair[:-1] == 0) & (self.pair[1:] == 0) & (self.over > 0)

    def whole(self) -> dict[str, int]:
        """Of the whole text, in thousandths of the unit or of a share; zeros for an empty text.

        `_low`, `_least` and `_high` are the lowest and highest mean of a stretch of 8 words, 4 words or 24 letters; `_new` the
        share that was never seen; `drift` how far the two halves differ; `unlinked` the longest stretch without a known pair.
        """
        if not len(self.word):
            return dict.fromkeys(NAMES, 0)
        pair, tied, half = self.pair, self.tied, len(self.pair) // 2
        long = len(pair) > _WORDS_SEEN_TOGETHER
        found = (
            mean(self.word),
            share(self.word == 0),
            mean(tied),
            lowest(tied, _WORDS_SEEN_TOGETHER),
            mean(pair),
            lowest(pair, _WORDS_SEEN_TOGETHER),
            lowest(pair, _WORDS_SEEN_TOGETHER // 2),
            share(pair == 0),
            abs(mean(pair[:half]) - mean(pair[half:])) if long else 0,
            _longest(pair == 0),
            share(self.strange),
            mean(self.flow),
            lowest(self.flow, _LETTERS_SEEN_TOGETHER),
            highest(self.flow, _LETTERS_SEEN_TOGETHER),
            share(self.run == 0),
        )
        return dict(zip(NAMES, found, strict=True))

    def worst(self, words: list[int], letters: list[int]) -> dict[str, int]:
        """The most suspicious means and shares of any part; parts begin at these words and letters."""
        pair, tied = self.pair, self.tied
        found = [int(_means(values, words).min()) for values in (pair, tied)] + [int(_means(self.flow, letters).min())]
        seen = [(self.word == 0, words), (pair == 0, words), (self.run == 0, letters), (self.strange, words)]
        found += [int(_means(values.astype(np.int64), starts).max()) for values, starts in seen]
        return dict(zip(WORST, found, strict=True))


def count(texts: Iterable[tuple[str, Iterable[Marked]]]) -> Ngrams:
    """Tables of how often everything stands in texts and beside their marks; less than LEAST times counts as never seen."""
    counts = {name: np.zeros(1 << _COUNTED_BITS, dtype=np.uint32) for name in BITS}
    for text, marked in texts:
        folded = fold(text)
        hashes = _word_hashes(words(folded))
        pairs = np.concatenate([_joined(hashes[:-1], hashes[1:]), _marked(marked)])
        run3, run4 = _runs(folded)
        found = {"word": hashes, "pair": pairs, "run3": run3, "run4": run4}
        for name, values in found.items():
            np.add.at(counts[name], values >> np.uint64(64 - _COUNTED_BITS), 1)
    return Ngrams({name: _shrunk(name, counts[name]) for name in BITS})


def _shrunk(name: str, counts: Array) -> Array:
    # Without the rare ones, which are most, few places of the small table are taken by two.
    kept = np.where(counts >= LEAST[name], counts, 0).reshape(1 << BITS[name], -1).max(axis=1)
    if name not in PACKED:
        return np.minimum(255, np.rint(8 * np.log2(1 + kept.astype(np.float64)))).astype(np.uint8)
    levels = ((kept > 0).astype(np.uint8) + (kept >= _STEPS[0]) + (kept >= _STEPS[1])).reshape(-1, 4)
    return (levels << np.array([0, 2, 4, 6])).sum(axis=1).astype(np.uint8)


def hashes_of(folded: str, tokens: list[str]) -> Array:
    """Hashes of 64 bits of a text's words, pairs of words and runs of four letters; the upper bits are the best mixed."""
    hashes = _word_hashes(tokens)
    return np.concatenate([hashes, _joined(hashes[:-1], hashes[1:]), _runs(folded)[1]])


def _word_hashes(tokens: Iterable[str]) -> Array:
    return np.fromiter(map(_crc, tokens), dtype=np.uint64) * _MIX


@lru_cache(maxsize=1 << 17)
def _crc(token: str) -> int:
    return crc32(token.encode())


def _joined(first: Array, second: Array) -> Array:
    return (first * np.uint64(3) ^ second) * _MIX


def _marked(marked: Iterable[Marked]) -> Array:
    both = list(marked)
    return _joined(_word_hashes(f"<{mark}>" for mark, _ in both), _word_hashes(word for _, word in both))


def _runs(folded: str) -> tuple[Array, Array]:
    """Hashes of the runs of three letters and of those of four."""
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


def _longest(holds: Array) -> int:
    ends = np.concatenate(((-1,), (~holds).nonzero()[0], (len(holds),)))
    return min(_LONGEST_GAP, int((ends[1:] - ends[:-1]).max()) - 1)


def _means(values: Array, starts: list[int]) -> Array:
    """Means of the parts that begin at `starts`, in thousandths."""
    ends = np.array([*starts[1:], len(values)])
    return 1000 * np.add.reduceat(values, starts) // np.maximum(1, ends - starts)
