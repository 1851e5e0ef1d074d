"""The row `judge` of DESIGN § 8: every attack family before a judge that was fitted without it; labels that lie; attackers that adapt.

Tables, claims and probes are the shipped ones: they saw no attack. The gates are fitted again for every fold of families.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figures, data_folder
from protocol.types import KINDS
from scoring.attacks import FAMILIES, Pool
from scoring.attacks.climbing import climb
from scoring.attacks.places import with_answer
from scoring.chat_model import ChatModel
from scoring.encoder import Encoder
from scoring.evaluation import credit, threshold
from scoring.fit import Read, coherent_rows, grow_cheap, grow_deep, in_band, read_all, taken
from scoring.heads import Heads, load_heads
from scoring.rates import auc
from scoring.reading import cut_all, encode, read_deeply
from scoring.samples import Sample, read_samples
from scoring.scorer import Scorer, combined
from scoring.text import Content, parts_of
from scoring.trial import draw_trial, try_scorer

Array = NDArray[Any]

SEED = 411
FOLDS = 3
CHEAP_PER_KIND = 800
DEEP_PER_KIND = 200
HELD_PER_KIND = 100
CLIMBS = 3
ANSWERS = 6
"""Sizes for five minutes of one core; more records narrow the figures and strengthen the gates."""


@dataclass(frozen=True)
class Rows:
    """Records as the gates see them; `places` are those with deep rows."""

    read: Read
    gate_b: Array
    places: Array
    deep_bf: Array


def run() -> Figures:
    """All figures of the row, and beside them the shipped judge, which saw every family, and a gate without tables or encoder."""
    splits = read_samples(data_folder())
    heads, encoder = load_heads(), Encoder("auto")
    deep = taken(splits["train"], DEEP_PER_KIND)
    ids = {s.id for s in deep}
    others = taken([s for s in splits["train"] if s.id not in ids], CHEAP_PER_KIND)
    rest, train = read_all(others, heads.ngrams, heads.claims), _train_rows(deep, heads, encoder)
    held = _held_rows(taken(splits["held"], HELD_PER_KIND), heads, encoder)
    left_out = _leave_out(rest, train, held, heads)
    shipped = try_scorer(Scorer.load(), draw_trial(splits["held"], HELD_PER_KIND, SEED))
    figures = {
        **left_out,
        "swapped_preference_auc": shipped["swapped_preference_auc"],
        "false_rating_auc": shipped["false_rating_auc"],
    }
    beside = {f"all_families_{n}": shipped[n] for n in ("pooled", "recall", "pay_ratio", "false_rejects", "mean_flops")}
    return Figures(figures, {**beside, "baseline_pooled_auc": _baseline(rest, held), **_adapting(splits["held"])})


def _train_rows(samples: list[Sample], heads: Heads, encoder: Encoder) -> Rows:
    read = read_all(samples, heads.ngrams, heads.claims)
    gate_b = heads.cheap.logits(read.cheap.rows_bf)
    places = np.flatnonzero(in_band(read, gate_b, heads.calibration))
    return Rows(read, gate_b, places, coherent_rows(read, gate_b, places, encoder)[0])


def _held_rows(samples: list[Sample], heads: Heads, encoder: Encoder) -> Rows:
    read = read_all(samples, heads.ngrams, heads.claims, SEED)
    gate_b = heads.cheap.logits(read.cheap.rows_bf)
    cut = cut_all([parts_of(c) for c in read.contents], encoder)
    deep = read_deeply(read.cheap.rows_bf, gate_b, cut, encode(cut, encoder), heads.probes)
    return Rows(read, gate_b, np.arange(len(deep)), deep)


def _leave_out(rest: Read, train: Rows, held: Rows, heads: Heads) -> dict[str, float]:
    families = sorted(FAMILIES)
    told: dict[str, Array] = {}
    caught, paid = [], []
    for fold in range(FOLDS):
        out = families[fold::FOLDS]
        scores = _scores(rest, train, held, heads, out)
        honest = scores[held.read.honest]
        for family in set(out) & set(held.read.families):
            mine = scores[held.read.families == family]
            pay = credit(mine) / credit(honest).mean()
            told[family] = np.array([auc(honest, mine), pay.mean(), len(mine)])
            caught += (mine <= threshold(honest)).tolist()
            paid += pay.tolist()
    aucs, pays, sizes = np.stack(list(told.values())).T
    return {
        "pooled_auc": round(float(np.average(aucs, weights=sizes)), 4),
        "recall_at_2pct": round(float(np.mean(caught)), 4),
        "worst_auc": round(float(aucs.min()), 4),
        "pay_ratio": round(float(np.mean(paid)), 4),
        **{f"auc_{family}": round(float(value), 3) for family, value in zip(told, aucs, strict=True)},
        **{f"pay_ratio_{family}": round(float(value), 3) for family, value in zip(told, pays, strict=True)},
    }


def _scores(rest: Read, train: Rows, held: Rows, heads: Heads, out: list[str]) -> Array:
    """Bytes of the held records by gates that never saw the families `out`; thresholds are the shipped ones."""
    cheap = grow_cheap(rest, out)
    kept = ~np.isin(train.read.families[train.places], out)
    deep = grow_deep(_regated(train, cheap)[kept], train.read.honest[train.places][kept])
    gates = cheap.logits(held.read.cheap.rows_bf)
    band = in_band(held.read, gates, heads.calibration)
    gates = np.where(band, deep.logits(_regated(held, cheap)), gates)
    kinds = [c["kind"] for c in held.read.contents]
    pairs = zip(kinds, gates, held.read.cheap.claim_b, strict=True)
    return np.array([heads.byte(k, combined(k, int(g), int(c))) for k, g, c in pairs], dtype=float)


def _regated(rows: Rows, cheap: Any) -> Array:
    width = rows.read.cheap.rows_bf.shape[1]
    out = rows.deep_bf.copy()
    out[:, width] = cheap.logits(out[:, :width])
    return out


def _baseline(rest: Read, held: Rows) -> float:
    """A gate over lengths, shares of letters and overlaps alone, which saw every family."""
    tables = ("word", "tied", "pair", "run", "gain", "turn_", "sums", "phras")
    plain = [i for i, n in enumerate(rest.cheap.named[0]) if not any(t in n.split("_", 1)[-1] for t in tables)]

    def narrow(read: Read) -> Read:
        return replace(read, cheap=replace(read.cheap, rows_bf=read.cheap.rows_bf[:, plain]))

    gate = grow_cheap(narrow(rest)).logits(narrow(held.read).cheap.rows_bf)
    return round(auc(gate[held.read.honest], gate[~held.read.honest]), 4)


def _adapting(samples: list[Sample]) -> Mapping[str, float]:
    scorer, rng = Scorer.load(), random.Random(SEED)
    honest = [s.content for kind in KINDS for s in taken(samples, ANSWERS) if s.kind == kind]
    pool = Pool(honest)

    def score(contents: list[Content]) -> list[int]:
        return [v.score for v in scorer.score(contents)]

    usual = credit(np.array(score(honest))).mean()
    climbed = [climb(rng, c, pool, score) for c in rng.sample(honest, CLIMBS)]
    model = ChatModel.load()
    asked = [c for c in honest if c["kind"] == "conversation"][:ANSWERS]
    prompts = [next(m["content"] for m in c["messages"] if m["role"] == "user")[:400] for c in asked]
    answers = model.answer_greedy(prompts, 48)
    made = [with_answer({**c, "messages": _first_pair(c)}, a) for c, a in zip(asked, answers, strict=True)]
    return {
        "pay_ratio_climbed": round(float(credit(np.array(score(climbed))).mean() / usual), 4),
        "pay_ratio_chat_model": round(float(credit(np.array(score(made))).mean() / usual), 4),
    }


def _first_pair(content: Content) -> list[dict[str, Any]]:
    first = next(i for i, m in enumerate(content["messages"]) if m["role"] == "user")
    return [content["messages"][first], {"role": "assistant", "content": "-"}]
