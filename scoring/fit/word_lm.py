"""Learn the network of `kula.scoring.features.language.word_lm` from trusted texts alone; no attack is seen.

Words are put into classes by what stands beside them: shares of their left and right neighbours, reduced by a truncated
singular value decomposition and clustered by k-means (as in distributional part-of-speech induction, Schütze 1995). A network
then learns which class stands between the words around it (a continuous bag of words with places, Mikolov et al. 2013), and is
rounded to whole numbers. Fixed seeds, one thread.
Legend as in `kula.scoring.features.language.word_lm`; L places of all texts.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.scoring.corpus.prose import Prose
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.counts.turns import turns_of
from kula.scoring.features.language.word_lm import (
    BITS,
    LARGEST_UNIT,
    OTHER,
    PAD,
    UNIT,
    UNKNOWN,
    WINDOW,
    Surprise,
    places_of,
)
from kula.scoring.features.text import Parts, bucket, parts_of

Array = NDArray[Any]

_SEED = 17
_LEAST, _LEAST_ENDING = 5, 8
_NEIGHBOURS = 1_000
"""The commonest words and signs: only what stands beside one of them tells classes apart."""
_REDUCED = 80
_CLASSES = 512
_EMBEDDED, _HIDDEN = 64, 256
_PASSES = 3
_BATCH, _STEPS = 4_096, 500
"""Places a step, and how many steps a pass has at least: batches are smaller where there is little text."""
_RATE = 3e-3
_LARGEST = 127
_GAP = np.array([[bucket(PAD, BITS)] * 2] * WINDOW)


def learn_surprise(samples: Sequence[Sample], prose: Sequence[Prose] = ()) -> Surprise:
    """A network from the talks of honest records, and from prose as what an assistant would say."""
    talks = [places for s in samples for places in _talks(parts_of(s.content))]
    places_l2 = np.concatenate([*talks, *(places for p in prose for places in (_GAP, places_of(p.text, True)))])
    buckets_l = _kept(places_l2)
    classes = _classes(buckets_l)
    return _rounded(_trained(buckets_l, classes), classes)


def _talks(parts: Parts) -> Iterator[Array]:
    """A record's turns as one talk after a gap, and a rejected text as one of its own; no original that was corrected."""
    yield _GAP
    yield from (places_of(text, role == "assistant") for role, text in turns_of(parts))
    if parts.kind == "preference":
        yield _GAP
        yield places_of(parts.other, True)


def _kept(places_l2: Array) -> Array:
    """Each word's bucket, or that of its ending where it is rare, or that of all others where that is rare too."""
    own, ending = places_l2[:, 0], places_l2[:, 1]
    rare = np.bincount(own, minlength=1 << BITS)[own] < _LEAST
    common = np.bincount(ending[rare], minlength=1 << BITS)[ending] >= _LEAST_ENDING
    return np.where(~rare, own, np.where(common, ending, bucket(OTHER, BITS)))


def _classes(buckets_l: Array) -> Array:
    """uint16 of V: words that stand beside the same ones share a class."""
    from scipy.sparse import coo_array, diags_array, hstack
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import TruncatedSVD

    found, index_l = np.unique(buckets_l, return_inverse=True)
    counts = np.bincount(index_l)
    rank = np.full(len(found), -1)
    rank[np.argsort(-counts, kind="stable")[:_NEIGHBOURS]] = np.arange(min(_NEIGHBOURS, len(found)))

    def beside(words: Array, neighbours: Array) -> Any:
        kept = rank[neighbours] >= 0
        at = (words[kept], rank[neighbours[kept]])
        return coo_array((np.ones(kept.sum()), at), shape=(len(found), _NEIGHBOURS))

    near: Any = hstack([beside(index_l[1:], index_l[:-1]), beside(index_l[:-1], index_l[1:])]).tocsr()
    shares: Any = diags_array(1 / np.maximum(1, near.sum(axis=1))) @ near
    usual = near.sum(axis=0) + 1
    shares = shares.sqrt() @ diags_array((usual.sum() / usual) ** 0.25)
    size = min(_REDUCED, len(found) - 1)
    reduced = TruncatedSVD(size, random_state=_SEED).fit_transform(shares)
    reduced *= (counts / (counts + 6) / np.maximum(1e-9, np.linalg.norm(reduced, axis=1)))[:, None]
    many = min(_CLASSES, max(2, len(found) // 4))
    means = MiniBatchKMeans(many, random_state=_SEED, batch_size=8_192, max_iter=60)
    out = np.full(1 << BITS, UNKNOWN, dtype=np.uint16)
    out[found] = means.fit(reduced, sample_weight=counts**0.5).predict(reduced)
    # What no text lacks: a word that is neither known nor ends like one, and the gap before a talk.
    for token in (OTHER, PAD):
        out[bucket(token, BITS)] = min(int(out[bucket(token, BITS)]), many - 1)
    return out


def _trained(buckets_l: Array, classes: Array) -> dict[str, Array]:
    """Weights in fp32: `vectors`, `hidden`, `hidden_bias`, `out`, `out_bias`."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(_SEED)
    pad = bucket(PAD, BITS)
    spoken = np.concatenate([buckets_l, np.full(WINDOW, pad)])
    found, index_l = np.unique(spoken, return_inverse=True)
    ids, targets = torch.from_numpy(index_l), torch.from_numpy(classes[found].astype(np.int64))
    around = torch.tensor([n for n in range(-WINDOW, WINDOW + 1) if n])
    places = torch.from_numpy(np.flatnonzero(spoken != pad))
    size = int(classes[classes != UNKNOWN].max()) + 1
    words = nn.Embedding(len(found), _EMBEDDED)
    nn.init.normal_(words.weight, std=0.3)
    hidden, out = nn.Linear(2 * WINDOW * _EMBEDDED, _HIDDEN), nn.Linear(_HIDDEN, size)
    optimizer = torch.optim.Adam([*words.parameters(), *hidden.parameters(), *out.parameters()])
    batch = min(_BATCH, 1 + len(places) // _STEPS)
    steps = _PASSES * -(-len(places) // batch)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps + 1, pct_start=0.1)
    for _ in range(_PASSES):
        for chosen in places[torch.randperm(len(places))].split(batch):
            with torch.autocast("cpu", torch.bfloat16):
                units = torch.relu(hidden(words(ids[chosen[:, None] + around]).flatten(1)))
                levels = out(units)
            loss = nn.functional.cross_entropy(levels.float(), targets[ids[chosen]])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.step()
    layers = {"hidden": hidden.weight.T, "hidden_bias": hidden.bias, "out": out.weight.T, "out_bias": out.bias}
    vectors = np.zeros((1 << BITS, _EMBEDDED))
    vectors[found] = words.weight.detach().double().numpy()
    return {"vectors": vectors, **{name: w.detach().double().numpy() for name, w in layers.items()}}


def _rounded(weights: dict[str, Array], classes: Array) -> Surprise:
    """The network in whole numbers: of sums, powers of two are dropped, so that units fill 0 … 255 and levels are parts of a bit."""
    vectors = weights["vectors"]
    known = vectors[classes != UNKNOWN]
    by_vector, by_hidden = (_LARGEST / np.quantile(np.abs(w), 0.9995) for w in (known, weights["hidden"]))
    # Sums of products are this many times what they were; units of about 4 are the highest that a trained network has.
    first = by_vector * by_hidden
    drop_hidden = max(0, round(np.log2(first * 4 / LARGEST_UNIT)))
    unit = first / 2.0**drop_hidden
    drop_out = int(np.log2(_LARGEST / np.quantile(np.abs(weights["out"]), 0.9995) * unit * np.log(2) / UNIT))
    by_out = 2.0**drop_out * UNIT / (np.log(2) * unit)
    return Surprise(
        classes=classes,
        vectors=_small(vectors * by_vector),
        hidden=_small(weights["hidden"] * by_hidden),
        hidden_bias=np.rint(weights["hidden_bias"] * first).astype(np.int32),
        out=_small(weights["out"] * by_out),
        out_bias=np.rint(weights["out_bias"] * by_out * unit).astype(np.int32),
        shifts=np.array([drop_hidden, drop_out], dtype=np.uint8),
    )


def _small(values: Array) -> Array:
    return np.clip(np.rint(values), -_LARGEST, _LARGEST).astype(np.int8)
