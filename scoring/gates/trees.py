"""Boosted trees over integers: whole-number limits and whole-number leaves, so that a verdict is the same on every machine.

Fitted with scikit-learn, used without it. Legend: B records, F features, T trees, N nodes of the largest tree.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

UNIT = 1_000
"""Leaves are in thousandths of a logit."""
_SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "l2_regularization": 8.0,
    "min_samples_leaf": 20,
    "max_features": 0.3,
    "early_stopping": False,
    "random_state": 7,
}


@dataclass(frozen=True)
class Trees:
    """A node sends a record left when its feature is at most the limit. A leaf points at itself."""

    feature_tn: Array
    limit_tn: Array
    left_tn: Array
    right_tn: Array
    value_tn: Array
    base: int

    def logits(self, features_bf: Array) -> Array:
        """Sums of leaves in 1/UNIT, one whole number a record; above 0 means more like the good side."""
        feature, limit, child, value = self._flat
        row_b1 = features_bf.shape[1] * np.arange(len(features_bf))[:, None]
        given = np.ascontiguousarray(features_bf).ravel()
        at_bt = np.broadcast_to(
            self.feature_tn.shape[1] * np.arange(len(self.feature_tn)), (len(row_b1), len(self.feature_tn))
        )
        while True:
            goes_bt = given[row_b1 + feature[at_bt]] > limit[at_bt]
            next_bt = child[2 * at_bt + goes_bt]
            if np.array_equal(next_bt, at_bt):
                return self.base + value[at_bt].sum(axis=1)
            at_bt = next_bt

    @cached_property
    def _flat(self) -> tuple[Array, Array, Array, Array]:
        """Nodes of all trees in one row: features, limits, the two children of each, values."""
        first_t1 = self.feature_tn.shape[1] * np.arange(len(self.feature_tn))[:, None]
        child = np.stack([self.left_tn + first_t1, self.right_tn + first_t1], axis=-1)
        flat = (self.feature_tn, self.limit_tn, child, self.value_tn)
        return tuple(a.astype(np.int64).ravel() for a in flat)  # type: ignore[return-value] - four

    def tensors(self, name: str) -> dict[str, Array]:
        """For a file of weights, under `name.…`."""
        return {
            f"{name}.feature": self.feature_tn.astype(np.int16),
            f"{name}.limit": self.limit_tn.astype(np.int32),
            f"{name}.left": self.left_tn.astype(np.int8),
            f"{name}.right": self.right_tn.astype(np.int8),
            f"{name}.value": self.value_tn.astype(np.int16),
            f"{name}.base": np.array([self.base], dtype=np.int32),
        }

    @classmethod
    def of(cls, tensors: dict[str, Array], name: str) -> "Trees":
        """Read back what `tensors` gave."""
        names = ("feature", "limit", "left", "right", "value")
        feature, limit, left, right, value = (tensors[f"{name}.{part}"].astype(np.int64) for part in names)
        return cls(feature, limit, left, right, value, int(tensors[f"{name}.base"][0]))


def grow(good_bf: Array, bad_bf: Array, weights_b: Array | None = None, trees: int = 250, leaves: int = 24) -> Trees:
    """Fit trees that tell good rows from bad ones, both sides weighing the same. `weights_b` weighs the bad rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    weights = np.ones(len(bad_bf)) if weights_b is None else weights_b
    balance = np.concatenate([np.ones(len(good_bf)), weights * len(good_bf) / weights.sum()])
    labels = np.concatenate([np.ones(len(good_bf)), np.zeros(len(bad_bf))])
    model = HistGradientBoostingClassifier(max_iter=trees, max_leaf_nodes=leaves, **_SETTINGS)
    model.fit(np.concatenate([good_bf, bad_bf]).astype(np.float64), labels, sample_weight=balance)
    return _whole(model)


def _whole(model: Any) -> Trees:
    # The library has no public way to its trees; `tests/scoring/features/test_table.py` compares the two on every run.
    grown = [predictor[0].nodes for predictor in model._predictors]
    size = max(map(len, grown))
    feature, limit, left, right, value = (np.zeros((len(grown), size), dtype=np.int64) for _ in range(5))
    for t, nodes in enumerate(grown):
        here, n = np.arange(len(nodes)), len(nodes)
        leaf = nodes["is_leaf"].astype(bool)
        feature[t, :n] = np.where(leaf, 0, nodes["feature_idx"])
        limit[t, :n] = np.where(leaf, 0, np.floor(np.clip(nodes["num_threshold"], -(2**31), 2**31 - 1)))
        left[t, :n] = np.where(leaf, here, nodes["left"])
        right[t, :n] = np.where(leaf, here, nodes["right"])
        value[t, :n] = np.where(leaf, np.rint(nodes["value"] * UNIT), 0)
    base = round(UNIT * float(model._baseline_prediction.ravel()[0]))
    return Trees(feature, limit, left, right, value, base)
