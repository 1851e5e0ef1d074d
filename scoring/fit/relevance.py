"""Learns the directions of words for `kula.scoring.features.language.relevance` from trusted texts alone, without attacks.

A question and its answer are drawn together, and away from the other texts of their batch. So are a piece of a text and the
next one. The loss is InfoNCE in both directions (van den Oord et al. 2018), over bags of hashed words as in StarSpace (Wu et
al. 2017). Each batch is of one kind and language, so that these do not reveal the right partner. Fixed seeds, one thread.
Legend: V buckets of hashed words, D dimensions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.language.relevance import BITS, DIMENSIONS, Relevance, buckets, cut
from kula.scoring.features.text import Text, Texts, texts_of

_SEED = 91
_REFERENCES = 256
_LETTERS_READ = 6_000
_WORDS_READ = 200
_LEAST = 3
_PASSES = 4
_BATCH = 512
_RATE = 0.04
_SHARPNESS = 10.0
_DROPPED = 0.95
"""The largest share of a text's words that is left out at random each time the text is read."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together, as sorted buckets."""

    group: str
    """Kind and language: partners are told apart within a group only."""
    first: Array
    second: Array


def learn_relevance(samples: Sequence[Sample]) -> Relevance:
    """Directions of words from the pairs of honest records."""
    pairs = list(_pairs(samples))
    counts = np.zeros(1 << BITS, dtype=np.int64)
    for pair in pairs:
        counts[pair.first] += 1
        counts[pair.second] += 1
    packed, scale = _packed(_directions(pairs, counts))
    bare = Relevance(packed, scale, *np.zeros((2, 0, DIMENSIONS), dtype=np.int16))
    questions, answers = zip(*_references(samples), strict=True)
    return Relevance(packed, scale, *(bare.vectors(texts).astype(np.int16) for texts in (questions, answers)))


def _references(samples: Sequence[Sample]) -> list[tuple[list[str], list[str]]]:
    """The words of _REFERENCES questions and their answers, of records that are spread over the samples."""
    chosen = [texts_of(s.content) for s in samples[:: max(1, len(samples) // (2 * _REFERENCES))]]
    return [(_words(texts.prompt), _words(texts.main)) for texts in chosen if texts.prompt.raw][:_REFERENCES]


def _pairs(samples: Sequence[Sample]) -> Iterator[Pair]:
    """The different pairs of all samples, in order."""
    known: set[tuple[bytes, bytes]] = set()
    for sample in samples:
        group = f"{sample.kind} {sample.language}"
        for first, second in _beside(texts_of(sample.content)):
            pair = Pair(group, _bag(first), _bag(second))
            key = (pair.first.tobytes(), pair.second.tobytes())
            if len(pair.first) and len(pair.second) and key not in known:
                known.add(key)
                yield pair


def _beside(texts: Texts) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The words of texts that follow each other in one record."""
    turns = [(role, _words(text)) for role, text in texts.all_turns]
    yield from ((a, b) for (_, a), (role, b) in pairwise(turns) if role == "assistant")
    if texts.kind == "preference":
        yield _words(texts.prompt), _words(texts.other)
    pieces = cut(turns[-1][1])
    yield from list(pairwise(pieces))[-1:]


def _words(text: Text) -> list[str]:
    return Text(text.raw[:_LETTERS_READ]).words


def _bag(tokens: Sequence[str]) -> Array:
    """The sorted buckets of a text's words; of a long text, those of both ends."""
    half = _WORDS_READ // 2
    ends = tokens if len(tokens) <= _WORDS_READ else [*tokens[:half], *tokens[-half:]]
    return np.array(sorted(set().union(*map(buckets, ends))), dtype=np.int64)


def _directions(pairs: Sequence[Pair], counts: Array) -> Array:
    """V × D in floats; rows of rare buckets are zero. `counts` says how many texts hold each bucket."""
    import torch
    from torch.nn import functional

    rng = np.random.default_rng(_SEED)
    rarity = np.where(counts >= _LEAST, np.log((2 * len(pairs) + 1) / (counts + 1)), 0.0)
    start = rng.normal(size=(len(counts), DIMENSIONS)) * (rarity / rarity.max() / DIMENSIONS**0.5)[:, None]
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.tensor(start, dtype=torch.float32), False, mode="sum", sparse=True
    )
    optimiser = torch.optim.Adagrad(bag.parameters(), lr=_RATE)

    def read(texts: Sequence[Array]) -> Any:
        kept = [t[rng.random(len(t)) > _DROPPED * rng.random()] for t in texts]
        starts = np.cumsum([0, *map(len, kept[:-1])])
        return functional.normalize(bag(torch.tensor(np.concatenate(kept)), torch.tensor(starts)), dim=1)

    with torch.sparse.check_sparse_tensor_invariants():
        for batch in _batches(pairs, rng):
            first, second = read([p.first for p in batch]), read([p.second for p in batch])
            likeness = (_SHARPNESS * first @ second.T).masked_fill(torch.tensor(_no_negatives(batch)), -1e4)
            right = torch.arange(len(batch))
            loss = functional.cross_entropy(likeness, right) + functional.cross_entropy(likeness.T, right)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return np.where(counts[:, None] >= _LEAST, bag.weight.detach().numpy(), 0)


def _batches(pairs: Sequence[Pair], rng: np.random.Generator) -> Iterator[list[Pair]]:
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair.group].append(pair)
    for _ in range(_PASSES):
        batches = []
        for group in groups.values():
            order = rng.permutation(len(group))
            batches += [[group[i] for i in order[k : k + _BATCH]] for k in range(0, len(group), _BATCH)]
        yield from (batches[i] for i in rng.permutation(len(batches)) if len(batches[i]) > 1)


def _no_negatives(batch: Sequence[Pair]) -> Array:
    """Mask of B × B: pairs that are no negatives, because they have the same question or answer as the row's own."""
    names = [[hash(t.tobytes()) for t in (p.first, p.second)] for p in batch]
    first, second = np.array(names).T
    return ((first[:, None] == first) | (second[:, None] == second)) & ~np.eye(len(batch), dtype=bool)


def _packed(directions_vd: Array) -> tuple[Array, Array]:
    """Numbers of two bits (-3, -1, 1, 3) relative to each row's mean size, and a byte for the row's length."""
    size = np.abs(directions_vd).mean(axis=1, keepdims=True) + 1e-9
    levels = np.clip(np.floor(directions_vd / size), -2, 1).astype(np.int64) + 2
    length = np.linalg.norm(directions_vd, axis=1) / np.linalg.norm(2 * levels - 3, axis=1)
    scale = np.where(length > 0, np.clip(np.rint(255 * length / max(1e-9, length.max())), 1, 255), 0)
    fours = levels.reshape(len(levels), -1, 4) << np.array([0, 2, 4, 6])
    return fours.sum(axis=2).astype(np.uint8), scale.astype(np.uint8)
