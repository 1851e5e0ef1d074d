"""The most suspicious turn of those who ask, and of the assistant: a good half does not hide a bad one."""

from kula.scoring.features.counts.characters import odd_share
from kula.scoring.features.counts.lexicon import hits
from kula.scoring.features.feature import LACKING
from kula.scoring.features.language.frequency import WORST, worst
from kula.scoring.features.reading import Passage, Reading
from kula.scoring.features.runs import permille

_EACH = (*WORST, "unique", "listed", "odd")
NAMES: tuple[str, ...] = (*(f"user_{name}" for name in _EACH), *(f"answered_{name}" for name in _EACH))
"""Each is the worst of any turn, by itself. `listed` counts the words of `lexicon`."""


def numbers(reading: Reading) -> list[int]:
    """The worst numbers of what is asked, then those of what the assistant says beside the main text."""
    return [*_worst(reading.asked), *_worst(reading.answered)]


def _worst(passage: Passage) -> list[int]:
    if len(passage.words) < 3:
        return [LACKING] * len(_EACH)
    ends = [*passage.words_at[1:], len(passage.words)]
    turns = [passage.words[start:end] for start, end in zip(passage.words_at, ends, strict=True)]
    listed = [sum(hits("", words).values()) for words in turns]
    return [
        *worst(passage),
        min(permille(len(set(words)), len(words)) for words in turns),
        max(permille(count, max(8, len(words))) for count, words in zip(listed, turns, strict=True)),
        max(odd_share(turn.raw) for turn in passage.turns),
    ]
