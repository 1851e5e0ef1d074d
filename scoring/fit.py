"""Make the judge's heads from data in the record format: `kula scorer fit`. Fixed seeds; ends in a card with its figures.

Tables, claims, gates, thresholds and figures each come from conversations of their own (`scoring.samples.SPLITS`).
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocol.types import KINDS
from scoring.ambush import ambush
from scoring.attacks import FAMILIES, Pool
from scoring.attacks.labels import reversed_correction, swapped_preference
from scoring.card import write_card
from scoring.claims import CLAIMING, Claims, grow_pairs, grow_ratings, learn_phrasing
from scoring.coherence import Probes, learn_probes
from scoring.encoder import Encoder
from scoring.evaluation import HONEST
from scoring.heads import QUANTILES, Calibration, Heads
from scoring.language import learn_language
from scoring.ngrams import Ngrams, count
from scoring.phrasing import Phrasing
from scoring.reading import Cheap, cut_all, encode, read_cheaply, read_deeply
from scoring.samples import Sample, read_samples, spread
from scoring.scorer import Scorer, combined
from scoring.text import Content, parts_of, whole_text
from scoring.trees import Trees, grow
from scoring.trial import draw_trial, try_scorer

Array = NDArray[Any]
Progress = Callable[[str], None]

SEED = 20_260
_TABLE_LETTERS = 3_000
_LANGUAGE_LETTERS = 500
_PHRASED, _CLAIMED, _CHEAP, _CALIBRATED = 6, 7, 4, 2
"""How many times `per_kind` go into words, claims, the cheap gate and thresholds: what is cheap to read, and what must be sure."""
_ATTACKS_EACH = 2
_REJECT_SHARE = 0.004
"""Of honest records, by the cheap gate alone; the 2 % are set on the final logit."""
_ACCEPT_SHARE = 0.5


@dataclass(frozen=True)
class Read:
    """Honest records first, then attacks on them, as stage 1 reads them."""

    contents: list[Content]
    families: Array
    """The attack's family; `honest` for the others."""
    origins: Array
    """The place of the honest record that a record is, or was made of."""
    cheap: Cheap

    @property
    def honest(self) -> Array:
        """Which are honest."""
        return self.families == HONEST


def fit(data: Path, out: Path, per_kind: int = 500, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Fit, calibrate and write heads and a model card to `out`; returns the figures."""
    began = time.monotonic()
    splits = read_samples(data)
    encoder = Encoder("auto")
    heads = fit_heads(splits, encoder, per_kind, progress)
    heads.save(out)
    progress("figures")
    figures = try_scorer(Scorer.load(out), draw_trial(splits["held"], per_kind // 2, SEED + 3))
    figures["fit_seconds"] = round(time.monotonic() - began)
    write_card(out, figures, [s for group in splits.values() for s in group])
    return figures


def fit_heads(splits: dict[str, list[Sample]], encoder: Encoder, per_kind: int, progress: Progress) -> Heads:
    """Every part in turn: tables, claims, the cheap gate, the deep gate, thresholds."""
    progress("tables of words and letters")
    ngrams = count(whole_text(s.content)[:_TABLE_LETTERS] for s in splits["known"])
    language = learn_language([whole_text(s.content)[:_LANGUAGE_LETTERS] for s in splits["known"]])
    progress("claims")
    claims = fit_claims(splits, ngrams, per_kind)
    progress("the cheap gate")
    deep_samples = taken(splits["train"], per_kind)
    ids = {s.id for s in deep_samples}
    rest = taken([s for s in splits["train"] if s.id not in ids], _CHEAP * per_kind)
    cheap = grow_cheap(read_all(rest, ngrams, claims))
    progress("the deep gate")
    read = read_all(deep_samples, ngrams, claims)
    gate_b = cheap.logits(read.cheap.rows_bf)
    exits = exits_of(read, gate_b)
    band = np.flatnonzero(in_band(read, gate_b, exits))
    rows, probes = coherent_rows(read, gate_b, band, encoder)
    deep = grow_deep(rows, read.honest[band])
    heads = Heads(ngrams, language, claims, cheap, deep, probes, exits)
    progress("thresholds")
    return calibrated(heads, taken(splits["calibrate"], _CALIBRATED * per_kind), encoder)


def fit_claims(splits: dict[str, list[Sample]], ngrams: Ngrams, per_kind: int) -> Claims:
    """Phrasing from the known conversations, trees from the claims' own."""
    phrasings: dict[str, Phrasing] = {}
    trees: dict[str, Trees] = {}
    for kind in CLAIMING:
        phrasings[kind] = learn_phrasing(
            kind, [parts_of(s.content) for s in spread(splits["known"], kind, _PHRASED * per_kind)]
        )
        contents = [s.content for s in spread(splits["claims"], kind, _CLAIMED * per_kind)]
        fresh = Claims(phrasings, {})
        honest = read_cheaply([parts_of(c) for c in contents], ngrams, fresh).rows_bf
        if kind == "rating":
            trees[kind] = grow_ratings(honest, honest.shape[1] - 3)
            continue
        turn = swapped_preference if kind == "preference" else reversed_correction
        turned = [parts_of(turn(None, c, None)) for c in contents]  # type: ignore[arg-type] - draws nothing
        trees[kind] = grow_pairs(honest, read_cheaply(turned, ngrams, fresh).rows_bf)
    return Claims(phrasings, trees)


def read_all(samples: Sequence[Sample], ngrams: Ngrams, claims: Claims, seed: int = SEED) -> Read:
    """Attack the samples and read everything cheaply."""
    honest = [s.content for s in samples]
    attacks = ambush(honest, FAMILIES, Pool(honest), _ATTACKS_EACH, seed)
    contents = honest + [a.content for a in attacks]
    families = np.array([HONEST] * len(honest) + [a.family for a in attacks])
    origins = np.array([*range(len(honest)), *(a.origin for a in attacks)])
    return Read(contents, families, origins, read_cheaply([parts_of(c) for c in contents], ngrams, claims))


def grow_cheap(read: Read, without: Collection[str] = ()) -> Trees:
    """The gate over statistics; some families may be left out."""
    attacks = ~read.honest & ~np.isin(read.families, list(without))
    return grow(read.cheap.rows_bf[read.honest], read.cheap.rows_bf[attacks], trees=450, leaves=31)


def grow_deep(rows_bf: Array, honest_b: Array) -> Trees:
    """The gate over statistics, the cheap gate's logit and coherence."""
    return grow(rows_bf[honest_b], rows_bf[~honest_b], trees=250, leaves=16)


def coherent_rows(read: Read, gate_b: Array, places: Array, encoder: Encoder) -> tuple[Array, Probes]:
    """Deep rows of the records at `places`. What reads a record there was learnt from the other half of the honest ones."""
    cut = cut_all([parts_of(read.contents[i]) for i in places], encoder)
    vectors = encode(cut, encoder)
    honest, halves = read.honest[places], read.origins[places] % 2
    found: dict[int, Array] = {}
    for half in (0, 1):
        probes = learn_probes(
            [s for s, h, o in zip(cut, honest, halves, strict=True) if h and o != half], vectors, SEED
        )
        mine = np.flatnonzero(halves == half)
        at = places[mine]
        rows = read_deeply(read.cheap.rows_bf[at], gate_b[at], [cut[i] for i in mine], vectors, probes)
        found |= zip(mine.tolist(), rows, strict=True)
    everyone = learn_probes([s for s, h in zip(cut, honest, strict=True) if h], vectors, SEED)
    return np.stack([found[i] for i in range(len(places))]), everyone


def exits_of(read: Read, gate_b: Array) -> dict[str, Calibration]:
    """Where the cheap gate ends it, by kind; the marks are not set yet."""
    kinds = np.array([c["kind"] for c in read.contents])
    marks = tuple(range(len(QUANTILES)))
    return {kind: Calibration(marks, *_exits(gate_b[read.honest & (kinds == kind)])) for kind in KINDS}


def in_band(read: Read, gate_b: Array, exits: dict[str, Calibration]) -> Array:
    """Which records the cheap gate leaves undecided."""
    limits = [exits[c["kind"]] for c in read.contents]
    return np.array([e.reject <= g <= e.accept for e, g in zip(limits, gate_b, strict=True)])


def calibrated(heads: Heads, samples: Sequence[Sample], encoder: Encoder) -> Heads:
    """Heads with marks set on honest records that nothing was fitted on, so that the share rejected is chosen."""
    parts = [parts_of(s.content) for s in samples]
    kinds = np.array([p.kind for p in parts])
    cheap = read_cheaply(parts, heads.ngrams, heads.claims)
    gates = heads.cheap.logits(cheap.rows_bf)
    limits = [heads.calibration[kind] for kind in kinds]
    band = [i for i, e in enumerate(limits) if e.reject <= gates[i] <= e.accept]
    cut = cut_all([parts[i] for i in band], encoder)
    rows = read_deeply(cheap.rows_bf[band], gates[band], cut, encode(cut, encoder), heads.probes)
    gates[band] = heads.deep.logits(rows)
    final = np.array([combined(k, int(g), int(c)) for k, g, c in zip(kinds, gates, cheap.claim_b, strict=True)])
    marked = {k: replace(heads.calibration[k], marks=_marks(final[kinds == k])) for k in KINDS}
    return replace(heads, calibration=marked)


def taken(samples: Sequence[Sample], per_kind: int) -> list[Sample]:
    """So many of each kind, spread over languages."""
    return [s for kind in KINDS for s in spread(samples, kind, per_kind)]


def _exits(logits: Array) -> tuple[int, int]:
    return int(np.quantile(logits, _REJECT_SHARE)), int(np.quantile(logits, 1 - _ACCEPT_SHARE))


def _marks(logits: Array) -> tuple[int, ...]:
    """The conformal quantiles: rank ⌊q·(n+1)⌋, so that a fresh honest record falls at or below the first with chance q."""
    ordered = np.sort(logits)
    places = [max(0, int(q * (len(ordered) + 1)) - 1) for q in QUANTILES]
    marks = [int(ordered[min(place, len(ordered) - 1)]) for place in places]
    # The floor's mark itself must score at most the floor, and marks must rise for the line between them.
    marks[0] += 1
    return tuple(int(m) for m in np.maximum.accumulate(np.array(marks) + np.arange(len(marks))))
