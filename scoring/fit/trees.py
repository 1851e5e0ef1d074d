"""Grows the trees of `kula.scoring.gates.trees` with scikit-learn.

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


class UnreadableTrees(RuntimeError):
    """This version of scikit-learn keeps its trees elsewhere."""


def grow(good_bf: Array, bad_bf: Array, weights_b: Array | None = None, trees: int = 250, leaves: int = 24) -> Trees:
    """Trees that tell good rows from bad ones. Both sides weigh the same in all; `weights_b` weighs the bad rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    weights = np.ones(len(bad_bf)) if weights_b is None else weights_b
    balance = np.concatenate([np.ones(len(good_bf)), weights * len(good_bf) / weights.sum()])
    sides = np.concatenate([np.ones(len(good_bf)), np.zeros(len(bad_bf))])
    model = HistGradientBoostingClassifier(max_iter=trees, max_leaf_nodes=leaves, **_SETTINGS)
    model.fit(np.concatenate([good_bf, bad_bf]).astype(np.float64), sides, sample_weight=balance)
    return _whole(*nodes_of(model))


def nodes_of(model: Any) -> tuple[list[Array], float]:
    """The nodes of each tree of a fitted HistGradientBoostingClassifier, and the logit that every row begins with.

    scikit-learn has no public way to its trees, so this reads two private attributes. `_predictors` has one predictor per
    tree and class, each with an array `nodes`. `_baseline_prediction` is the logit. No other line of the project reads them.
    Raises UnreadableTrees if a version of scikit-learn has moved them.
    """
    try:
        return [predictor[0].nodes for predictor in model._predictors], float(model._baseline_prediction.ravel()[0])
    except AttributeError as moved:
        raise UnreadableTrees(f"scikit-learn has no {moved.name} any more; find the trees and mend nodes_of") from moved


def _whole(trees: list[Array], baseline: float) -> Trees:
    """The same trees with whole-number limits and leaves."""
    size = max(map(len, trees))
    feature, limit, left_child, right_child, value = (np.zeros((len(trees), size), dtype=np.int64) for _ in range(5))
    for t, nodes in enumerate(trees):
        here, n = np.arange(len(nodes)), len(nodes)
        leaf = nodes["is_leaf"].astype(bool)
        feature[t, :n] = np.where(leaf, 0, nodes["feature_idx"])
        limit[t, :n] = np.where(leaf, 0, np.floor(np.clip(nodes["num_threshold"], -(2**31), 2**31 - 1)))
        left_child[t, :n] = np.where(leaf, here, nodes["left"])
        right_child[t, :n] = np.where(leaf, here, nodes["right"])
        value[t, :n] = np.where(leaf, np.rint(nodes["value"] * UNIT), 0)
    return Trees(feature, limit, left_child, right_child, value, round(UNIT * baseline))
