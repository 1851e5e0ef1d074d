"""How frequent the words, pairs and letter runs of a passage are in trusted text. Feature of a passage."""

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.reading import Passage
from kula.scoring.features.runs import highest, lowest, mean, share

NAMES: tuple[str, ...] = (
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
"""In thousandths of a level or of a share.

`_low`, `_least` and `_high` are the lowest and highest mean of 8 words, 4 words or 24 letters. `_new` is the share of unknown
ones. `drift` is how far the two halves differ. `unlinked` is the longest stretch without a known pair.
"""
WORST = ("pair", "tied", "run", "word_new", "pair_new", "run_new", "strange")
_WORDS_TOGETHER = 8
_LETTERS_TOGETHER = 24
_LONGEST_GAP = 40


def numbers(passage: Passage) -> list[int]:
    """The levels of the whole passage; zeros if it is empty."""
    levels = passage.levels
    if not len(levels.word):
        return [0] * len(NAMES)
    pair, tied, half = levels.pair, levels.tied, len(levels.pair) // 2
    return [
        mean(levels.word),
        share(levels.word == 0),
        mean(tied),
        lowest(tied, _WORDS_TOGETHER),
        mean(pair),
        lowest(pair, _WORDS_TOGETHER),
        lowest(pair, _WORDS_TOGETHER // 2),
        share(pair == 0),
        abs(mean(pair[:half]) - mean(pair[half:])) if len(pair) > _WORDS_TOGETHER else 0,
        _longest(pair == 0),
        share(levels.strange),
        mean(levels.flow),
        lowest(levels.flow, _LETTERS_TOGETHER),
        highest(levels.flow, _LETTERS_TOGETHER),
        share(levels.run == 0),
    ]


def worst(passage: Passage) -> list[int]:
    """One number per name of WORST: the lowest mean level, or the highest share, of any turn of the passage."""
    levels, words, letters = passage.levels, passage.words_at, passage.letters_at
    lows = ((levels.pair, words), (levels.tied, words), (levels.flow, letters))
    highs = (
        (levels.word == 0, words),
        (levels.pair == 0, words),
        (levels.run == 0, letters),
        (levels.strange, words),
    )
    return [
        *(int(_means(values, starts).min()) for values, starts in lows),
        *(int(_means(values.astype(np.int64), starts).max()) for values, starts in highs),
    ]


def _longest(holds: Array) -> int:
    ends = np.concatenate(((-1,), (~holds).nonzero()[0], (len(holds),)))
    return min(_LONGEST_GAP, int((ends[1:] - ends[:-1]).max()) - 1)


def _means(values: Array, starts: list[int]) -> Array:
    """Means of the parts that begin at `starts`, in thousandths."""
    ends = np.array([*starts[1:], len(values)])
    return 1000 * np.add.reduceat(values, starts) // np.maximum(1, ends - starts)
