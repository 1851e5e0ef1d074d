"""Learns the network of `kula.scoring.features.language.word_lm` from trusted texts alone, without attacks.

1. Words are put into classes by their neighbours. A truncated singular value decomposition reduces their shares of left and
   right neighbours; k-means clusters them. (Distributional part-of-speech induction, Schütze 1995.)
2. A network learns which class stands between the words around it (continuous bag of words with places, Mikolov et al. 2013).
3. The network is rounded to whole numbers.

Fixed seeds, one thread. Legend as in `kula.scoring.features.language.word_lm`; L places of all texts.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.corpus.prose import Prose
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.language.word_lm import (
    BITS,
    LARGEST_UNIT,
    OTHER,
    PAD,
    UNIT,
    UNKNOWN,
    WINDOW,
    WordLm,
    places_of,
)
from kula.scoring.features.text import Text, Texts, bucket, texts_of

_SEED = 17
_LEAST, _LEAST_ENDING = 5, 8
_NEIGHBOURS = 1_000
"""The most frequent words and signs. Classes are made from these neighbours only."""
_REDUCED = 80
_CLASSES = 512
_EMBEDDED, _HIDDEN = 64, 256
_PASSES = 3
_BATCH, _STEPS = 4_096, 500
"""Places per step, and the least steps per pass: batches are smaller if there is little text."""
_RATE = 3e-3
_LARGEST = 127
_GAP = np.array([[bucket(PAD, BITS)] * 2] * WINDOW)


def learn_word_lm(samples: Sequence[Sample], prose: Sequence[Prose] = ()) -> WordLm:
    """A network from the turns of honest records, and from prose as if an assistant had said it."""
    talks = [places for s in samples for places in _talks(texts_of(s.content))]
    places_l2 = np.concatenate([*talks, *(places for p in prose for places in (_GAP, places_of(Text(p.text), True)))])
    buckets_l = _kept(places_l2)
    classes = _classes(buckets_l)
    return _rounded(_trained(buckets_l, classes), classes)


def _talks(texts: Texts) -> Iterator[Array]:
    """A record's turns after a gap, and a rejected text after another gap. A corrected original is left out."""
    yield _GAP
    yield from (places_of(text, role == "assistant") for role, text in texts.all_turns)
    if texts.kind == "preference":
        yield _GAP
        yield places_of(texts.other, True)


def _kept(places_l2: Array) -> Array:
    """Each word's bucket; for a rare word that of its ending, and for a rare ending that of all other words."""
    own, ending = places_l2[:, 0], places_l2[:, 1]
    rare = np.bincount(own, minlength=1 << BITS)[own] < _LEAST
    common = np.bincount(ending[rare], minlength=1 << BITS)[ending] >= _LEAST_ENDING
    return np.where(~rare, own, np.where(common, ending, bucket(OTHER, BITS)))


def _classes(buckets_l: Array) -> Array:
    """uint16 of V: words with the same neighbours share a class."""
    from scipy.sparse import coo_array, diags_array, hstack
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import TruncatedSVD

    used, index_l = np.unique(buckets_l, return_inverse=True)
    counts = np.bincount(index_l)
    rank = np.full(len(used), -1)
    rank[np.argsort(-counts, kind="stable")[:_NEIGHBOURS]] = np.arange(min(_NEIGHBOURS, len(used)))

    def beside(words: Array, neighbours: Array) -> Any:
        kept = rank[neighbours] >= 0
        at = (words[kept], rank[neighbours[kept]])
        return coo_array((np.ones(kept.sum()), at), shape=(len(used), _NEIGHBOURS))

    near: Any = hstack([beside(index_l[1:], index_l[:-1]), beside(index_l[:-1], index_l[1:])]).tocsr()
    shares: Any = diags_array(1 / np.maximum(1, near.sum(axis=1))) @ near
    usual = near.sum(axis=0) + 1
    shares = shares.sqrt() @ diags_array((usual.sum() / usual) ** 0.25)
    size = min(_REDUCED, len(used) - 1)
    reduced = TruncatedSVD(size, random_state=_SEED).fit_transform(shares)
    reduced *= (counts / (counts + 6) / np.maximum(1e-9, np.linalg.norm(reduced, axis=1)))[:, None]
    many = min(_CLASSES, max(2, len(used) // 4))
    means = MiniBatchKMeans(many, random_state=_SEED, batch_size=8_192, max_iter=60)
    classes = np.full(1 << BITS, UNKNOWN, dtype=np.uint16)
    classes[used] = means.fit(reduced, sample_weight=counts**0.5).predict(reduced)
    # Every text may need these two: the word that is unknown with an unknown ending, and the gap before the first turn.
    for token in (OTHER, PAD):
        classes[bucket(token, BITS)] = min(int(classes[bucket(token, BITS)]), many - 1)
    return classes


def _trained(buckets_l: Array, classes: Array) -> dict[str, Array]:
    """The weights in fp32: `vectors`, `hidden`, `hidden_bias`, `output`, `output_bias`."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(_SEED)
    pad = bucket(PAD, BITS)
    spoken = np.concatenate([buckets_l, np.full(WINDOW, pad)])
    used, index_l = np.unique(spoken, return_inverse=True)
    ids, targets = torch.from_numpy(index_l), torch.from_numpy(classes[used].astype(np.int64))
    around = torch.tensor([n for n in range(-WINDOW, WINDOW + 1) if n])
    places = torch.from_numpy(np.flatnonzero(spoken != pad))
    size = int(classes[classes != UNKNOWN].max()) + 1
    words = nn.Embedding(len(used), _EMBEDDED)
    nn.init.normal_(words.weight, std=0.3)
    hidden, output = nn.Linear(2 * WINDOW * _EMBEDDED, _HIDDEN), nn.Linear(_HIDDEN, size)
    optimizer = torch.optim.Adam([*words.parameters(), *hidden.parameters(), *output.parameters()])
    batch = min(_BATCH, 1 + len(places) // _STEPS)
    steps = _PASSES * -(-len(places) // batch)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps + 1, pct_start=0.1)
    for _ in range(_PASSES):
        for chosen in places[torch.randperm(len(places))].split(batch):
            with torch.autocast("cpu", torch.bfloat16):
                units = torch.relu(hidden(words(ids[chosen[:, None] + around]).flatten(1)))
                levels = output(units)
            loss = nn.functional.cross_entropy(levels.float(), targets[ids[chosen]])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.step()
    layers = {
        "hidden": hidden.weight.T,
        "hidden_bias": hidden.bias,
        "output": output.weight.T,
        "output_bias": output.bias,
    }
    vectors = np.zeros((1 << BITS, _EMBEDDED))
    vectors[used] = words.weight.detach().double().numpy()
    return {"vectors": vectors, **{name: w.detach().double().numpy() for name, w in layers.items()}}


def _rounded(weights: dict[str, Array], classes: Array) -> WordLm:
    """The network in whole numbers.

    Sums are divided by powers of two, so that hidden units fill 0 … 255 and the sums of classes are parts of a bit.
    """
    vectors = weights["vectors"]
    known = vectors[classes != UNKNOWN]
    by_vector, by_hidden = (_LARGEST / np.quantile(np.abs(w), 0.9995) for w in (known, weights["hidden"]))
    # The factor by which sums of products grow. The largest units of a trained network are about 4.
    first = by_vector * by_hidden
    drop_hidden = max(0, round(np.log2(first * 4 / LARGEST_UNIT)))
    unit = first / 2.0**drop_hidden
    drop_output = int(np.log2(_LARGEST / np.quantile(np.abs(weights["output"]), 0.9995) * unit * np.log(2) / UNIT))
    by_output = 2.0**drop_output * UNIT / (np.log(2) * unit)
    return WordLm(
        classes=classes,
        vectors=_small(vectors * by_vector),
        hidden=_small(weights["hidden"] * by_hidden),
        hidden_bias=np.rint(weights["hidden_bias"] * first).astype(np.int32),
        output=_small(weights["output"] * by_output),
        output_bias=np.rint(weights["output_bias"] * by_output * unit).astype(np.int32),
        shifts=np.array([drop_hidden, drop_output], dtype=np.uint8),
    )


def _small(values: Array) -> Array:
    return np.clip(np.rint(values), -_LARGEST, _LARGEST).astype(np.int8)
