"""In what a corrected or preferred text differs from the one it is compared with. Whole numbers; zeros where nothing is compared."""

from collections import Counter
from itertools import takewhile

from kula.scoring.features.language.ngrams import Ngrams

NAMES = (
    "only_main",
    "only_other",
    "same_words",
    "moved",
    "same_start",
    "same_end",
    "only_main_word",
    "only_main_new",
    "only_gain_word",
    "only_gain_length",
    "numbers_changed",
)


def difference(main: list[str], other: list[str], ngrams: Ngrams) -> dict[str, int]:
    """The numbers of NAMES about the words of two texts: shares and means in thousandths."""
    if not main or not other:
        return dict.fromkeys(NAMES, 0)
    mine, theirs = Counter(main), Counter(other)
    added, left = list((mine - theirs).elements()), list((theirs - mine).elements())
    least = min(len(main), len(other))
    word, new = ngrams.words(added)
    their_word, _ = ngrams.words(left)
    return {
        "only_main": min(60, len(added)),
        "only_other": min(60, len(left)),
        "same_words": int(main == other),
        "moved": int(main != other and mine == theirs),
        "same_start": 1000 * _alike(main, other) // least,
        "same_end": 1000 * _alike(main[::-1], other[::-1]) // least,
        "only_main_word": word,
        "only_main_new": new,
        "only_gain_word": word - their_word if added and left else 0,
        "only_gain_length": _letters(added) - _letters(left) if added and left else 0,
        "numbers_changed": int(any(w.isdigit() for w in added)) + 2 * int(any(w.isdigit() for w in left)),
    }


def _alike(one: list[str], two: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(one, two, strict=False)))


def _letters(found: list[str]) -> int:
    return 100 * sum(map(len, found)) // len(found)
