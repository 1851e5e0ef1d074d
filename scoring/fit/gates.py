"""Grows the two gates and the trees of labels.

Legend: B records, F columns.
"""

from collections.abc import Collection

import numpy as np

from kula.protocol.records.content import RATINGS
from kula.scoring.arrays import Array
from kula.scoring.attacks import SLIGHT
from kula.scoring.attacks.labels import reversed_correction, swapped_preference
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.language.coherence import Coherence
from kula.scoring.features.table import Tables, columns, cut, encode, read_deep
from kula.scoring.features.text import texts_of
from kula.scoring.fit.coherence import learn_coherence
from kula.scoring.fit.rows import SEED, Rows, read_on_two_cores
from kula.scoring.fit.trees import grow
from kula.scoring.gates.trees import Trees
from kula.scoring.measure.evaluation import HONEST

_SLIGHT_WEIGHT = 0.4
"""The weight of a slight attack beside another one, chosen on the card's records."""
_LABEL_TREES, _LABEL_LEAVES = 500, 16


def grow_cheap(rows: Rows, without: Collection[str] = ()) -> Trees:
    """The gate over the rows of stage 1; some families of attacks may be left out."""
    attacks = ~rows.honest & ~np.isin(rows.families, list(without))
    weights = _weights(rows.families[attacks])
    return grow(rows.rows_bf[rows.honest], rows.rows_bf[attacks], weights, trees=900, leaves=31)


def grow_deep(rows_bf: Array, families_b: Array) -> Trees:
    """The gate over the rows of stage 2."""
    good = families_b == HONEST
    return grow(rows_bf[good], rows_bf[~good], _weights(families_b[~good]), trees=500, leaves=16)


def coherent_rows(rows: Rows, gate_b: Array, encoder: Encoder) -> tuple[Array, Coherence]:
    """The rows of stage 2, and probes learnt from all honest records.

    Each record's row is read with probes that were learnt from the other half of the honest records.
    """
    encoded = encode(cut([texts_of(c) for c in rows.contents], encoder), encoder)
    half_b = rows.origins % 2
    halves = []
    for half in (0, 1):
        others = np.flatnonzero(rows.honest & (half_b != half))
        coherence = learn_coherence([encoded[i] for i in others], SEED)
        places = np.flatnonzero(half_b == half)
        read_bf = read_deep(rows.rows_bf[places], gate_b[places], [encoded[i] for i in places], coherence)
        halves.append((places, read_bf))
    deep_bf = np.zeros((len(encoded), halves[0][1].shape[1]), dtype=np.int64)
    for places, read_bf in halves:
        deep_bf[places] = read_bf
    return deep_bf, learn_coherence([encoded[i] for i in np.flatnonzero(rows.honest)], SEED)


def grow_labels(kind: str, rows: Rows, tables: Tables) -> Trees:
    """Trees that tell the honest records of a kind from the same records with a false label."""
    places = [i for i in np.flatnonzero(rows.honest) if rows.contents[i]["kind"] == kind]
    honest_bf = rows.rows_bf[places]
    if kind == "rating":
        return _grow_ratings(honest_bf, columns(tables).index("rating"))
    turn = swapped_preference if kind == "preference" else reversed_correction
    turned = [texts_of(turn(None, rows.contents[i], None)) for i in places]  # type: ignore[arg-type] - draws nothing
    turned_bf = read_on_two_cores(turned, tables)
    return grow(honest_bf, turned_bf, trees=_LABEL_TREES, leaves=_LABEL_LEAVES)


def _grow_ratings(honest_bf: Array, rating: int) -> Trees:
    """Trees that tell people's rating from every other one. `rating` is its column; the next one is 1 for 1..5."""
    false, weights = [], []
    for row in honest_bf:
        allowed = RATINGS["1..5" if row[rating + 1] else "-1/1"]
        for other in allowed:
            if other != row[rating]:
                changed = row.copy()
                changed[rating] = other
                false.append(changed)
                weights.append(1 / (len(allowed) - 1))
    return grow(honest_bf, np.stack(false), np.array(weights), trees=_LABEL_TREES, leaves=_LABEL_LEAVES)


def _weights(families_b: Array) -> Array:
    return np.where(np.isin(families_b, SLIGHT), _SLIGHT_WEIGHT, 1.0)
