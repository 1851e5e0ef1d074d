"""What the encoder reads of a record: its question, its main text in pieces, the compared text, and the turns before.

Of a question or compared text that is longer than a window, the head and the tail are read. Of the main text, PIECES
windows are read. So these are nine windows at most. Turns are read while a record has less than BUDGET tokens, the nearest ones first.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kula.scoring.features.text import Text, Texts, sentences

if TYPE_CHECKING:  # the encoder loads torch, which stage 1 does without
    from kula.scoring.features.encoder import Encoder

BUDGET = 448
PIECES = 5
_PIECE_LETTERS = 110
_PIECE_WIDE_LETTERS = 40
_TURNS = 5

Window = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Segments:
    """Windows of tokens by what they are. `turns` are roles and windows, oldest first, and include the question."""

    question: tuple[Window, ...]
    main: tuple[Window, ...]
    other: tuple[Window, ...]
    turns: tuple[tuple[str, Window], ...]

    def all(self) -> list[Window]:
        """Every window, always in the same order."""
        return [*self.question, *self.main, *self.other, *(window for _, window in self.turns)]


def segments(texts: Texts, encoder: "Encoder") -> Segments:
    """Cut a record for the encoder."""
    question, other = _ends(texts.prompt, encoder), _ends(texts.other, encoder)
    main = tuple(encoder.window(piece) for piece in pieces(texts.main.raw))
    budget = BUDGET - sum(map(len, (*question, *main, *other)))
    turns: list[tuple[str, Window]] = []
    for role, text in reversed(texts.turns[-_TURNS:]):
        window = encoder.window(text.raw)
        budget -= len(window)
        if budget < 0:
            break
        turns.append((role, window))
    return Segments(question, main, other, tuple(reversed(turns)))


def pieces(text: str) -> list[str]:
    """A text in at most PIECES runs of whole sentences, of about equal length."""
    size = max(_least(text), -(-len(text) // PIECES))
    parts: list[list[str]] = [[]]
    length = 0
    for sentence in sentences(text):
        if parts[-1] and length >= size:
            parts.append([])
            length = 0
        parts[-1].append(sentence)
        length += len(sentence)
    runs = ["".join(part) for part in parts]
    if len(runs) > 1 and len(runs[-1]) < _least(text) // 2:
        runs[-2:] = ["".join(runs[-2:])]
    return runs[:PIECES]


def _ends(text: Text, encoder: "Encoder") -> tuple[Window, ...]:
    return tuple(tuple(w) for w in encoder.windows(text.raw, 2)) if text.raw else ()


def _least(text: str) -> int:
    """The least letters of a piece: fewer in scripts in which a letter is a syllable or a word."""
    wide = 3 * sum(c >= "\u2e80" for c in text[:200]) > min(200, len(text))
    return _PIECE_WIDE_LETTERS if wide else _PIECE_LETTERS
