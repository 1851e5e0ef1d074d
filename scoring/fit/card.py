"""The card that goes with fitted heads: figures, sources, licences."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kula.scoring.corpus.prose import Prose
from kula.scoring.corpus.samples import Sample

_HEAD = """# The judge's heads

Made by `kula scorer fit`, with fixed seeds. Tables, trees, thresholds and these figures each come from conversations of their
own; two settings were chosen on the figures' records (docs/scoring.md has figures on others). Families were all seen in fitting here;
`python -m kula.bench judge` leaves each one out. Figures on held-out records:
"""
_LIMITS = """
## Limits

Attacks are made by script. A judge that is known can be climbed. The encoder is English: other languages lean on statistics.
"""


def write_card(out: Path, figures: dict[str, Any], samples: Sequence[Sample | Prose]) -> None:
    """Write README.md beside the heads. Every record and text counts as a source: all went into some part."""
    lines = [_HEAD, "```json", json.dumps(figures, indent=1), "```", "", "## Sources (records and texts)", ""]
    lines += [f"- {name}: {count}" for name, count in sorted(Counter(s.source for s in samples).items())]
    lines += ["", "## Licences (records and texts)", ""]
    lines += [f"- {name}: {count}" for name, count in sorted(Counter(s.licence for s in samples).items())]
    lines += [_LIMITS]
    (out / "README.md").write_text("\n".join(lines))
