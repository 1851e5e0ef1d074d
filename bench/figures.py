"""What a bench returns: its figures, the numbers to compare them with, and the machine that measured them."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers by name. `beside` holds numbers to compare them with: of a peer, of a baseline, or those behind a figure."""

    figures: Mapping[str, float]
    beside: Mapping[str, float] = field(default_factory=dict)

    def as_json(self, bench: str) -> str:
        """One JSON object with the bench's name, both groups of numbers, and the machine."""
        return json.dumps(
            {"bench": bench, "figures": dict(self.figures), "beside": dict(self.beside), "machine": machine()}
        )


def machine() -> str:
    """The processor's name, the number of cores and the version of Python."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def data_folder() -> Path:
    """The folder of records: KULA_BENCH_DATA, or `shared/data` beside the checkout."""
    return Path(os.environ.get("KULA_BENCH_DATA", _BESIDE_THE_CHECKOUT))


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
