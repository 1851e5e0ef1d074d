"""The judge's trained part: a small network over the encoder's vectors and the statistics, and its calibration.

Legend: B records, F features. Trained in torch, used in numpy float64, so that one record's byte does not depend on its batch.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from scoring.language import LanguageTable

SHIPPED = Path(__file__).with_name("weights")
GRID = 32
"""Logits are rounded to 1/GRID before they become a byte: machines differ by 1e-6, so they rarely land on two sides."""
QUANTILES = (0.02, 0.10, 0.25, 0.50, 0.75, 0.95)
LEVELS = (65, 96, 140, 185, 220, 250)
"""The byte at each quantile of honest records' logits: a share of 2 % of the honest is chosen to fall at or below the floor."""

Array = NDArray[Any]


@dataclass(frozen=True)
class Heads:
    """Weights, calibration and tables; `hash` covers all of them."""

    tensors: dict[str, Array]
    calibration: dict[str, list[float]]
    """Per kind: the honest records' logits at QUANTILES."""
    language: LanguageTable
    hash: bytes

    def logits(self, features_bf: Array) -> Array:
        """Higher is better; one number a record, on the grid."""
        t = self.tensors
        scaled = np.clip((features_bf - t["mean"]) / t["scale"], -6, 6)
        hidden = np.maximum(scaled @ t["w1"].T + t["b1"], 0)
        hidden = np.maximum(hidden @ t["w2"].T + t["b2"], 0)
        return np.round((hidden @ t["w3"].T + t["b3"])[:, 0] * GRID) / GRID

    def byte(self, kind: str, logit: float) -> int:
        """A logit as a score of 2 … 255, linear between the calibrated levels."""
        marks = self.calibration[kind]
        return max(2, min(255, int(np.floor(np.interp(logit, _spread(marks), (2, *LEVELS, 255)) + 1e-9))))


def _spread(marks: list[float]) -> list[float]:
    return [marks[0] - 6.0, *marks, marks[-1] + 1.0]


def load_heads(folder: Path = SHIPPED) -> Heads:
    """Read heads that `kula scorer fit` wrote."""
    files = [folder / "heads.safetensors", folder / "calibration.json"]
    tensors = load_file(files[0])
    calibration = json.loads(files[1].read_text())
    language = LanguageTable(frozenset(calibration["scripts"]), tensors.pop("language"), calibration["least_permille"])
    digest = hashlib.sha256(b"".join(hashlib.sha256(f.read_bytes()).digest() for f in files)).digest()
    wide = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
    return Heads(wide, calibration["quantiles"], language, digest)


def save_heads(
    folder: Path,
    tensors: dict[str, Array],
    quantiles: dict[str, list[float]],
    language: LanguageTable,
) -> None:
    """Write heads so that `load_heads` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    small = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
    save_file({**small, "language": language.seen}, folder / "heads.safetensors")
    calibration = {
        "quantiles": quantiles,
        "scripts": sorted(language.scripts),
        "least_permille": language.least_permille,
    }
    (folder / "calibration.json").write_text(json.dumps(calibration, indent=1) + "\n")
