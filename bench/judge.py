"""The row `judge` of DESIGN § 8: every attack family before a judge that was fitted without it; labels that lie; attackers that adapt.

Tables, claims and probes are the shipped ones: they saw no attack. The gates are fitted again for every fold of families.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.bench.figures import Figures, data_folder
from kula.protocol.types import KINDS
from kula.scoring.attacks import FAMILIES, Pool
from kula.scoring.attacks.climbing import climb
from kula.scoring.attacks.places import with_answer
from kula.scoring.corpus.samples import Sample, read_samples
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.outliers import WIDTH
from kula.scoring.features.table import cut_all, encode, read_deeply
from kula.scoring.features.text import Content, parts_of
from kula.scoring.fit.fit import Read, coherent_rows, exits_of, grow_cheap, grow_deep, in_band, marked, read_all, taken
from kula.scoring.gates.heads import Heads, load_heads
from kula.scoring.gates.trees import Trees
from kula.scoring.measure.auc import auc
from kula.scoring.measure.evaluation import credit, threshold
from kula.scoring.measure.held_out import draw_trial, try_scorer
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.scorer import Scorer, by_rule, combined

Array = NDArray[Any]

SEED = 411
FOLDS = 3
CHEAP_PER_KIND = 2_000
CHEAP_ATTACKS = 3
DEEP_PER_KIND = 250
HELD_PER_KIND = 100
MARKED_PER_KIND = 200
CLIMBS = 3
ANSWERS = 6
"""Sizes for a quarter of an hour of one core; more records narrow the figures and strengthen the gates."""
_LEARNT = re.compile(
    "word|tied|pair|run|gain|turn_|sums|phras|strange|unlinked|affinity|surprise|opens|closes|follows|ends_lowest|role_|place_"
)
"""Statistics that come from what was learnt from trusted text."""


@dataclass(frozen=True)
class Rows:
    """Records as both gates see them."""

    read: Read
    deep_bf: Array

    @property
    def kinds(self) -> list[str]:
        """Their kinds."""
        return [c["kind"] for c in self.read.contents]


def run() -> Figures:
    """All figures of the row, and beside them the shipped judge, which saw every family, and a gate without tables or encoder."""
    splits = read_samples(data_folder())
    heads, encoder = load_heads(), Encoder("auto")
    deep = taken(splits["train"], DEEP_PER_KIND)
    ids = {s.id for s in deep}
    others = taken([s for s in splits["train"] if s.id not in ids], CHEAP_PER_KIND)
    rest, train = read_all(others, heads.learnt, CHEAP_ATTACKS), _train_rows(deep, heads, encoder)
    held, marking = (
        _held_rows(read_all(taken(splits[name], size), heads.learnt, each, SEED), heads, encoder)
        for name, size, each in (("held", HELD_PER_KIND, 2), ("calibrate", MARKED_PER_KIND, 0))
    )
    left_out = _leave_out(rest, train, held, marking, heads)
    shipped = try_scorer(Scorer.load(), draw_trial(splits["held"], HELD_PER_KIND, SEED))
    figures = {
        **left_out,
        "swapped_preference_auc": shipped["swapped_preference_auc"],
        "false_rating_auc": shipped["false_rating_auc"],
    }
    beside = {f"all_families_{n}": shipped[n] for n in ("pooled", "recall", "pay_ratio", "false_rejects", "mean_flops")}
    return Figures(figures, {**beside, "baseline_pooled_auc": _baseline(rest, held), **_adapting(splits["held"])})


def _train_rows(samples: list[Sample], heads: Heads, encoder: Encoder) -> Rows:
    read = read_all(samples, heads.learnt, 2)
    return Rows(read, coherent_rows(read, heads.cheap.logits(read.cheap.rows_bf), encoder)[0])


def _held_rows(read: Read, heads: Heads, encoder: Encoder) -> Rows:
    cut = cut_all([parts_of(c) for c in read.contents], encoder)
    gate_b = heads.cheap.logits(read.cheap.rows_bf)
    return Rows(read, read_deeply(read.cheap.rows_bf, gate_b, cut, encode(cut, encoder), heads.probes))


def _leave_out(rest: Read, train: Rows, held: Rows, marking: Rows, heads: Heads) -> dict[str, float]:
    families = sorted(FAMILIES)
    told: dict[str, Array] = {}
    caught, paid = [], []
    for fold in range(FOLDS):
        out = families[fold::FOLDS]
        scores = _scores(_without(out, rest, train, marking, heads), held)
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


def _without(out: list[str], rest: Read, train: Rows, marking: Rows, heads: Heads) -> Heads:
    """Heads whose gates never saw the families `out`, calibrated as in the fit."""
    cheap = grow_cheap(rest, out)
    kept = ~np.isin(train.read.families, out)
    deep = grow_deep(_regated(train, cheap)[kept], train.read.families[kept])
    exits = exits_of(marking.read, cheap.logits(marking.read.cheap.rows_bf))
    bare = replace(heads, cheap=cheap, deep=deep, calibration=exits)
    return replace(
        bare, calibration=marked(exits, np.array(marking.kinds), _logits(bare, marking), _ruled(bare, marking) >= 0)
    )


def _scores(heads: Heads, rows: Rows) -> Array:
    """Bytes."""
    ruled = _ruled(heads, rows)
    gated = [heads.byte(k, int(logit)) for k, logit in zip(rows.kinds, _logits(heads, rows), strict=True)]
    return np.where(ruled >= 0, ruled, gated).astype(float)


def _logits(heads: Heads, rows: Rows) -> Array:
    gates = heads.cheap.logits(rows.read.cheap.rows_bf)
    band = in_band(rows.kinds, gates, heads.calibration)
    gates = np.where(band, heads.undecided(gates, _regated(rows, heads.cheap)), gates)
    pairs = zip(rows.kinds, gates, rows.read.cheap.claim_b, strict=True)
    return np.array([combined(k, int(g), int(c)) for k, g, c in pairs])


def _ruled(heads: Heads, rows: Rows) -> Array:
    """The byte of what falls to a rule; -1 for the others."""
    verdicts = [by_rule(c, parts_of(c), heads.language) for c in rows.read.contents]
    return np.array([v.score if v else -1 for v in verdicts])


def _regated(rows: Rows, cheap: Trees) -> Array:
    width = rows.read.cheap.rows_bf.shape[1]
    out = rows.deep_bf.copy()
    out[:, width] = cheap.logits(out[:, :width])
    return out


def _baseline(rest: Read, held: Rows) -> float:
    """A gate over lengths, shares of letters and overlaps alone, which saw every family."""
    plain = [i for i, n in enumerate(rest.cheap.named[0], WIDTH) if not _LEARNT.search(n)]

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
