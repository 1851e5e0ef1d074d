"""What a bench prints: its figures, what stands beside them, and the machine that gave them."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers by name. `beside` holds what they are compared with: a peer, a baseline, or the figures behind a figure."""

    figures: Mapping[str, float]
    beside: Mapping[str, float] = field(default_factory=dict)

    def as_json(self, bench: str) -> str:
        """The one JSON object of a bench."""
        return json.dumps(
            {"bench": bench, "figures": dict(self.figures), "beside": dict(self.beside), "machine": machine()}
        )


def machine() -> str:
    """Processor, cores and Python, in words."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def data_folder() -> Path:
    """Where the records are: KULA_BENCH_DATA, or `shared/data` beside the checkout."""
    return Path(os.environ.get("KULA_BENCH_DATA", _BESIDE_THE_CHECKOUT))


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
