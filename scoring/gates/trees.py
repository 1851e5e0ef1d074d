"""Boosted trees over integers: whole-number limits and whole-number leaves, so that a verdict is the same on every machine.

`kula.scoring.fit.trees` grows them with scikit-learn; nothing here needs it.
Legend: B records, F features, T trees, N nodes of the largest tree.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kula.scoring.arrays import Array

UNIT = 1_000
"""Leaves are in thousandths of a logit."""


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
        """The sum of each record's leaves, in 1/UNIT. Above 0, a record is more like the good side."""
        feature, limit, child, value = self._flat
        row_b1 = features_bf.shape[1] * np.arange(len(features_bf))[:, None]
        numbers = np.ascontiguousarray(features_bf).ravel()
        at_bt = np.broadcast_to(
            self.feature_tn.shape[1] * np.arange(len(self.feature_tn)), (len(row_b1), len(self.feature_tn))
        )
        while True:
            goes_right_bt = numbers[row_b1 + feature[at_bt]] > limit[at_bt]
            next_bt = child[2 * at_bt + goes_right_bt]
            if np.array_equal(next_bt, at_bt):
                return self.base + value[at_bt].sum(axis=1)
            at_bt = next_bt

    @cached_property
    def _flat(self) -> tuple[Array, Array, Array, Array]:
        """The nodes of all trees in one row: features, limits, the two children of each, values."""
        first_t1 = self.feature_tn.shape[1] * np.arange(len(self.feature_tn))[:, None]
        child = np.stack([self.left_tn + first_t1, self.right_tn + first_t1], axis=-1)
        flat = (self.feature_tn, self.limit_tn, child, self.value_tn)
        feature, limit, children, value = (a.astype(np.int64).ravel() for a in flat)
        return feature, limit, children, value

    def tensors(self, name: str) -> dict[str, Array]:
        """The trees as tensors of a file, under `name.…`."""
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
        """The trees that `tensors` wrote."""

        def tensor(part: str) -> Array:
            return tensors[f"{name}.{part}"].astype(np.int64)

        return cls(
            feature_tn=tensor("feature"),
            limit_tn=tensor("limit"),
            left_tn=tensor("left"),
            right_tn=tensor("right"),
            value_tn=tensor("value"),
            base=int(tensors[f"{name}.base"][0]),
        )
