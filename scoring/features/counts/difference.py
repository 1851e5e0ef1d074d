"""What distinguishes a corrected or preferred text from the one it is compared with; zeros if nothing is compared."""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from kula.scoring.features.reading import Reading

NAMES: tuple[str, ...] = (
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
"""Counts; shares and means in thousandths. `only_` is about words that one of the texts has more often."""
_MOST = 60


def numbers(reading: Reading) -> list[int]:
    """How the words of the two texts differ: added and dropped ones, order, ends, frequencies, lengths and digits."""
    main, other = reading.main.words, reading.other.words if reading.compares else []
    if not main or not other:
        return [0] * len(NAMES)
    own, others = Counter(main), Counter(other)
    added, dropped = list((own - others).elements()), list((others - own).elements())
    shorter = min(len(main), len(other))
    frequency, unknown = reading.ngrams.words(added)
    dropped_frequency, _ = reading.ngrams.words(dropped)
    return [
        min(_MOST, len(added)),
        min(_MOST, len(dropped)),
        int(main == other),
        int(main != other and own == others),
        1000 * _common_start(main, other) // shorter,
        1000 * _common_start(main[::-1], other[::-1]) // shorter,
        frequency,
        unknown,
        frequency - dropped_frequency if added and dropped else 0,
        _mean_length(added) - _mean_length(dropped) if added and dropped else 0,
        int(any(word.isdigit() for word in added)) + 2 * int(any(word.isdigit() for word in dropped)),
    ]


def _common_start(first: Sequence[str], second: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(first, second, strict=False)))


def _mean_length(words: Sequence[str]) -> int:
    """In hundredths of a letter."""
    return 100 * sum(map(len, words)) // len(words)
