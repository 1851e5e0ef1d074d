"""What a passage is written with: shares of letters, digits, capitals, signs and white space, in thousandths.

Feature of a passage.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.reading import Passage
from kula.scoring.features.runs import permille

_CLASSES = (
    "alpha",
    "digits",
    "upper",
    "stops",
    "punctuation",
    "odd",
    "ascii",
    "wide",
    "spaces",
    "lines",
    "lower",
    "sign",
)
_GROUPS = ("", "spaces", "upper", "lower", "wide", "sign")
"""Groups of characters by which pairs of neighbours are counted. A character belongs to the first group that it fits."""
_STEPS = {
    "capitals": ("spaces", "upper"),
    "shouted": ("upper", "upper"),
    "inner_upper": ("lower", "upper"),
    "gaps": ("spaces", "spaces"),
    "loose": ("spaces", "sign"),
    "narrow": ("wide", "sign"),
}
"""Pairs of neighbours that are counted: the group of the first and that of the second."""
_ODD = _CLASSES.index("odd")
_HOLDS = np.arange(1 << len(_CLASSES))[:, None] >> np.arange(len(_CLASSES)) & 1
_GROUP_OF = np.array(
    [next((g for g, name in enumerate(_GROUPS) if name and held[_CLASSES.index(name)]), 0) for held in _HOLDS]
)
_STEP_AT = np.array([len(_GROUPS) * _GROUPS.index(a) + _GROUPS.index(b) for a, b in _STEPS.values()])
_STOPS = ".!?。！？"
_PLAIN = frozenset(".,;:!?'\"()-，。！？、：；“”（）\n")
_CLOSING = _STOPS + ")]}\"'”）:：`*"
_SIGNS = ",.;:!?"
_PLANE = 1 << 16

NAMES: tuple[str, ...] = (*_CLASSES, *_STEPS, "ends", "starts_upper")

Counts = tuple[list[int], list[int]]


def numbers(passage: Passage) -> list[int]:
    """The shares of characters and of pairs of neighbours; whether the passage ends with a stop and starts with a capital."""
    raw = passage.raw
    single, steps = _counts(raw)
    return [
        *(permille(count, len(raw)) for count in (*single, *steps)),
        int(raw.rstrip()[-1:] in _CLOSING),
        int(raw.lstrip()[:1].isupper()),
    ]


def odd_share(raw: str) -> int:
    """The share of signs that plain writing does not need."""
    return permille(_counts(raw)[0][_ODD], len(raw))


@lru_cache(maxsize=16)
def _counts(raw: str) -> Counts:
    """How many characters are in each of _CLASSES, and how many pairs of neighbours make each of _STEPS.

    A turn is often a whole passage; its counts are then used twice.
    """
    points = np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    bits = _table().take(points, mode="clip")
    for place in (points >= _PLANE).nonzero()[0].tolist():
        bits[place] = _classes(raw[place])
    counts = np.bincount(bits, minlength=1)
    used = counts.nonzero()[0]
    single = counts.take(used) @ _HOLDS.take(used, axis=0)
    groups = _GROUP_OF.take(bits)
    steps = np.bincount(len(_GROUPS) * groups[:-1] + groups[1:], minlength=len(_GROUPS) ** 2)
    return single.tolist(), steps.take(_STEP_AT).tolist()


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint16]:
    return np.array([_classes(chr(point)) for point in range(_PLANE)], dtype=np.uint16)


def _classes(c: str) -> int:
    wide = "\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af"
    odd = not (c.isalnum() or c.isspace() or c in _PLAIN)
    holds = (
        c.isalpha(),
        c.isdigit(),
        c.isupper(),
        c in _STOPS,
        c in _PLAIN,
        odd,
        c.isascii(),
        wide,
        c == " ",
        c == "\n",
    )
    holds += (c.islower(), c in _SIGNS)
    return sum(held << i for i, held in enumerate(holds))
