"""What a text is written with: shares of letters, figures, capitals, signs and white space, in thousandths."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

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
"""What neighbours are told apart by; a character is of the first that it is of."""
_STEPS = {
    "capitals": ("spaces", "upper"),
    "shouted": ("upper", "upper"),
    "inner_upper": ("lower", "upper"),
    "gaps": ("spaces", "spaces"),
    "loose": ("spaces", "sign"),
    "narrow": ("wide", "sign"),
}
"""Two neighbours: the class of the first and of the second."""
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

Counts = tuple[list[int], list[int]]


def letters(plain: str) -> dict[str, int]:
    """The numbers of a text, always in the same order."""
    size = len(plain)
    single, steps = _counts(plain)
    return {
        **{name: _share(n, size) for name, n in zip(_CLASSES, single, strict=True)},
        **{name: _share(n, size) for name, n in zip(_STEPS, steps, strict=True)},
        "ends": int(plain.rstrip()[-1:] in _CLOSING),
        "starts_upper": int(plain.lstrip()[:1].isupper()),
    }


def odd_share(plain: str) -> int:
    """The share of signs that plain writing does not need."""
    return _share(_counts(plain)[0][_ODD], len(plain))


@lru_cache(maxsize=256)
def _counts(plain: str) -> Counts:
    """How many characters are of each of _CLASSES, and how many neighbours make each of _STEPS."""
    points = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    bits = _table().take(points, mode="clip")
    for place in (points >= _PLANE).nonzero()[0].tolist():
        bits[place] = _classes(plain[place])
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


def _share(part: int, whole: int) -> int:
    return 1000 * part // whole if whole else 0
