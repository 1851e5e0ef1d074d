"""Counts words, pairs, letter runs and marks in trusted text, for the tables of `kula.scoring.features.ngrams`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.corpus.prose import Prose
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.counts.turns import place_of, sentences_in_words
from kula.scoring.features.ngrams import (
    BITS,
    PACKED,
    Marked,
    Ngrams,
    hash_marked,
    hash_pairs,
    hash_runs,
    hash_words,
)
from kula.scoring.features.text import Text, Turn, texts_of

_COUNTED_BITS = 25
"""The table that counts is larger than the one that is stored, so that few rare ones share a place."""
_LEAST = {"word": 2, "pair": 2, "run3": 3, "run4": 3}
"""What is counted less often is stored as unknown."""
_STEPS = (6, 40)
"""The counts at which the second and the third level of a packed count begin."""
_LETTERS_READ = 3_000


def count_records(samples: Sequence[Sample], prose: Sequence[Prose]) -> Ngrams:
    """Tables of the texts of trusted records and of prose, read up to _LETTERS_READ letters each."""
    return count(_counted(samples, prose))


def count(texts: Iterable[tuple[Text, Iterable[Marked]]]) -> Ngrams:
    """Tables of how often everything occurs in texts and beside their marks."""
    counts = {name: np.zeros(1 << _COUNTED_BITS, dtype=np.uint32) for name in BITS}
    for text, marked in texts:
        hashes = hash_words(text.words)
        pairs = np.concatenate([hash_pairs(hashes[:-1], hashes[1:]), hash_marked(marked)])
        run3, run4 = hash_runs(text.folded)
        for name, values in {"word": hashes, "pair": pairs, "run3": run3, "run4": run4}.items():
            np.add.at(counts[name], values >> np.uint64(64 - _COUNTED_BITS), 1)
    return Ngrams({name: _shrunk(name, counts[name]) for name in BITS})


def marks_of(turns: Sequence[Turn]) -> Iterator[Marked]:
    """Every turn's first word by role and place, and how its sentences begin and end."""
    for place, (role, text) in enumerate(turns):
        sentences = sentences_in_words(text.raw)
        if not sentences:
            continue
        yield place_of(role, place, len(turns)), sentences[0][0]
        yield "opens", sentences[0][0]
        yield "closes", sentences[-1][-1]
        for before, after in pairwise(sentences):
            yield "ends", before[-1]
            yield "follows", after[0]


def _counted(samples: Sequence[Sample], prose: Sequence[Prose]) -> Iterator[tuple[Text, list[Marked]]]:
    """Texts and marks to count. An original that was corrected is no text to learn from."""
    for sample in samples:
        texts = texts_of(sample.content)
        yield Text(""), list(marks_of(texts.all_turns))
        yield from ((Text(text.raw[:_LETTERS_READ]), []) for _, text in texts.all_turns)
        if texts.kind == "preference":
            yield Text(texts.other.raw[:_LETTERS_READ]), []
    yield from ((Text(p.text[:_LETTERS_READ]), []) for p in prose)


def _shrunk(name: str, counts: Array) -> Array:
    # Without the rare ones, which are most, few places of the small table are taken by two.
    kept = np.where(counts >= _LEAST[name], counts, 0).reshape(1 << BITS[name], -1).max(axis=1)
    if name not in PACKED:
        return np.minimum(255, np.rint(8 * np.log2(1 + kept.astype(np.float64)))).astype(np.uint8)
    levels = ((kept > 0).astype(np.uint8) + (kept >= _STEPS[0]) + (kept >= _STEPS[1])).reshape(-1, 4)
    return (levels << np.array([0, 2, 4, 6])).sum(axis=1).astype(np.uint8)
