"""Clean prose beside the records of a data folder: trusted text that answers nobody, so that careful style is known too."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kula.scoring.corpus.samples import Sample, read_lines
from kula.scoring.features.text import Text, whole_text

FILE = "lm.jsonl.gz"
_RUN = 8
_SHARED = 0.02
"""A prose text is dropped if a larger share of its 8-word runs also occurs in records of later splits."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One text of clean prose."""

    text: str
    source: str
    licence: str


def read_prose(folder: Path, others: Iterable[Sample]) -> list[Prose]:
    """The folder's prose, without texts that `others`, the records of later splits, hold; none if the file is missing."""
    path = folder / FILE
    if not path.exists():
        return []
    taken = {run for sample in others for run in _runs(whole_text(sample.content))}
    texts = [Prose(row["text"], row["source"].split(":")[0], row["licence"]) for row in read_lines(path)]
    return [prose for prose in texts if _share(_runs(prose.text), taken) <= _SHARED]


def _runs(text: str) -> set[int]:
    words = Text(text).words
    return {hash(tuple(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1)}


def _share(runs: set[int], taken: set[int]) -> float:
    return len(runs & taken) / max(1, len(runs))
