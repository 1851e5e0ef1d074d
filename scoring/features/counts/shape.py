"""How long a passage is, and how much it repeats itself. Feature of a passage."""

import zlib
from itertools import pairwise

from kula.scoring.features.reading import Passage
from kula.scoring.features.runs import log_size, permille

NAMES: tuple[str, ...] = (
    "length",
    "words",
    "unique",
    "top",
    "pairs",
    "twice",
    "squeezed",
    "word_length",
    "long_words",
)
_LONG = 14
"""Letters of a word beyond which it is long."""


def numbers(passage: Passage) -> list[int]:
    """Sizes; different words and the most frequent one; different pairs, doubled words; compression; word lengths."""
    count, size, encoded = len(passage.words), len(passage.folded), passage.folded.encode()
    lengths = [*map(len, passage.words)]
    doubled = sum(a == b for a, b in pairwise(passage.words))
    compressed = len(zlib.compress(encoded, 6)) if size else 0
    return [
        log_size(size),
        log_size(count),
        permille(len(passage.counts), count),
        permille(max(passage.counts.values(), default=0), count),
        permille(len(passage.pairs), max(0, count - 1)),
        permille(doubled, max(0, count - 1)),
        min(2000, permille(compressed, len(encoded))),
        permille(sum(lengths), count),
        permille(len([n for n in lengths if n > _LONG]), count),
    ]
