"""Which words people prefer: one small whole number for every hashed word, pair of words and run of four letters.

`kula.scoring.fit.preference_words` learns the numbers from pairs of texts of which people preferred one, and from rated
texts. Exact on every machine.
"""

from dataclasses import dataclass
from math import isqrt

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.ngrams import hashes_of
from kula.scoring.features.reading import Reading
from kula.scoring.features.text import Text

BITS = 16
NO_GRAMS = np.zeros(0, dtype=np.int64)
"""The grams of no text."""


@dataclass(frozen=True)
class WordWeights:
    """Weights of words for the records of one kind."""

    weights: Array
    """int8 of 2^BITS: the weight under each hash, in arbitrary units."""

    def of(self, text: Text) -> int:
        """The sum over a text's grams, divided by the root of their number, in hundredths."""
        return self._sum(grams(text), NO_GRAMS)

    def between(self, text: Text, other: Text) -> int:
        """The same over the grams in which two texts differ. If the texts are swapped, only the sign changes."""
        return self._sum(*differing(grams(text), grams(other)))

    def _sum(self, plus: Array, minus: Array) -> int:
        total = int(self.weights[plus].sum(dtype=np.int64)) - int(self.weights[minus].sum(dtype=np.int64))
        size = 1000 * abs(total) // max(1, isqrt(100 * (len(plus) + len(minus))))
        return size if total >= 0 else -size


@dataclass(frozen=True)
class PreferenceWords:
    """Weights by kind, for the kinds that carry a label."""

    by_kind: dict[str, WordWeights]

    @property
    def NAMES(self) -> tuple[str, ...]:  # noqa: N802 - the shape of every feature
        """The column."""
        return ("preference_words",)

    def numbers(self, reading: Reading) -> list[int]:
        """How well the label agrees with the words that people prefer; 0 for kinds without weights."""
        texts = reading.texts
        weights = self.by_kind.get(texts.kind)
        if weights is None:
            return [0]
        return [weights.of(texts.main) if texts.kind == "rating" else weights.between(texts.main, texts.other)]


def grams(text: Text) -> Array:
    """Hashes of a text's words, pairs of words and runs of four letters, each once."""
    return np.unique(hashes_of(text.folded, text.words) >> np.uint64(64 - BITS)).astype(np.int64)


def differing(own: Array, others: Array) -> tuple[Array, Array]:
    """The grams that only the first text has, and those that only the second has."""
    return np.setdiff1d(own, others, assume_unique=True), np.setdiff1d(others, own, assume_unique=True)
