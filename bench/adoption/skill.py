"""How often candidates keep their skill: by checks, and by committed sets when friends leak theirs."""

import numpy as np

from kula.protocol.judging import keeps
from kula.protocol.parameters import Parameters
from kula.scoring.arrays import Array
from kula.scoring.models.numbers import weighted_median

_TIMES = 10_000
_PUBLIC = Parameters()
_SEATS = 9


def checks() -> dict[str, float]:
    """Passing of one comparison by checks, margin, share of checks that flip, and true change in points."""
    rng = np.random.default_rng(10)
    rates: dict[str, float] = {}
    for count, margin, flips in ((512, 5, 0.05), (512, 5, 0.10), (512, 8, 0.20), (64, 15, 0.10)):
        for change in (0, -1, -2, -5, -10):
            won, lost = _flips(rng, count, change / 100, flips, _TIMES)
            kept = [keeps(int(w), int(n), count, margin) for w, n in zip(won, lost, strict=True)]
            rates[f"checks_{count}_margin_{margin}_flips_{round(100 * flips)}_change_{change}"] = float(np.mean(kept))
    return rates


def sets() -> dict[str, float]:
    """Passing of a candidate that lost 10 points, by the number of seats that leaked their set to it."""
    rng = np.random.default_rng(11)
    rates: dict[str, float] = {}
    for friends in range(4):
        passed = [_median_passes(rng, friends) for _ in range(_TIMES)]
        rates[f"lost_10_with_{friends}_friends"] = float(np.mean(passed))
    return rates


def _median_passes(rng: np.random.Generator, friends: int) -> bool:
    won, lost = _flips(rng, _PUBLIC.set_checks, -0.10, 0.10, _SEATS - friends)
    leaked = [_PUBLIC.set_checks // 3] * friends
    median = weighted_median([*(won - lost).tolist(), *leaked], [1] * _SEATS)
    return 100 * median >= -_PUBLIC.set_margin * _PUBLIC.set_checks


def _flips(rng: np.random.Generator, count: int, change: float, flips: float, times: int) -> tuple[Array, Array]:
    """Checks won and lost, if a share of them flips and the rest stays."""
    share = max(flips, 1.2 * abs(change))
    drawn = rng.multinomial(count, [(share + change) / 2, (share - change) / 2, 1 - share], times)
    return drawn[:, 0], drawn[:, 1]
