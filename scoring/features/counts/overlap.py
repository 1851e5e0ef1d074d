"""What the main text shares with the question, and with the text that it is compared with."""

from kula.scoring.features.reading import Passage, Reading
from kula.scoring.features.runs import log_size, permille

_EACH = (
    "words_in_main",
    "words_of_main",
    "content_of_main",
    "pairs_of_main",
    "pairs_in_main",
    "ratio",
    "same",
    "within",
    "script",
)
NAMES: tuple[str, ...] = (*(f"asked_{name}" for name in _EACH), *(f"other_{name}" for name in _EACH))
"""`_in_main` is a share of the passage's own words or pairs, `_of_main` a share of the main text's."""
_SCRIPT_LETTERS = 400
_LATIN_END = "\u0250"


def numbers(reading: Reading) -> list[int]:
    """The overlap with the question, then that with the compared text."""
    return [*_between(reading.main, reading.prompt), *_between(reading.main, reading.other)]


def _between(main: Passage, other: Passage) -> list[int]:
    own, others = main.counts.keys(), other.counts.keys()
    words, pairs = len(own & others), len(main.pairs & other.pairs)
    content = {word for word in own if len(word) > 4 or not word.isascii()}
    return [
        permille(words, len(others)),
        permille(words, len(own)),
        permille(len(content & others), len(content)),
        permille(pairs, len(main.pairs)),
        permille(pairs, len(other.pairs)),
        log_size(len(main.folded)) - log_size(len(other.folded)),
        int(main.folded == other.folded),
        int(bool(main.folded) and main.folded in other.folded),
        abs(_latin_share(main.raw) - _latin_share(other.raw)) if other.raw else 0,
    ]


def _latin_share(raw: str) -> int:
    letters = [*filter(str.isalpha, raw[:_SCRIPT_LETTERS])]
    return permille(len([c for c in letters if c < _LATIN_END]), len(letters))
