"""The judge's trained part in one file of tensors and one of thresholds: tables, claims, trees, probes, calibration."""

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from kula.scoring.features.language.coherence import PROBES, Probes
from kula.scoring.features.language.langid import LanguageTable
from kula.scoring.features.language.ngrams import BITS, Ngrams
from kula.scoring.features.language.relevance import Affinity
from kula.scoring.features.language.word_lm import Surprise
from kula.scoring.features.outliers import Typicality
from kula.scoring.features.table import Learnt
from kula.scoring.gates.labels import CLAIMING, Claims
from kula.scoring.gates.preference_words import Phrasing
from kula.scoring.gates.trees import Trees

Array = NDArray[Any]

SHIPPED = Path(__file__).parents[1] / "weights"
QUANTILES = (0.02, 0.05, 0.10, 0.25, 0.50, 0.75, 0.95)
LEVELS = (65, 72, 88, 140, 185, 220, 250)
"""The byte at each quantile of honest records: a share of 2 % of them is chosen to fall at or below the floor."""
_AFFINITY = ("packed", "scale", "questions", "answers")
_SURPRISE = tuple(f.name for f in fields(Surprise))
_FILES = ("heads.safetensors", "calibration.json")


@dataclass(frozen=True)
class Calibration:
    """Thresholds of one kind, in thousandths of a logit, set on honest records that nothing was fitted on."""

    marks: tuple[int, ...]
    """The final logit of honest records at QUANTILES."""
    reject: int
    """A cheap logit below this ends the cascade."""
    accept: int
    """A cheap logit above this ends it too."""


@dataclass(frozen=True)
class Heads:
    """Everything that was fitted."""

    learnt: Learnt
    language: LanguageTable
    cheap: Trees
    deep: Trees
    probes: Probes
    calibration: dict[str, Calibration]

    def undecided(self, gate_b: Array, deep_bf: Array) -> Array:
        """Logits of what stage 2 read: the mean of both gates, as the cheap one was grown on many more records."""
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
        tensors = {"language": self.language.seen, **self.cheap.tensors("cheap"), **self.deep.tensors("deep")}
        tensors |= {f"ngrams.{name}": table for name, table in self.learnt.ngrams.tables.items()}
        tensors |= {f"affinity.{name}": getattr(self.learnt.affinity, name) for name in _AFFINITY}
        tensors |= {f"surprise.{name}": getattr(self.learnt.surprise, name) for name in _SURPRISE}
        tensors |= {"typicality.low": self.learnt.typicality.low, "typicality.high": self.learnt.typicality.high}
        tensors |= {f"probes.{name}": w.astype(np.float32) for name, w in self.probes.weights.items()}
        for kind in CLAIMING:
            tensors |= self.learnt.claims.trees[kind].tensors(f"claims.{kind}")
            tensors[f"phrasing.{kind}"] = self.learnt.claims.phrasings[kind].weights
        save_file({name: np.ascontiguousarray(t) for name, t in sorted(tensors.items())}, folder / _FILES[0])
        thresholds = {
            "kinds": {
                k: {"marks": c.marks, "reject": c.reject, "accept": c.accept} for k, c in self.calibration.items()
            },
            "scripts": sorted(self.language.scripts),
            "least_permille": self.language.least_permille,
        }
        (folder / _FILES[1]).write_text(json.dumps(thresholds, indent=1) + "\n")


def load_heads(folder: Path = SHIPPED) -> Heads:
    """Read heads that `kula scorer fit` wrote."""
    tensors = load_file(folder / _FILES[0])
    thresholds = json.loads((folder / _FILES[1]).read_text())
    return Heads(
        learnt=Learnt(
            Ngrams({name: tensors[f"ngrams.{name}"] for name in BITS}),
            Affinity(**{name: tensors[f"affinity.{name}"] for name in _AFFINITY}),
            Surprise(**{name: tensors[f"surprise.{name}"] for name in _SURPRISE}),
            Typicality(tensors["typicality.low"], tensors["typicality.high"]),
            Claims(
                {kind: Phrasing(tensors[f"phrasing.{kind}"]) for kind in CLAIMING},
                {kind: Trees.of(tensors, f"claims.{kind}") for kind in CLAIMING},
            ),
        ),
        language=LanguageTable(frozenset(thresholds["scripts"]), tensors["language"], thresholds["least_permille"]),
        cheap=Trees.of(tensors, "cheap"),
        deep=Trees.of(tensors, "deep"),
        probes=Probes({name: tensors[f"probes.{name}"].astype(np.float64) for name in PROBES}),
        calibration={
            kind: Calibration(tuple(c["marks"]), c["reject"], c["accept"]) for kind, c in thresholds["kinds"].items()
        },
    )


def heads_hash(folder: Path = SHIPPED) -> bytes:
    """sha2-256 over both files."""
    return hashlib.sha256(b"".join(hashlib.sha256((folder / name).read_bytes()).digest() for name in _FILES)).digest()
