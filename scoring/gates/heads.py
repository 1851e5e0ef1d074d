"""Everything that was fitted, in one file of tensors and one of thresholds: tables, trees, probes and calibration."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from kula.scoring.arrays import Array
from kula.scoring.duplicates.known import KNOWN_FILE
from kula.scoring.features.language.coherence import PROBES, Coherence
from kula.scoring.features.language.langid import LanguageTable
from kula.scoring.features.language.preference_words import PreferenceWords, WordWeights
from kula.scoring.features.language.relevance import Relevance
from kula.scoring.features.language.word_lm import WordLm
from kula.scoring.features.ngrams import BITS, Ngrams
from kula.scoring.features.outliers import Outliers
from kula.scoring.features.table import Tables
from kula.scoring.features.text import LABELLED
from kula.scoring.gates.labels import Labels
from kula.scoring.gates.trees import Trees

SHIPPED = Path(__file__).parents[1] / "weights"
QUANTILES = (0.02, 0.05, 0.10, 0.25, 0.50, 0.75, 0.95)
LEVELS = (65, 72, 88, 140, 185, 220, 250)
"""The byte at each quantile of honest records. The first quantile is the share that is meant to fall to the floor."""
_FILES = ("heads.safetensors", "calibration.json")
# Names in the file are older than those in the code. They are part of the scorer's id, so they stay.
_RELEVANCE = {name: f"affinity.{name}" for name in ("packed", "scale", "questions", "answers")}
_WORD_LM = {name: f"surprise.{name}" for name in ("classes", "vectors", "hidden", "hidden_bias", "shifts")}
_WORD_LM |= {"output": "surprise.out", "output_bias": "surprise.out_bias"}
_OUTLIERS = {"low": "typicality.low", "high": "typicality.high"}
_NGRAMS = {name: f"ngrams.{name}" for name in BITS}
_PREFERENCE_WORDS = {kind: f"phrasing.{kind}" for kind in LABELLED}
_LABELS = {kind: f"claims.{kind}" for kind in LABELLED}
_PROBES = {name: f"probes.{name}" for name in PROBES}


@dataclass(frozen=True)
class Calibration:
    """Thresholds of one kind, in thousandths of a logit, set on honest records that nothing was fitted on."""

    marks: tuple[int, ...]
    """The final logits of honest records at QUANTILES."""
    reject: int
    """Below this logit, the cheap gate decides."""
    accept: int
    """Above this one, it decides too."""


@dataclass(frozen=True)
class Heads:
    """Everything that was fitted."""

    tables: Tables
    language: LanguageTable
    labels: Labels
    cheap: Trees
    """The gate over the rows of stage 1."""
    deep: Trees
    """The gate over the rows of stage 2."""
    coherence: Coherence
    calibration: dict[str, Calibration]

    def undecided(self, gate_b: Array, deep_bf: Array) -> Array:
        """Logits of stage 2: the mean of both gates, because the cheap one was grown on many more records."""
        return (gate_b + self.deep.logits(deep_bf)) // 2

    def byte(self, kind: str, logit: int) -> int:
        """A final logit as a score of 2 … 255, in whole numbers, linear between the calibrated levels."""
        marks = self.calibration[kind].marks
        points = [marks[0] - 8_000, *marks, marks[-1] + 1_500]
        levels = [2, *LEVELS, 255]
        place = int(np.searchsorted(points, logit, side="right"))
        if place in (0, len(points)):
            return levels[0 if place == 0 else -1]
        low, high = points[place - 1], points[place]
        return levels[place - 1] + (levels[place] - levels[place - 1]) * (logit - low) // (high - low)

    def save(self, folder: Path) -> None:
        """Write the two files that `load_heads` reads."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {name: np.ascontiguousarray(tensor) for name, tensor in sorted(self._tensors().items())}
        save_file(tensors, folder / _FILES[0])
        thresholds = {
            "kinds": {
                k: {"marks": c.marks, "reject": c.reject, "accept": c.accept} for k, c in self.calibration.items()
            },
            "scripts": sorted(self.language.scripts),
            "least_permille": self.language.least_permille,
        }
        (folder / _FILES[1]).write_text(json.dumps(thresholds, indent=1) + "\n")

    def _tensors(self) -> dict[str, Array]:
        tables = self.tables
        tensors = {"language": self.language.bitmap, **self.cheap.tensors("cheap"), **self.deep.tensors("deep")}
        tensors |= _renamed(_NGRAMS, tables.ngrams.tables.__getitem__)
        tensors |= _renamed(_RELEVANCE, lambda name: getattr(tables.relevance, name))
        tensors |= _renamed(_WORD_LM, lambda name: getattr(tables.word_lm, name))
        tensors |= _renamed(_OUTLIERS, lambda name: getattr(tables.outliers, name))
        tensors |= _renamed(_PREFERENCE_WORDS, lambda kind: tables.preference_words.by_kind[kind].weights)
        tensors |= _renamed(_PROBES, lambda name: self.coherence.probes[name].astype(np.float32))
        for kind, name in _LABELS.items():
            tensors |= self.labels.trees[kind].tensors(name)
        return tensors


def load_heads(folder: Path = SHIPPED) -> Heads:
    """The heads that `kula scorer fit` wrote to a folder."""
    tensors = load_file(folder / _FILES[0])
    thresholds = json.loads((folder / _FILES[1]).read_text())
    words = {kind: WordWeights(tensors[name]) for kind, name in _PREFERENCE_WORDS.items()}
    return Heads(
        tables=Tables(
            ngrams=Ngrams(_renamed_back(_NGRAMS, tensors)),
            relevance=Relevance(**_renamed_back(_RELEVANCE, tensors)),
            word_lm=WordLm(**_renamed_back(_WORD_LM, tensors)),
            preference_words=PreferenceWords(words),
            outliers=Outliers(**_renamed_back(_OUTLIERS, tensors)),
        ),
        language=LanguageTable(frozenset(thresholds["scripts"]), tensors["language"], thresholds["least_permille"]),
        labels=Labels({kind: Trees.of(tensors, name) for kind, name in _LABELS.items()}),
        cheap=Trees.of(tensors, "cheap"),
        deep=Trees.of(tensors, "deep"),
        coherence=Coherence({n: w.astype(np.float64) for n, w in _renamed_back(_PROBES, tensors).items()}),
        calibration={
            kind: Calibration(tuple(c["marks"]), c["reject"], c["accept"]) for kind, c in thresholds["kinds"].items()
        },
    )


def heads_hash(folder: Path = SHIPPED) -> bytes:
    """The sha2-256 over the hashes of both files, and of that of known public records if there is one."""
    names = [*_FILES, *([KNOWN_FILE] if (folder / KNOWN_FILE).exists() else [])]
    return hashlib.sha256(b"".join(hashlib.sha256((folder / name).read_bytes()).digest() for name in names)).digest()


def _renamed(names: dict[str, str], tensor: Callable[[str], Array]) -> dict[str, Array]:
    return {in_file: tensor(name) for name, in_file in names.items()}


def _renamed_back(names: dict[str, str], tensors: dict[str, Array]) -> dict[str, Array]:
    return {name: tensors[in_file] for name, in_file in names.items()}
