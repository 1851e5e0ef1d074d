"""Whether texts go together by their words alone: the words of a question and of its answer point the same way (stage 1).

Worth: an answer is told from another one of its kind and language with AUC .91 to .96, for half a millisecond per record
(docs/decisions/0011-relevance-of-words.md).

Each word has a direction of small whole numbers, which `kula.scoring.fit.relevance` learns. All numbers are exact on every
machine, because products stay far below 2^53, where floats are whole. Cosines and shares are in thousandths.
Legend: V buckets of hashed words, D dimensions, T texts, R references.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isqrt

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.feature import NO_COSINE
from kula.scoring.features.reading import Reading
from kula.scoring.features.text import bucket, remembered

BITS = 16
DIMENSIONS = 256
_NAMES = (
    "asked",
    "asked_rank",
    "answered_rank",
    "piece_lowest",
    "piece_mean",
    "piece_rank",
    "next_lowest",
    "next_mean",
    "outlier",
    "ends",
    "other",
    "other_asked",
    "gain",
    "turns_lowest",
    "turns_mean",
    "replies_lowest",
    "context",
    "elsewhere",
)
_COLUMNS = tuple(f"relevance_{name}" for name in _NAMES)
_PIECES = 6
_PIECE_WORDS = 16
_TURNS_READ = 8
_WORDS_READ = 400
_STEM = 5
_LENGTH = 1 << 12
"""The length that every vector is scaled to."""

Tokens = Sequence[str]


@dataclass(frozen=True)
class Relevance:
    """Directions of words, and questions and answers of trusted records to compare a record's own with."""

    packed: Array
    """uint8 of V × D/4: four numbers of -3, -1, 1, 3 per byte, the lowest bits first."""
    scale: Array
    """uint8 of V: what a row is multiplied with; 0 where words were too rare."""
    questions: Array
    """int16 of R × D."""
    answers: Array
    """int16 of R × D."""

    @property
    def NAMES(self) -> tuple[str, ...]:  # noqa: N802 - the shape of every feature
        """The columns. `_rank` is the share of trusted texts that fit better than the record's own."""
        return _COLUMNS

    def numbers(self, reading: Reading) -> list[int]:
        """Cosines and ranks: of question and answer, of the pieces of the answer, of the compared text, of the turns."""
        main, pieces = reading.main.words, cut(reading.main.words)
        turns = reading.texts.turns[-_TURNS_READ:]
        compared = [reading.other.words] if reading.compares else []
        vectors = self.vectors([reading.prompt.words, *pieces, *(text.words for _, text in turns), main, *compared])
        near = (vectors @ vectors.T * 1000 // _LENGTH**2).astype(np.int64)
        first, whole = 1 + len(pieces), 1 + len(pieces) + len(turns)
        fits, of_pieces = vectors @ vectors[0], near[0, 1:first]
        questions, answers = self.references
        of_answers = answers @ vectors[0]
        values: dict[str, int | None] = {
            "asked": int(near[0, whole]),
            "asked_rank": _share_above(of_answers, fits[whole]),
            "answered_rank": _share_above(questions @ vectors[whole], fits[whole]),
            "piece_lowest": int(of_pieces.min()),
            "piece_mean": int(of_pieces.sum() // len(pieces)),
            "piece_rank": _share_above(of_answers, fits[1:first].min()),
            **_inside(near[1:first, 1:first]),
            **_along([role for role, _ in turns], near[first : whole + 1, first : whole + 1]),
        }
        if compared:
            other = int(near[0, -1])
            values |= {"other": int(near[whole, -1]), "other_asked": other, "gain": int(near[0, whole]) - other}
        return [NO_COSINE if (value := values.get(name)) is None else value for name in _NAMES]

    def vectors(self, texts: Sequence[Tokens]) -> Array:
        """T × D whole numbers as floats, each row of length _LENGTH; zeros without known words. A word counts once per text."""
        sums = [self._directions[_places(tokens)].sum(axis=0, dtype=np.int64) for tokens in texts]
        return np.stack([v * _LENGTH // max(1, isqrt(int(v @ v))) for v in sums]).astype(np.float64)

    @cached_property
    def references(self) -> tuple[Array, Array]:
        """Questions and answers, as `vectors` gives them."""
        return self.questions.astype(np.float64), self.answers.astype(np.float64)

    @cached_property
    def _directions(self) -> Array:
        levels = 2 * (np.arange(256)[:, None] >> np.array([0, 2, 4, 6]) & 3) - 3
        rows = levels.astype(np.int16)[self.packed].reshape(len(self.packed), -1)
        return rows * self.scale[:, None].astype(np.int16)


def cut(tokens: Tokens) -> list[Tokens]:
    """A text's words in at most _PIECES runs of equal length; at least one."""
    count = max(1, min(_PIECES, len(tokens) // _PIECE_WORDS))
    return [tokens[len(tokens) * i // count : len(tokens) * (i + 1) // count] for i in range(count)]


@remembered
def buckets(word: str) -> frozenset[int]:
    """The places of a word's directions: its own and, for a long word, that of its beginning."""
    stems = (word, f"{word[:_STEM]}~") if len(word) > _STEM else (word,)
    return frozenset(bucket(stem, BITS) for stem in stems)


def _places(tokens: Tokens) -> Array:
    return np.array(sorted(frozenset().union(*map(buckets, tokens[:_WORDS_READ]))), dtype=np.int64)


def _share_above(values: Array, value: float) -> int:
    return 1000 * int((values > value).sum()) // max(1, len(values))


def _inside(near: Array) -> dict[str, int]:
    """How each piece of one text goes with the next, and how well the one goes that goes with no other."""
    if len(near) < 2:
        return {}
    steps = np.diagonal(near, 1)
    apart = near - (1 << 20) * np.eye(len(near), dtype=np.int64)
    return {
        "next_lowest": int(steps.min()),
        "next_mean": int(steps.sum() // len(steps)),
        "outlier": int(apart.max(axis=1).min()),
        "ends": int(near[0, -1]),
    }


def _along(roles: Sequence[str], near: Array) -> dict[str, int | None]:
    """How each answer goes with the turn before it, and each other turn likewise. The main text is the last turn."""
    steps = list(zip([*roles, "assistant"][1:], np.diagonal(near, 1).tolist(), strict=True))
    answers = [value for role, value in steps if role == "assistant"]
    before = near[-1, :-1].tolist()
    return {
        "turns_lowest": min(answers, default=None),
        "turns_mean": sum(answers) // len(answers) if answers else None,
        "replies_lowest": min((value for role, value in steps if role != "assistant"), default=None),
        "context": sum(before) // len(before) if before else None,
        "elsewhere": max(before[:-1]) - before[-1] if len(before) > 1 else None,
    }
