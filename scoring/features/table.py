"""All features of a record as one row of whole numbers, which the trees read. The scorer and the fit share it.

The order of columns is part of the shipped weights: whoever adds, moves or removes one fits new weights.
Legend: B records, F columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.counts import (
    arithmetic,
    dialogue,
    difference,
    kind,
    overlap,
    passages,
    turns,
    worst_turn,
)
from kula.scoring.features.feature import Feature
from kula.scoring.features.language.coherence import Coherence, Encoded
from kula.scoring.features.language.preference_words import PreferenceWords
from kula.scoring.features.language.relevance import Relevance
from kula.scoring.features.language.word_lm import WordLm
from kula.scoring.features.ngrams import Ngrams
from kula.scoring.features.outliers import Outliers
from kula.scoring.features.reading import Reading
from kula.scoring.features.segments import Segments, Window, segments
from kula.scoring.features.text import Texts

if TYPE_CHECKING:  # the encoder loads torch, which stage 1 does without
    from kula.scoring.features.encoder import Encoder


@dataclass(frozen=True)
class Tables:
    """What features know of trusted records. It is learnt from these alone, before any attack is seen."""

    ngrams: Ngrams
    relevance: Relevance
    word_lm: WordLm
    preference_words: PreferenceWords
    outliers: Outliers


def features(tables: Tables) -> tuple[Feature[Reading], ...]:
    """The features of stage 1, in the order of their columns. To add one, write its file and add a line here."""
    return (
        passages,
        overlap,
        difference,
        arithmetic,
        dialogue,
        turns,
        worst_turn,
        tables.relevance,
        tables.word_lm,
        kind,
        tables.preference_words,
    )


def columns(tables: Tables) -> tuple[str, ...]:
    """The names of the columns that `read` gives: those of the outliers, then those of the features."""
    return (*Outliers.NAMES, *(name for feature in features(tables) for name in feature.NAMES))


def read(records: Sequence[Texts], tables: Tables) -> Array:
    """B × F: the row of each record in stage 1."""
    rows = [row(texts, tables) for texts in records]
    return with_outliers(np.array(rows, dtype=np.int64), [texts.kind for texts in records], tables.outliers)


def row(texts: Texts, tables: Tables) -> list[int]:
    """The numbers of one record, without those of the outliers."""
    reading = Reading(texts, tables.ngrams)
    return [number for feature in features(tables) for number in feature.numbers(reading)]


def with_outliers(bare_bf: Array, kinds: Sequence[str], outliers: Outliers) -> Array:
    """Rows of features behind the columns of outliers."""
    return np.concatenate([outliers.numbers(bare_bf, kinds), bare_bf], axis=1)


def without_outliers(rows_bf: Array) -> Array:
    """The rows of features alone."""
    return rows_bf[:, len(Outliers.NAMES) :]


def read_deep(rows_bf: Array, gate_b: Array, encoded: Sequence[Encoded], coherence: Coherence) -> Array:
    """The rows of stage 1 with its logit and the numbers of coherence behind them: the rows of stage 2."""
    numbers_bf = np.array([coherence.numbers(record) for record in encoded], dtype=np.int64)
    return np.concatenate([rows_bf, gate_b[:, None], numbers_bf], axis=1)


def cut(records: Sequence[Texts], encoder: "Encoder") -> list[Segments]:
    """Every record's windows."""
    return [segments(texts, encoder) for texts in records]


def encode(cut_records: Sequence[Segments], encoder: "Encoder") -> list[Encoded]:
    """Every record with the vectors of its windows; each different window is encoded once."""
    windows = sorted({w for record in cut_records for w in record.all()}, key=lambda w: (len(w), w))
    vectors: Mapping[Window, Array] = dict(zip(windows, encoder.encode(windows).astype(np.float64), strict=True))
    return [Encoded(record, vectors) for record in cut_records]
