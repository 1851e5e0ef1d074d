"""Trees in whole numbers decide as scikit-learn's trees do, and say so if these can no longer be read."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from kula.scoring.fit.trees import UnreadableTrees, grow, nodes_of
from kula.scoring.gates.trees import UNIT, Trees


def test_grow__whole_numbers__agree_with_the_library(monkeypatch: pytest.MonkeyPatch):
    kept = []
    fit = HistGradientBoostingClassifier.fit
    monkeypatch.setattr(
        HistGradientBoostingClassifier, "fit", lambda self, *a, **k: kept.append(self) or fit(self, *a, **k)
    )
    rng = np.random.default_rng(1)
    good, bad = rng.integers(-900, 1000, (300, 6)), rng.integers(-1000, 900, (300, 6))
    grown = grow(good, bad, trees=40, leaves=8)
    fresh = rng.integers(-1200, 1200, (200, 6))
    library = kept[0].decision_function(fresh.astype(float))
    assert np.abs(grown.logits(fresh) - UNIT * library).max() <= 40 * 0.5 + 1
    again = Trees.of(grown.tensors("x"), "x")
    assert np.array_equal(again.logits(fresh), grown.logits(fresh))


def test_nodes_of__this_scikit_learn__has_trees_where_we_read_them():
    rng = np.random.default_rng(2)
    model = HistGradientBoostingClassifier(max_iter=3).fit(rng.random((60, 2)), np.arange(60) % 2)
    trees, _ = nodes_of(model)
    assert len(trees) == 3
    assert {"is_leaf", "feature_idx", "num_threshold", "left", "right", "value"} <= set(trees[0].dtype.names or ())


def test_nodes_of__a_scikit_learn_that_moved_its_trees__says_what_to_mend():
    with pytest.raises(UnreadableTrees, match="_predictors"):
        nodes_of(object())
