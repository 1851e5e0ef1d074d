"""Clean prose beside the records of a data folder: trusted text that nobody was asked for, so that careful style is known too."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kula.scoring.corpus.samples import Sample, read_lines
from kula.scoring.features.text import fold, whole_text, words

FILE = "lm.jsonl.gz"
_RUN = 8
_SHARED = 0.02
"""Of a text's runs of eight words: with more than this in records that it must not tell of, it is left out."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One text of clean prose."""

    text: str
    source: str
    licence: str


def read_prose(folder: Path, others: Iterable[Sample]) -> list[Prose]:
    """The folder's prose but for what stands in `others`, the records of later splits; none where the file is missing."""
    path = folder / FILE
    if not path.exists():
        return []
    taken = {run for sample in others for run in _runs(whole_text(sample.content))}
    found = [Prose(row["text"], row["source"].split(":")[0], row["licence"]) for row in read_lines(path)]
    return [prose for prose in found if _share(_runs(prose.text), taken) <= _SHARED]


def _runs(text: str) -> set[int]:
    spoken = words(fold(text))
    return {hash(tuple(spoken[i : i + _RUN])) for i in range(len(spoken) - _RUN + 1)}


def _share(runs: set[int], taken: set[int]) -> float:
    return len(runs & taken) / max(1, len(runs))
