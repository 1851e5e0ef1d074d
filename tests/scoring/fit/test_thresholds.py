"""Thresholds: the share of honest records that is rejected is the chosen one, whoever rejects them."""

import numpy as np

from kula.protocol.types import KINDS
from kula.scoring.fit.thresholds import marked
from kula.scoring.gates.heads import LEVELS, Calibration


def test_marked__records_that_fell_to_a_rule__leave_less_for_the_gate_to_reject():
    exits = {kind: Calibration((0,) * len(LEVELS), 0, 0) for kind in KINDS}
    kinds, final = np.repeat(KINDS, 1000), np.tile(np.arange(1000), len(KINDS))
    none, ten = np.zeros(len(final), dtype=bool), final >= 990
    without, with_ten = (marked(exits, kinds, final, ruled)["rating"].marks for ruled in (none, ten))
    assert without[0] == 20
    assert with_ten[0] == 10
