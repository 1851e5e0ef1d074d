"""How the scores of an epoch's records lie, so that a person sees a score beside those of others."""

from collections.abc import Mapping
from dataclasses import dataclass

BINS, WIDTH = 16, 16
"""Scores are counted in so many bins, each of so many scores: those from 0 to 255."""
LEAST = 5
"""With fewer records there is no spread: it would tell single scores."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How some scores lie. `low`, `middle` and `high` are their quartiles: half of them lie between `low` and `high`."""

    records: int
    low: int
    middle: int
    high: int
    bins: tuple[int, ...]
    """How many records lie in each bin."""


def spread_of(counts: Mapping[int, int]) -> Spread | None:
    """Returns the spread of scores, each with the number of its records; None for fewer than LEAST records."""
    records = sum(counts.values())
    if records < LEAST:
        return None
    low, middle, high = (_quartile(counts, quarter) for quarter in (1, 2, 3))
    bins = (range(WIDTH * place, WIDTH * (place + 1)) for place in range(BINS))
    return Spread(records, low, middle, high, tuple(sum(counts.get(score, 0) for score in one) for one in bins))


def _quartile(counts: Mapping[int, int], quarter: int) -> int:
    """Returns the smallest score at which scores up to it are at least so many quarters of all."""
    all_of_them, below = sum(counts.values()), 0
    for score in sorted(counts):
        below += counts[score]
        if 4 * below >= quarter * all_of_them:
            return score
    raise AssertionError("all scores together are all of them")
