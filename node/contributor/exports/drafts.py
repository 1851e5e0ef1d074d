"""What a form gives: turns of talks, rated answers and choices, before the limits of a record are applied. Pure.

The readers of fields are total: they return something empty for a value of another type.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from kula.node.contributor.exports.vocabulary import REASONS_AGAINST, REASONS_FOR, THUMBS
from kula.protocol.records.content import WRITER

WHITE = " \t\n\v\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""White space, as both implementations trim it."""
_INDEX = re.compile("0|[1-9][0-9]{0,9}")
_MOST_INDEX = 2**32 - 2
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\U000e0000-\U000e007f]+")
"""Control characters, halves of characters, and tags: nobody sees them."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A rating of one answer: -1 or 1, with at most three reasons of the protocol."""

    rating: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said."""

    role: str
    text: str
    model: str = ""
    """The name of the model that wrote it, if the export says so."""
    given: bool = True
    """False for an answer that is context only."""


@dataclass(frozen=True, slots=True)
class Step:
    """One message of an export: the turn that it gives, if it gives one, and what is left out of it, by reason."""

    turn: Turn | None
    left_out: tuple[str, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether a person said something that cannot be kept, so that the answer to it means nothing."""
        return self.turn is not None and self.turn.role == "user" and not self.turn.text and bool(self.left_out)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation from its beginning."""

    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Rated:
    """A talk up to an answer, and the person's opinion of that answer."""

    steps: list[Step]
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Choice:
    """Two answers to one talk. `outcome` is one of the protocol's."""

    prompt: list[Step]
    a: Turn
    b: Turn
    outcome: str


@dataclass(frozen=True, slots=True)
class Own:
    """An item in Kula's own form."""

    item: dict[str, Any]


Draft = Talk | Rated | Choice | Own


@dataclass(frozen=True, slots=True)
class Context:
    """What other files of the same export say: opinions by the id of their conversation and of their answer."""

    opinions: dict[tuple[str, str], Opinion] = field(default_factory=dict)

    def take(self, conversation: str) -> dict[str, Opinion]:
        """Returns the opinions of a conversation by the ids of their answers, and forgets them."""
        places = [place for place in self.opinions if place[0] == conversation] if conversation else []
        return {place[1]: self.opinions.pop(place) for place in places}


def clean(text: str) -> str:
    """Returns a text without characters that nobody sees and without white space around it."""
    return _UNSEEN.sub("", text).strip(WHITE)


def as_dict(value: Any) -> dict[str, Any]:
    """Returns a JSON object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> list[tuple[str, Any]]:
    """Returns the fields of a JSON object in the order in which JavaScript gives them: whole numbers first, by size."""
    fields = list(as_dict(value).items())
    numbers = sorted((field for field in fields if _is_index(field[0])), key=lambda field: int(field[0]))
    return numbers + [field for field in fields if not _is_index(field[0])]


def _is_index(name: str) -> bool:
    return bool(_INDEX.fullmatch(name)) and int(name) <= _MOST_INDEX


def as_list(value: Any) -> list[Any]:
    """Returns a JSON list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """Returns a text, or an empty one for anything else."""
    return value if isinstance(value, str) else ""


def as_time(value: Any) -> float:
    """Returns a time in seconds, or 0 for anything that is not a positive number."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < 1e15 else 0.0


def as_model(*values: Any) -> str:
    """Returns the first of the values that can be a model's name, or an empty text."""
    names = (clean(as_text(value)) for value in values)
    return next((name for name in names if WRITER.fullmatch(name) and name != "auto"), "")


def opinion_of(rating: Any, tags: list[Any]) -> Opinion | None:
    """Returns another program's rating of an answer as an opinion; None for none."""
    value = THUMBS.get(rating.lower() if isinstance(rating, str) else "")
    if isinstance(rating, (int, float)) and not isinstance(rating, bool) and rating in (1, -1):
        value = int(rating)
    if value is None:
        return None
    names = REASONS_FOR if value > 0 else REASONS_AGAINST
    reasons = dict.fromkeys(names[tag] for tag in tags if isinstance(tag, str) and tag in names)
    return Opinion(value, tuple(reasons)[:3])
