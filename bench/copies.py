"""Copies with a known share of their original, to measure the recall of an index of duplicates.

Shares are counted by brute force over runs of four folded words, as strings. Knows no index.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kula.bench.records import Text
from kula.scoring.features.text import fold, words

_RUN = 4


@dataclass(frozen=True, slots=True)
class Copy:
    """A text made from an original, and their likeness."""

    text: Text
    original: int
    jaccard: float
    contained_permille: int
    """Share of the copy's runs that the original holds, in thousandths."""


def runs(text: Text) -> frozenset[str]:
    """All different runs of four folded words; the whole text if it has no more than four."""
    spoken = words(fold(text[1]))
    return frozenset(" ".join(spoken[i : i + _RUN]) for i in range(max(1, len(spoken) - _RUN + 1)))


def edited(records: Sequence[Text], original: int, rng: random.Random) -> Copy:
    """The original with words replaced, dropped and inserted, at a rate between 0 and 12 %."""
    rate = rng.uniform(0, 0.12)
    kept: list[str] = []
    for word in _words(records[original]):
        if rng.random() >= rate:
            kept.append(word)
            continue
        other = rng.choice(_words(records[rng.randrange(len(records))]))
        kept += rng.choice(([], [other], [word, other]))
    return _copy(records, original, kept)


def excerpt(records: Sequence[Text], original: int, rng: random.Random) -> Copy:
    """20 to 60 words of the original, which has at least five times as many, with one word in 40 replaced."""
    every = _words(records[original])
    length = rng.randint(20, min(60, len(every) // 5))
    start = rng.randrange(len(every) - length)
    return _copy(records, original, [w if rng.random() > 1 / 40 else "indeed" for w in every[start : start + length]])


def padded(records: Sequence[Text], original: int, rng: random.Random) -> Copy:
    """The original with words of another record around it: 10 to 20 % of its length in all."""
    every = _words(records[original])
    other = _words(records[rng.randrange(len(records))])
    length = int(len(every) * rng.uniform(0.1, 0.2))
    cut = rng.randint(0, length)
    return _copy(records, original, [*other[:cut], *every, *other[cut:length]])


def spliced(records: Sequence[Text], seed: int) -> Iterator[Text]:
    """An endless stream of texts, each half of one record and half of another. Runs recur far more often than in the data."""
    rng = random.Random(seed)
    halves = [(text[: len(text) // 2], text[len(text) // 2 :]) for _, text in records]
    while True:
        first, second = rng.randrange(len(records)), rng.randrange(len(records))
        yield records[first][0], f"{halves[first][0]} {halves[second][1]}"


def long_enough(text: Text, least: int) -> bool:
    """Whether a text has at least that many words."""
    return len(_words(text)) >= least


def _copy(records: Sequence[Text], original: int, kept: list[str]) -> Copy:
    text = (records[original][0], _joint(records[original]).join(kept))
    mine, theirs = runs(text), runs(records[original])
    shared = len(mine & theirs)
    return Copy(text, original, shared / len(mine | theirs), 1000 * shared // len(mine))


def _words(text: Text) -> list[str]:
    """Words between spaces, or characters if the text is written without spaces."""
    return text[1].split() if _joint(text) else list(text[1])


def _joint(text: Text) -> str:
    return " " if 8 * text[1].count(" ") > len(text[1]) else ""
