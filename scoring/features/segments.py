"""What the encoder reads of a record: its question, its main text in pieces, what that is compared with, and the turns before.

At most BUDGET tokens a record, the nearest turns first; texts longer than a window are read at their head and tail.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kula.scoring.features.text import Parts, sentences

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
    """Token windows by what they are; `turns` are roles and windows, oldest first, the question among them."""

    question: tuple[Window, ...]
    main: tuple[Window, ...]
    other: tuple[Window, ...]
    turns: tuple[tuple[str, Window], ...]

    def all(self) -> list[Window]:
        """Every window, in one order."""
        return [*self.question, *self.main, *self.other, *(window for _, window in self.turns)]


def segments(parts: Parts, encoder: "Encoder") -> Segments:
    """Cut a record for the encoder."""
    question = _ends(parts.prompt, encoder) if parts.prompt else ()
    main = tuple(encoder.window(piece) for piece in pieces(parts.main))
    other = _ends(parts.other, encoder) if parts.other else ()
    left = BUDGET - sum(map(len, (*question, *main, *other)))
    turns: list[tuple[str, Window]] = []
    for role, text in reversed(parts.turns[-_TURNS:]):
        window = encoder.window(text)
        left -= len(window)
        if left < 0:
            break
        turns.append((role, window))
    return Segments(question, main, other, tuple(reversed(turns)))


def pieces(text: str) -> list[str]:
    """A text in at most PIECES runs of whole sentences, of about equal length."""
    size = max(_least(text), -(-len(text) // PIECES))
    found: list[str] = []
    for sentence in sentences(text):
        if found and len(found[-1]) < size:
            found[-1] += sentence
        else:
            found.append(sentence)
    if len(found) > 1 and len(found[-1]) < _least(text) // 2:
        found[-2:] = ["".join(found[-2:])]
    return found[:PIECES]


def _ends(text: str, encoder: "Encoder") -> tuple[Window, ...]:
    return tuple(tuple(w) for w in encoder.windows(text, 2))


def _least(text: str) -> int:
    wide = 3 * sum(c >= "\u2e80" for c in text[:200]) > min(200, len(text))
    return _PIECE_WIDE_LETTERS if wide else _PIECE_LETTERS
