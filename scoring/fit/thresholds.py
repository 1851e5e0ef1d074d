"""Sets where the cheap gate decides alone, and the byte of each final logit.

Legend: B records.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kula.protocol.types import KINDS
from kula.scoring.arrays import Array
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.table import cut, encode, read_deep
from kula.scoring.features.text import texts_of
from kula.scoring.fit.rows import Rows, read_on_two_cores
from kula.scoring.gates.heads import QUANTILES, Calibration, Heads
from kula.scoring.scorer import by_rule, combined

_REJECT_SHARE = 0.01
"""The share of honest records that the cheap gate rejects alone. The 2 % in all are set on the final logit."""
_ACCEPT_SHARE = 0.7


def exits_of(rows: Rows, gate_b: Array) -> dict[str, Calibration]:
    """Where the cheap gate decides, by kind, from its logits of honest records; the marks are not set yet."""
    kinds, marks = np.array(rows.kinds), tuple(range(len(QUANTILES)))
    return {kind: Calibration(marks, *_exits(gate_b[rows.honest & (kinds == kind)])) for kind in KINDS}


def in_band(kinds: Sequence[str], gate_b: Array, exits: dict[str, Calibration]) -> Array:
    """Which records the cheap gate leaves undecided."""
    limits = [exits[kind] for kind in kinds]
    return np.array([limit.reject <= gate <= limit.accept for limit, gate in zip(limits, gate_b, strict=True)])


def calibrated(heads: Heads, samples: Sequence[Sample], encoder: Encoder) -> Heads:
    """Heads with marks from honest records that nothing was fitted on, so that the rejected share is the chosen one."""
    records = [texts_of(s.content) for s in samples]
    kinds = [texts.kind for texts in records]
    rows_bf = read_on_two_cores(records, heads.tables)
    gates = heads.cheap.logits(rows_bf)
    band = np.flatnonzero(in_band(kinds, gates, heads.calibration))
    encoded = encode(cut([records[i] for i in band], encoder), encoder)
    gates[band] = heads.undecided(gates[band], read_deep(rows_bf[band], gates[band], encoded, heads.coherence))
    labels = heads.labels.logits(kinds, rows_bf)
    final = np.array([combined(k, int(gate), int(label)) for k, gate, label in zip(kinds, gates, labels, strict=True)])
    ruled = [by_rule(s.content, texts, heads.language) is not None for s, texts in zip(samples, records, strict=True)]
    return replace(heads, calibration=marked(heads.calibration, np.array(kinds), final, np.array(ruled)))


def marked(exits: dict[str, Calibration], kinds: Array, final: Array, ruled: Array) -> dict[str, Calibration]:
    """Calibrations with marks from the final logits of honest records. Records that a rule decided count as rejected."""
    fell = {kind: int((ruled & (kinds == kind)).sum()) for kind in KINDS}
    return {k: replace(exits[k], marks=_marks(final[(kinds == k) & ~ruled], fell[k])) for k in KINDS}


def _exits(logits: Array) -> tuple[int, int]:
    return int(np.quantile(logits, _REJECT_SHARE)), int(np.quantile(logits, 1 - _ACCEPT_SHARE))


def _marks(logits: Array, ruled: int) -> tuple[int, ...]:
    """The conformal quantiles, of rank ⌊q·(n+1)⌋: a new honest record falls at or below the first with chance q."""
    ordered = np.sort(logits)
    places = [max(0, int(q * (ruled + len(ordered) + 1)) - ruled - 1) for q in QUANTILES]
    marks = [int(ordered[min(place, len(ordered) - 1)]) for place in places]
    # The floor's mark itself must score at most the floor, and marks must rise for the line between them.
    marks[0] += 1
    return tuple(int(mark) for mark in np.maximum.accumulate(np.array(marks) + np.arange(len(marks))))
