"""Make the judge's heads from data in the record format: `kula scorer fit`. Fixed seeds; ends in a card with its figures.

Tables, trees, thresholds and figures each come from conversations of their own (`kula.scoring.corpus.samples.SPLITS`).
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.protocol.types import KINDS
from kula.scoring.attacks import FAMILIES, SLIGHT, Pool
from kula.scoring.attacks.labels import reversed_correction, swapped_preference
from kula.scoring.corpus.adversarial import ambush
from kula.scoring.corpus.prose import Prose, read_prose
from kula.scoring.corpus.samples import Sample, read_samples, spread
from kula.scoring.features.counts.turns import texts_of
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.language.coherence import Probes, learn_probes
from kula.scoring.features.language.langid import learn_language
from kula.scoring.features.language.ngrams import Marked, count
from kula.scoring.features.outliers import TYPICAL, WIDTH, Typicality, learn_typicality
from kula.scoring.features.table import Cheap, Learnt, cut_all, encode, read_cheaply, read_deeply
from kula.scoring.features.text import Content, Parts, parts_of, whole_text
from kula.scoring.fit.card import write_card
from kula.scoring.fit.relevance import learn_affinity
from kula.scoring.fit.word_lm import learn_surprise
from kula.scoring.gates.heads import QUANTILES, Calibration, Heads
from kula.scoring.gates.labels import CLAIMING, Claims, grow_pairs, grow_ratings, learn_phrasing
from kula.scoring.gates.preference_words import Phrasing
from kula.scoring.gates.trees import Trees, grow
from kula.scoring.measure.evaluation import HONEST
from kula.scoring.measure.held_out import draw_trial, try_scorer
from kula.scoring.scorer import Scorer, by_rule, combined

Array = NDArray[Any]
Progress = Callable[[str], None]

SEED = 20_260
_TABLE_LETTERS = 3_000
_LANGUAGE_LETTERS = 500
_PHRASED, _CHEAP, _CALIBRATED = 12, 6, 2
"""How many times `per_kind` go into words, claims and the cheap gate, and thresholds: what is cheap to read, what must be sure."""
_CHEAP_ATTACKS, _DEEP_ATTACKS = 4, 2
"""On every honest record, for the cheap gate and for the deep one: many for the one that is cheap to teach."""
_SLIGHT_WEIGHT = 0.4
"""Of a slight attack beside another one, chosen on the card's records."""
_REJECT_SHARE = 0.01
"""Of honest records, by the cheap gate alone; the 2 % are set on the final logit."""
_ACCEPT_SHARE = 0.7
_FEW = 2_000
"""Records that are read sooner here than with the help of a process that must start first."""


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


def fit(data: Path, out: Path, per_kind: int = 1_000, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Fit, calibrate and write heads and a model card to `out`; returns the figures."""
    began = time.monotonic()
    splits = read_samples(data)
    prose = read_prose(data, [s for name, group in splits.items() if name != "known" for s in group])
    encoder = Encoder("auto")
    heads = fit_heads(splits, prose, encoder, per_kind, progress)
    heads.save(out)
    progress("figures")
    figures = try_scorer(Scorer.load(out), draw_trial(splits["held"], per_kind // 5, SEED + 3))
    figures["fit_seconds"] = round(time.monotonic() - began)
    write_card(out, figures, [*(s for group in splits.values() for s in group), *prose])
    return figures


def fit_heads(
    splits: dict[str, list[Sample]], prose: Sequence[Prose], encoder: Encoder, per_kind: int, progress: Progress
) -> Heads:
    """Every part in turn: tables, the cheap gate, claims, the deep gate, thresholds."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other_core:
        surprise = other_core.submit(learn_surprise, splits["known"], prose)
        progress("tables of words and letters")
        ngrams = count(_counted(splits["known"], prose))
        language = learn_language([(s.language, whole_text(s.content)[:_LANGUAGE_LETTERS]) for s in splits["known"]])
        progress("directions of words")
        affinity = learn_affinity(splits["known"])
        progress("surprise of words")
        learnt = Learnt(ngrams, affinity, surprise.result(), TYPICAL, Claims({}, {}))
    progress("words of claims")
    phrasings = {kind: _phrasing(splits["known"], kind, per_kind) for kind in CLAIMING}
    learnt = replace(learnt, claims=Claims(phrasings, {}))
    progress("the cheap gate")
    deep_samples = taken(splits["train"], per_kind)
    ids = {s.id for s in deep_samples}
    others = taken([s for s in splits["train"] if s.id not in ids], _CHEAP * per_kind)
    rest = read_all(others, learnt, _CHEAP_ATTACKS)
    learnt = replace(learnt, typicality=learn_typicality(*bare_rows(rest)))
    rest = retold(rest, learnt.typicality)
    cheap = grow_cheap(rest)
    progress("claims")
    claims = Claims(phrasings, {kind: grow_claim(kind, rest, learnt) for kind in CLAIMING})
    learnt = replace(learnt, claims=claims)
    progress("the deep gate")
    read = read_all(deep_samples, learnt, _DEEP_ATTACKS)
    gate_b = cheap.logits(read.cheap.rows_bf)
    exits = exits_of(read, gate_b)
    rows, probes = coherent_rows(read, gate_b, encoder)
    deep = grow_deep(rows, read.families)
    heads = Heads(learnt, language, cheap, deep, probes, exits)
    progress("thresholds")
    return calibrated(heads, taken(splits["calibrate"], _CALIBRATED * per_kind), encoder)


def grow_claim(kind: str, read: Read, learnt: Learnt) -> Trees:
    """Trees that tell a true claim from the same record with the claim turned."""
    mine = [i for i in np.flatnonzero(read.honest) if read.contents[i]["kind"] == kind]
    honest = read.cheap.rows_bf[mine]
    if kind == "rating":
        return grow_ratings(honest, honest.shape[1] - 3)
    turn = swapped_preference if kind == "preference" else reversed_correction
    turned = [parts_of(turn(None, read.contents[i], None)) for i in mine]  # type: ignore[arg-type] - draws nothing
    return grow_pairs(honest, read_on_both_cores(turned, learnt).rows_bf)


def read_all(samples: Sequence[Sample], learnt: Learnt, each: int, seed: int = SEED) -> Read:
    """Make `each` attacks on every sample and read everything cheaply."""
    honest = [s.content for s in samples]
    attacks = ambush(honest, FAMILIES, Pool(honest), each, seed)
    contents = honest + [a.content for a in attacks]
    families = np.array([HONEST] * len(honest) + [a.family for a in attacks])
    origins = np.array([*range(len(honest)), *(a.origin for a in attacks)])
    return Read(contents, families, origins, read_on_both_cores([parts_of(c) for c in contents], learnt))


def read_on_both_cores(parts: Sequence[Parts], learnt: Learnt) -> Cheap:
    """What `read_cheaply` gives, the later half by a process of its own."""
    if len(parts) < _FEW:
        return read_cheaply(parts, learnt)
    half = len(parts) // 2
    with ProcessPoolExecutor(1, get_context("spawn")) as other_core:
        later = other_core.submit(read_cheaply, parts[half:], learnt)
        first, second = read_cheaply(parts[:half], learnt), later.result()
    rows_bf = np.concatenate([first.rows_bf, second.rows_bf])
    claim_b = np.concatenate([first.claim_b, second.claim_b])
    return Cheap(rows_bf, claim_b, first.named + second.named)


def bare_rows(read: Read) -> tuple[Array, list[str]]:
    """What honest records are typical by, and their kinds."""
    kinds = [c["kind"] for c, good in zip(read.contents, read.honest, strict=True) if good]
    return read.cheap.rows_bf[read.honest][:, WIDTH:], kinds


def retold(read: Read, typicality: Typicality) -> Read:
    """The same records with other numbers of how typical they are."""
    bare = read.cheap.rows_bf[:, WIDTH:]
    told = typicality.numbers(bare, [c["kind"] for c in read.contents])
    return replace(read, cheap=replace(read.cheap, rows_bf=np.concatenate([told, bare], axis=1)))


def grow_cheap(read: Read, without: Collection[str] = ()) -> Trees:
    """The gate over statistics; some families may be left out."""
    attacks = ~read.honest & ~np.isin(read.families, list(without))
    rows_bf = read.cheap.rows_bf
    return grow(rows_bf[read.honest], rows_bf[attacks], _weights(read.families[attacks]), trees=900, leaves=31)


def grow_deep(rows_bf: Array, families_b: Array) -> Trees:
    """The gate over statistics, the cheap gate's logit and coherence."""
    good = families_b == HONEST
    return grow(rows_bf[good], rows_bf[~good], _weights(families_b[~good]), trees=500, leaves=16)


def _weights(families_b: Array) -> Array:
    return np.where(np.isin(families_b, SLIGHT), _SLIGHT_WEIGHT, 1.0)


def coherent_rows(read: Read, gate_b: Array, encoder: Encoder) -> tuple[Array, Probes]:
    """Deep rows of all records. What reads a record there was learnt from the other half of the honest ones."""
    cut = cut_all([parts_of(c) for c in read.contents], encoder)
    vectors, half_b = encode(cut, encoder), read.origins % 2
    rows_bf = np.zeros((0, 0))
    for half in (0, 1):
        others = np.flatnonzero(read.honest & (half_b != half))
        probes = learn_probes([cut[i] for i in others], vectors, SEED)
        mine = np.flatnonzero(half_b == half)
        found = read_deeply(read.cheap.rows_bf[mine], gate_b[mine], [cut[i] for i in mine], vectors, probes)
        rows_bf = rows_bf if rows_bf.size else np.zeros((len(cut), found.shape[1]), dtype=np.int64)
        rows_bf[mine] = found
    return rows_bf, learn_probes([cut[i] for i in np.flatnonzero(read.honest)], vectors, SEED)


def exits_of(read: Read, gate_b: Array) -> dict[str, Calibration]:
    """Where the cheap gate ends it, by kind; the marks are not set yet."""
    kinds = np.array([c["kind"] for c in read.contents])
    marks = tuple(range(len(QUANTILES)))
    return {kind: Calibration(marks, *_exits(gate_b[read.honest & (kinds == kind)])) for kind in KINDS}


def in_band(kinds: Sequence[str], gate_b: Array, exits: dict[str, Calibration]) -> Array:
    """Which records the cheap gate leaves undecided."""
    limits = [exits[kind] for kind in kinds]
    return np.array([e.reject <= g <= e.accept for e, g in zip(limits, gate_b, strict=True)])


def calibrated(heads: Heads, samples: Sequence[Sample], encoder: Encoder) -> Heads:
    """Heads with marks set on honest records that nothing was fitted on, so that the share rejected is chosen."""
    parts = [parts_of(s.content) for s in samples]
    kinds = np.array([p.kind for p in parts])
    cheap = read_on_both_cores(parts, heads.learnt)
    gates = heads.cheap.logits(cheap.rows_bf)
    band = np.flatnonzero(in_band(kinds.tolist(), gates, heads.calibration))
    cut = cut_all([parts[i] for i in band], encoder)
    rows = read_deeply(cheap.rows_bf[band], gates[band], cut, encode(cut, encoder), heads.probes)
    gates[band] = heads.undecided(gates[band], rows)
    final = np.array([combined(k, int(g), int(c)) for k, g, c in zip(kinds, gates, cheap.claim_b, strict=True)])
    ruled = np.array([by_rule(s.content, p, heads.language) is not None for s, p in zip(samples, parts, strict=True)])
    return replace(heads, calibration=marked(heads.calibration, kinds, final, ruled))


def marked(exits: dict[str, Calibration], kinds: Array, final: Array, ruled: Array) -> dict[str, Calibration]:
    """Calibrations with marks from the final logits of honest records; those that fell to a rule count among the rejected."""
    fell = {k: int((ruled & (kinds == k)).sum()) for k in KINDS}
    return {k: replace(exits[k], marks=_marks(final[(kinds == k) & ~ruled], fell[k])) for k in KINDS}


def _counted(samples: Sequence[Sample], prose: Sequence[Prose]) -> Iterator[tuple[str, list[Marked]]]:
    told = (found for s in samples for found in texts_of(parts_of(s.content)))
    yield from ((text[:_TABLE_LETTERS], marks) for text, marks in told)
    yield from ((p.text[:_TABLE_LETTERS], []) for p in prose)


def _phrasing(samples: Sequence[Sample], kind: str, per_kind: int) -> Phrasing:
    return learn_phrasing(kind, [parts_of(s.content) for s in spread(samples, kind, _PHRASED * per_kind)])


def taken(samples: Sequence[Sample], per_kind: int) -> list[Sample]:
    """So many of each kind, spread over languages."""
    return [s for kind in KINDS for s in spread(samples, kind, per_kind)]


def _exits(logits: Array) -> tuple[int, int]:
    return int(np.quantile(logits, _REJECT_SHARE)), int(np.quantile(logits, 1 - _ACCEPT_SHARE))


def _marks(logits: Array, ruled: int) -> tuple[int, ...]:
    """The conformal quantiles: rank ⌊q·(n+1)⌋, so that a fresh honest record falls at or below the first with chance q."""
    ordered = np.sort(logits)
    places = [max(0, int(q * (ruled + len(ordered) + 1)) - ruled - 1) for q in QUANTILES]
    marks = [int(ordered[min(place, len(ordered) - 1)]) for place in places]
    # The floor's mark itself must score at most the floor, and marks must rise for the line between them.
    marks[0] += 1
    return tuple(int(m) for m in np.maximum.accumulate(np.array(marks) + np.arange(len(marks))))
