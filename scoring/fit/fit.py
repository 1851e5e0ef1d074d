"""The whole run of `kula scorer fit`: weights from data in the record format. Fixed seeds; ends in a card with figures.

Tables, trees, thresholds and figures each come from conversations of their own (`kula.scoring.corpus.samples.SPLITS`).
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kula.protocol.types import KINDS
from kula.scoring.corpus.prose import Prose, read_prose
from kula.scoring.corpus.samples import Sample, read_samples, spread
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.language.preference_words import PreferenceWords
from kula.scoring.features.language.word_lm import WordLm
from kula.scoring.features.outliers import NO_LIMITS
from kula.scoring.features.table import Tables
from kula.scoring.features.text import LABELLED, texts_of, whole_text
from kula.scoring.fit.card import write_card
from kula.scoring.fit.gates import coherent_rows, grow_cheap, grow_deep, grow_labels
from kula.scoring.fit.known import write_known
from kula.scoring.fit.langid import learn_language
from kula.scoring.fit.ngrams import count_records
from kula.scoring.fit.outliers import learn_outliers
from kula.scoring.fit.preference_words import learn_words
from kula.scoring.fit.relevance import learn_relevance
from kula.scoring.fit.rows import SEED, Rows, read_rows
from kula.scoring.fit.thresholds import calibrated, exits_of
from kula.scoring.fit.word_lm import learn_word_lm
from kula.scoring.gates.heads import Heads
from kula.scoring.gates.labels import Labels
from kula.scoring.measure.held_out import draw_trial, try_scorer
from kula.scoring.scorer import Scorer

Progress = Callable[[str], None]

_LANGUAGE_LETTERS = 500
_WORDS, _CHEAP, _CALIBRATED = 12, 6, 2
"""Sample sizes in multiples of `per_kind`: words need many, the cheap gate some, thresholds two for a tight estimate."""
_CHEAP_ATTACKS, _DEEP_ATTACKS = 4, 2
"""Attacks on every honest record: more for the gate that is cheap to teach."""


def fit(
    folder: Path,
    out_folder: Path,
    per_kind: int = 1_000,
    progress: Progress = lambda _: None,
    known: Path | None = None,
) -> dict[str, Any]:
    """Fit, calibrate and write heads and their card to `out_folder`; returns the figures of the card.

    `known` is a folder of public records whose upload earns nothing. The figures are of a scorer that does not know them.
    """
    began = time.monotonic()
    splits = read_samples(folder)
    prose = read_prose(folder, [s for name, group in splits.items() if name != "known" for s in group])
    heads = fit_heads(splits, prose, Encoder("auto"), per_kind, progress)
    heads.save(out_folder)
    progress("figures")
    figures = try_scorer(Scorer.load(out_folder), draw_trial(splits["held"], per_kind // 5, SEED + 3))
    figures["fit_seconds"] = round(time.monotonic() - began)
    if known:
        figures["known_records"] = write_known(known, out_folder)
    write_card(out_folder, figures, [*(s for group in splits.values() for s in group), *prose])
    return figures


def fit_heads(
    splits: dict[str, list[Sample]], prose: Sequence[Prose], encoder: Encoder, per_kind: int, progress: Progress
) -> Heads:
    """Fit each part in turn: tables, the cheap gate, labels, the deep gate, thresholds."""
    known, train = splits["known"], splits["train"]
    with ProcessPoolExecutor(1, get_context("spawn")) as other_core:
        word_lm = other_core.submit(learn_word_lm, known, prose)
        language = learn_language([(s.language, whole_text(s.content)[:_LANGUAGE_LETTERS]) for s in known])
        tables = learn_tables(known, prose, per_kind, word_lm, progress)
    progress("the cheap gate")
    deep_samples = taken(train, per_kind)
    ids = {s.id for s in deep_samples}
    cheap_samples = taken([s for s in train if s.id not in ids], _CHEAP * per_kind)
    tables, rows = _with_outliers(tables, read_rows(cheap_samples, tables, _CHEAP_ATTACKS))
    cheap = grow_cheap(rows)
    progress("labels")
    labels = Labels({kind: grow_labels(kind, rows, tables) for kind in LABELLED})
    progress("the deep gate")
    deep_rows = read_rows(deep_samples, tables, _DEEP_ATTACKS)
    gate_b = cheap.logits(deep_rows.rows_bf)
    deep_bf, coherence = coherent_rows(deep_rows, gate_b, encoder)
    deep = grow_deep(deep_bf, deep_rows.families)
    heads = Heads(tables, language, labels, cheap, deep, coherence, exits_of(deep_rows, gate_b))
    progress("thresholds")
    return calibrated(heads, taken(splits["calibrate"], _CALIBRATED * per_kind), encoder)


def learn_tables(
    samples: Sequence[Sample], prose: Sequence[Prose], per_kind: int, word_lm: "Future[WordLm]", progress: Progress
) -> Tables:
    """What features know of trusted records, but for the limits of outliers. Another process learns the network."""
    progress("tables of words and letters")
    ngrams = count_records(samples, prose)
    progress("directions of words")
    relevance = learn_relevance(samples)
    progress("words that people prefer")
    words = {
        kind: learn_words(kind, [texts_of(s.content) for s in spread(samples, kind, _WORDS * per_kind)])
        for kind in LABELLED
    }
    progress("the network that expects words")
    return Tables(ngrams, relevance, word_lm.result(), PreferenceWords(words), NO_LIMITS)


def taken(samples: Sequence[Sample], per_kind: int) -> list[Sample]:
    """Up to `per_kind` samples of each kind, spread over languages."""
    return [s for kind in KINDS for s in spread(samples, kind, per_kind)]


def _with_outliers(tables: Tables, rows: Rows) -> tuple[Tables, Rows]:
    """The tables with limits learnt from the honest rows, and the rows with their columns of outliers."""
    outliers = learn_outliers(*rows.honest_bare())
    return replace(tables, outliers=outliers), rows.with_outliers(outliers)
