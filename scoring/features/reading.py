"""One record as features read it: its texts joined to passages, and how frequent their words are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kula.scoring.features.ngrams import Levels, Ngrams
from kula.scoring.features.text import Text, Texts


@dataclass(frozen=True)
class Passage:
    """Some turns as one text."""

    turns: tuple[Text, ...]
    ngrams: Ngrams
    raw: str
    folded: str
    words: list[str]
    words_at: list[int]
    """The first word of each turn that has more than two words; the first turn begins at 0."""
    letters_at: list[int]
    """The first letter of each of these turns in the folded text."""

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs."""
        return Counter(self.words)

    @cached_property
    def pairs(self) -> set[str]:
        """The different pairs of neighbouring words, with a space between them, which no word has."""
        return set(map(" ".join, pairwise(self.words)))

    @cached_property
    def levels(self) -> Levels:
        """How frequent the words, pairs and letter runs are in trusted text."""
        return self.ngrams.look_up(self.folded, self.words)


def passage_of(turns: Sequence[Text], ngrams: Ngrams) -> Passage:
    """Join turns; those without words add nothing."""
    folds: list[str] = []
    tokens: list[str] = []
    words_at, letters_at, size = [0], [0], 0
    for turn in turns:
        if not turn.folded:
            continue
        if tokens and len(turn.words) > 2:
            words_at.append(len(tokens))
            letters_at.append(size)
        tokens += turn.words
        folds.append(turn.folded)
        size += len(turn.folded) + 1
    raw = "\n".join(turn.raw for turn in turns)
    return Passage(tuple(turns), ngrams, raw, " ".join(folds), tokens, words_at, letters_at)


@dataclass(frozen=True)
class Reading:
    """One record, with everything that several features need computed once."""

    texts: Texts
    ngrams: Ngrams

    @cached_property
    def main(self) -> Passage:
        """The text that is scored."""
        return passage_of([self.texts.main], self.ngrams)

    @cached_property
    def asked(self) -> Passage:
        """What everyone but the assistant says."""
        return passage_of(self.texts.spoken(by_assistant=False), self.ngrams)

    @cached_property
    def answered(self) -> Passage:
        """What the assistant says beside the main text."""
        return passage_of(self.texts.spoken(by_assistant=True), self.ngrams)

    @cached_property
    def other(self) -> Passage:
        """What the main text is compared with: the original or worse text, else what the assistant says beside it."""
        return passage_of([self.texts.other], self.ngrams) if self.compares else self.answered

    @cached_property
    def prompt(self) -> Passage:
        """The question: all that was asked if it is one turn of some length, else the last of these turns."""
        return self.asked if len(self.asked.words_at) == 1 else passage_of([self.texts.prompt], self.ngrams)

    @property
    def compares(self) -> bool:
        """Whether the record holds a text that the main text is compared with."""
        return bool(self.texts.other.raw)
