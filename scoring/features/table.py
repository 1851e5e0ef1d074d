"""Records as rows of whole numbers: what the trees see. Shared by the judge and by its fit, so that both see the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.counts.counts import statistics
from kula.scoring.features.language.coherence import Probes, coherence
from kula.scoring.features.language.ngrams import Ngrams
from kula.scoring.features.language.relevance import Affinity
from kula.scoring.features.language.word_lm import Surprise
from kula.scoring.features.outliers import Typicality
from kula.scoring.features.segments import Segments, Window, segments
from kula.scoring.features.text import Parts
from kula.scoring.gates.labels import Claims

if TYPE_CHECKING:  # the encoder loads torch, which stage 1 does without
    from kula.scoring.features.encoder import Encoder

Array = NDArray[Any]


@dataclass(frozen=True)
class Learnt:
    """What was learnt from trusted records alone, before any attack was seen; `claims` but for their trees."""

    ngrams: Ngrams
    affinity: Affinity
    surprise: Surprise
    typicality: Typicality
    claims: Claims


@dataclass(frozen=True)
class Cheap:
    """Stage 1's reading of some records."""

    rows_bf: Array
    """How typical the others are, statistics, and how the claim is phrased in the last column."""
    claim_b: Array
    """Plausibility of the claim in thousandths of a logit; 0 for a conversation."""
    named: list[dict[str, int]]
    """The statistics by name, for reasons."""


def read_cheaply(parts: Sequence[Parts], learnt: Learnt) -> Cheap:
    """Statistics and claims. Whole numbers only."""
    claims = learnt.claims
    named = [statistics(p, learnt.ngrams, learnt.affinity, learnt.surprise) for p in parts]
    rows = np.array([[*n.values(), claims.phrased(p)] for n, p in zip(named, parts, strict=True)], dtype=np.int64)
    rows = np.concatenate([learnt.typicality.numbers(rows, [p.kind for p in parts]), rows], axis=1)
    claim = np.zeros(len(parts), dtype=np.int64)
    for kind in claims.trees:
        mine = [i for i, p in enumerate(parts) if p.kind == kind]
        if mine:
            claim[mine] = claims.logits(kind, rows[mine])
    return Cheap(rows, claim, named)


def encode(cut: Sequence[Segments], encoder: "Encoder") -> dict[Window, Array]:
    """The vectors of all windows, each window once."""
    windows = sorted({w for s in cut for w in s.all()}, key=lambda w: (len(w), w))
    return dict(zip(windows, encoder.encode(windows).astype(np.float64), strict=True))


def read_deeply(
    rows_bf: Array, gate_b: Array, cut: Sequence[Segments], vectors: Mapping[Window, Array], probes: Probes
) -> Array:
    """Stage 1's rows with its gate's logit and the coherence numbers behind them."""
    found = np.array([coherence(s, vectors, probes) for s in cut], dtype=np.int64)
    return np.concatenate([rows_bf, gate_b[:, None], found], axis=1)


def cut_all(parts: Sequence[Parts], encoder: "Encoder") -> list[Segments]:
    """Every record's windows."""
    return [segments(p, encoder) for p in parts]
