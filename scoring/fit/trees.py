"""Grows the trees of `kula.scoring.gates.trees` with scikit-learn. scikit-learn has no public way to its trees, so
treelite reads them.

Legend: B records, F features, T trees, N nodes of the largest tree.
"""

from typing import Any

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.gates.trees import UNIT, Trees

_SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "l2_regularization": 8.0,
    "min_samples_leaf": 20,
    "max_features": 0.3,
    "early_stopping": False,
    "random_state": 7,
}


def grow(good_bf: Array, bad_bf: Array, weights_b: Array | None = None, trees: int = 250, leaves: int = 24) -> Trees:
    """Trees that tell good rows from bad ones. Both sides weigh the same in all; `weights_b` weighs the bad rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    weights = np.ones(len(bad_bf)) if weights_b is None else weights_b
    balance = np.concatenate([np.ones(len(good_bf)), weights * len(good_bf) / weights.sum()])
    sides = np.concatenate([np.ones(len(good_bf)), np.zeros(len(bad_bf))])
    model = HistGradientBoostingClassifier(max_iter=trees, max_leaf_nodes=leaves, **_SETTINGS)
    model.fit(np.concatenate([good_bf, bad_bf]).astype(np.float64), sides, sample_weight=balance)
    return whole(model)


def whole(model: Any) -> Trees:
    """The trees of a fitted HistGradientBoostingClassifier with whole-number limits and leaves."""
    from treelite.sklearn import import_model

    library = import_model(model)
    accessors = [library.get_tree_accessor(t) for t in range(library.num_tree)]
    size = max(len(tree.get_field("cleft")) for tree in accessors)
    feature, limit, left_child, right_child, value = (
        np.zeros((len(accessors), size), dtype=np.int64) for _ in range(5)
    )
    for t, tree in enumerate(accessors):
        children = tree.get_field("cleft")
        here, n = np.arange(len(children)), len(children)
        leaf = children < 0
        feature[t, :n] = np.where(leaf, 0, tree.get_field("split_index"))
        limit[t, :n] = np.where(leaf, 0, np.floor(np.clip(tree.get_field("threshold"), -(2**31), 2**31 - 1)))
        left_child[t, :n] = np.where(leaf, here, children)
        right_child[t, :n] = np.where(leaf, here, tree.get_field("cright"))
        value[t, :n] = np.where(leaf, np.rint(tree.get_field("leaf_value") * UNIT), 0)
    baseline = float(library.get_header_accessor().get_field("base_scores")[0])
    return Trees(feature, limit, left_child, right_child, value, round(UNIT * baseline))
