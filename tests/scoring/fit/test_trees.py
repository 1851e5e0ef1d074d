"""Trees in whole numbers decide as scikit-learn's trees do."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from kula.scoring.fit.trees import grow
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
