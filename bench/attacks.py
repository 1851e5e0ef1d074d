"""Every attack family before a scorer that was fitted without it; false labels; attackers that adapt.

Tables, labels and probes are the shipped ones, which saw no attack. The gates are fitted anew for every fold of families.
Legend: B records, F columns.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kula.bench.figures import Figures, data_folder
from kula.protocol.types import KINDS
from kula.scoring.arrays import Array
from kula.scoring.attacks import FAMILIES, Pool
from kula.scoring.attacks.climbing import climb
from kula.scoring.attacks.places import with_answer
from kula.scoring.corpus.samples import Sample, read_samples
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.table import columns, cut, encode, read_deep
from kula.scoring.features.text import Content, texts_of
from kula.scoring.fit.fit import taken
from kula.scoring.fit.gates import coherent_rows, grow_cheap, grow_deep
from kula.scoring.fit.rows import Rows, read_rows
from kula.scoring.fit.thresholds import exits_of, in_band, marked
from kula.scoring.gates.heads import Heads, load_heads
from kula.scoring.gates.trees import Trees
from kula.scoring.measure.auc import auc
from kula.scoring.measure.evaluation import credit, threshold
from kula.scoring.measure.held_out import draw_trial, try_scorer
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.scorer import Scorer, by_rule, combined

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
    "^out_|word|tied|pair|run|gain|turn_|sums|strange|unlinked|relevance|opens|closes|follows|ends_lowest|role_|place_"
)
"""Columns that come from what was learnt from trusted text, and those that the baseline leaves out with them."""


@dataclass(frozen=True)
class BothRows:
    """Records as both gates read them."""

    cheap: Rows
    deep_bf: Array


def run() -> Figures:
    """Figures by family; beside them the shipped scorer, which saw every family, and a gate without tables or encoder."""
    splits = read_samples(data_folder())
    heads, encoder = load_heads(), Encoder("auto")
    deep = taken(splits["train"], DEEP_PER_KIND)
    ids = {s.id for s in deep}
    others = taken([s for s in splits["train"] if s.id not in ids], CHEAP_PER_KIND)
    rest, train = read_rows(others, heads.tables, CHEAP_ATTACKS), _train_rows(deep, heads, encoder)
    held, marking = (
        _held_rows(read_rows(taken(splits[name], size), heads.tables, each, SEED), heads, encoder)
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
    return Figures(
        figures, {**beside, "baseline_pooled_auc": _baseline(rest, held, heads), **_adapting(splits["held"])}
    )


def _train_rows(samples: list[Sample], heads: Heads, encoder: Encoder) -> BothRows:
    rows = read_rows(samples, heads.tables, 2)
    return BothRows(rows, coherent_rows(rows, heads.cheap.logits(rows.rows_bf), encoder)[0])


def _held_rows(rows: Rows, heads: Heads, encoder: Encoder) -> BothRows:
    encoded = encode(cut([texts_of(c) for c in rows.contents], encoder), encoder)
    return BothRows(rows, read_deep(rows.rows_bf, heads.cheap.logits(rows.rows_bf), encoded, heads.coherence))


def _leave_out(rest: Rows, train: BothRows, held: BothRows, marking: BothRows, heads: Heads) -> dict[str, float]:
    families = sorted(FAMILIES)
    by_family: dict[str, Array] = {}
    caught, paid = [], []
    for fold in range(FOLDS):
        unseen = families[fold::FOLDS]
        scores = _scores(_without(unseen, rest, train, marking, heads), held)
        honest = scores[held.cheap.honest]
        for family in set(unseen) & set(held.cheap.families):
            of_family = scores[held.cheap.families == family]
            pay = credit(of_family) / credit(honest).mean()
            by_family[family] = np.array([auc(honest, of_family), pay.mean(), len(of_family)])
            caught += (of_family <= threshold(honest)).tolist()
            paid += pay.tolist()
    aucs, pays, sizes = np.stack(list(by_family.values())).T
    return {
        "pooled_auc": round(float(np.average(aucs, weights=sizes)), 4),
        "recall_at_2pct": round(float(np.mean(caught)), 4),
        "worst_auc": round(float(aucs.min()), 4),
        "pay_ratio": round(float(np.mean(paid)), 4),
        **{f"auc_{family}": round(float(value), 3) for family, value in zip(by_family, aucs, strict=True)},
        **{f"pay_ratio_{family}": round(float(value), 3) for family, value in zip(by_family, pays, strict=True)},
    }


def _without(unseen: Sequence[str], rest: Rows, train: BothRows, marking: BothRows, heads: Heads) -> Heads:
    """Heads whose gates never saw some families, calibrated as in the fit."""
    cheap = grow_cheap(rest, unseen)
    kept = ~np.isin(train.cheap.families, unseen)
    deep = grow_deep(_regated(train, cheap)[kept], train.cheap.families[kept])
    exits = exits_of(marking.cheap, cheap.logits(marking.cheap.rows_bf))
    bare = replace(heads, cheap=cheap, deep=deep, calibration=exits)
    logits, ruled = _logits(bare, marking), _ruled(bare, marking.cheap) >= 0
    return replace(bare, calibration=marked(exits, np.array(marking.cheap.kinds), logits, ruled))


def _scores(heads: Heads, rows: BothRows) -> Array:
    """The byte of each record."""
    ruled = _ruled(heads, rows.cheap)
    gated = [heads.byte(k, int(logit)) for k, logit in zip(rows.cheap.kinds, _logits(heads, rows), strict=True)]
    return np.where(ruled >= 0, ruled, gated).astype(float)


def _logits(heads: Heads, rows: BothRows) -> Array:
    kinds, rows_bf = rows.cheap.kinds, rows.cheap.rows_bf
    gates = heads.cheap.logits(rows_bf)
    band = in_band(kinds, gates, heads.calibration)
    gates = np.where(band, heads.undecided(gates, _regated(rows, heads.cheap)), gates)
    labels = heads.labels.logits(kinds, rows_bf)
    return np.array([combined(k, int(g), int(label)) for k, g, label in zip(kinds, gates, labels, strict=True)])


def _ruled(heads: Heads, rows: Rows) -> Array:
    """The byte of each record that a rule decides; -1 for the others."""
    verdicts = [by_rule(c, texts_of(c), heads.language) for c in rows.contents]
    return np.array([v.score if v else -1 for v in verdicts])


def _regated(rows: BothRows, cheap: Trees) -> Array:
    """The rows of stage 2 with the logit of another cheap gate."""
    width = rows.cheap.rows_bf.shape[1]
    deep_bf = rows.deep_bf.copy()
    deep_bf[:, width] = cheap.logits(deep_bf[:, :width])
    return deep_bf


def _baseline(rest: Rows, held: BothRows, heads: Heads) -> float:
    """The AUC of a gate over lengths, shares of letters and overlaps alone, which saw every family."""
    plain = [i for i, name in enumerate(columns(heads.tables)) if not _LEARNT.search(name)]

    def narrow(rows: Rows) -> Rows:
        return replace(rows, rows_bf=rows.rows_bf[:, plain])

    gate = grow_cheap(narrow(rest)).logits(narrow(held.cheap).rows_bf)
    return round(auc(gate[held.cheap.honest], gate[~held.cheap.honest]), 4)


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
    written = [with_answer({**c, "messages": _first_pair(c)}, a) for c, a in zip(asked, answers, strict=True)]
    return {
        "pay_ratio_climbed": round(float(credit(np.array(score(climbed))).mean() / usual), 4),
        "pay_ratio_chat_model": round(float(credit(np.array(score(written))).mean() / usual), 4),
    }


def _first_pair(content: Content) -> list[dict[str, Any]]:
    first = next(i for i, m in enumerate(content["messages"]) if m["role"] == "user")
    return [content["messages"][first], {"role": "assistant", "content": "-"}]
