"""What the scorer lacks: kinds and languages of which it has judged little, or much that lies near the floor. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kula.protocol.types import VOID

ENOUGH = 64
"""Records that earned something in recent epochs, from which on a kind or language lacks none."""
NEAR = 16
"""A score that lies so little above the floor is near it: the scorer can hardly tell such records from bad ones."""
_TASKS = {"pair": "preference", "correct": "correction", "answer": "correction"}
"""The kind of record that a task of each kind makes."""
_MOST_OF_KIND, _MOST_OF_LANGUAGE = 8, 3
"""The weights of what is lacking altogether. People do not read all languages, so these differ little."""


class Judged(NamedTuple):
    """What became of a record of a recent epoch."""

    kind: str
    language: str | None
    score: int
    credit: int


@dataclass(frozen=True, slots=True)
class Lack:
    """How much each kind of task, and each language, is wanted. What is not lacking weighs 1."""

    kinds: Mapping[str, int]
    languages: Mapping[str, int]
    known: Collection[str] | None
    """The languages of which the scorer can judge records; None if that is not known."""

    def of_language(self, language: str | None) -> int:
        """Returns the weight of a language. One that was never judged is lacking altogether; an unknown one earns nothing."""
        if self.known is not None and language not in self.known:
            return 1
        return self.languages.get(language or "", _MOST_OF_LANGUAGE)


def lack(judged: Iterable[Judged], floor: int, known: Collection[str] | None = None) -> Lack:
    """Returns what the scorer lacks by the outcomes of recent epochs."""
    rows = [row for row in judged if row.score != VOID]
    kinds = {
        task: _weight([row for row in rows if row.kind == kind], floor, _MOST_OF_KIND) for task, kind in _TASKS.items()
    }
    languages = {
        language: _weight([row for row in rows if row.language == language], floor, _MOST_OF_LANGUAGE)
        for language in {row.language for row in rows if row.language}
    }
    return Lack(kinds, languages, known)


def _weight(rows: list[Judged], floor: int, most: int) -> int:
    """Returns 1 for a group with ENOUGH records that earned something clear of the floor, up to `most` for one without any."""
    clear = sum(row.credit > 0 and row.score > floor + NEAR for row in rows)
    return 1 + (most - 1) * max(0, ENOUGH - clear) // ENOUGH
