"""The card that goes with fitted heads: figures, sources, licences."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kula.scoring.corpus.prose import Prose
from kula.scoring.corpus.samples import Sample

_HEAD = """# The scorer's heads

`kula scorer fit` made these weights, with fixed seeds. Tables, trees, thresholds and figures each
come from conversations of their own. Two settings were chosen on the records of these figures;
docs/scoring.md has figures on others. The scorer was fitted on all families of attacks;
`python -m kula.bench attacks` leaves each one out. Figures on held-out records:
"""
_LIMITS = """
## Limits

- A script makes the attacks; people find others.
- Whoever knows the scorer can change a record until it passes.
- The encoder is English. Records in other languages are decided mostly by counts and tables.
"""


def write_card(folder: Path, figures: dict[str, Any], samples: Sequence[Sample | Prose]) -> None:
    """Write README.md beside the heads. It counts the sources and licences of all records and texts."""
    lines = [_HEAD, "```json", json.dumps(figures, indent=1), "```", "", "## Sources (records and texts)", ""]
    lines += [f"- {name}: {count}" for name, count in sorted(Counter(s.source for s in samples).items())]
    lines += ["", "## Licences (records and texts)", ""]
    lines += [f"- {name}: {count}" for name, count in sorted(Counter(s.licence for s in samples).items())]
    lines += [_LIMITS]
    (folder / "README.md").write_text("\n".join(lines))
