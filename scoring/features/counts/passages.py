"""What each passage is like by itself: what is asked, the main text, and what that is compared with.

A feature of a passage has the shape of every feature. To add one, write its file and add a line to FEATURES.
"""

from kula.scoring.features.counts import characters, lexicon, shape
from kula.scoring.features.feature import Feature
from kula.scoring.features.language import frequency
from kula.scoring.features.reading import Passage, Reading

FEATURES: tuple[Feature[Passage], ...] = (
    shape,
    characters,
    lexicon,
    frequency,
)
_EACH = tuple(name for feature in FEATURES for name in feature.NAMES)
_COMPARED = (
    "length",
    "word",
    "tied",
    "pair",
    "pair_low",
    "pair_new",
    "word_new",
    "run",
    "run_low",
    "run_new",
    "unique",
    "punctuation",
    "upper",
)
_COMPARED_AT = tuple(map(_EACH.index, _COMPARED))
NAMES: tuple[str, ...] = (
    *(f"{passage}_{name}" for passage in ("asked", "main", "other") for name in _EACH),
    *(f"gain_{name}" for name in _COMPARED),
)
"""`gain_` is the main text's number minus the other text's; zeros if the record compares nothing."""


def numbers(reading: Reading) -> list[int]:
    """All numbers of the three passages, then the gains."""
    asked, main, other = (_each(passage) for passage in (reading.asked, reading.main, reading.other))
    gains = [main[i] - other[i] if reading.compares else 0 for i in _COMPARED_AT]
    return [*asked, *main, *other, *gains]


def _each(passage: Passage) -> list[int]:
    return [number for feature in FEATURES for number in feature.numbers(passage)]
