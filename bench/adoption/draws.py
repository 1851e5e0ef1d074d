"""Random gains: those of a model of gains, and those of recorded adapters.

recorded.json holds three things. The first are the gains of adapters of SmolLM2-135M on 144 records that they never saw,
by account. The second are standardised residuals (in permille) of honest adapters and of one that harmed (`heavy`). The
third are gains of records that were learnt by heart.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from kula.scoring.arrays import Array

BETWEEN = 0.3
"""Share of the variance of gains that lies between accounts."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """Gains of one sample, with the account of each record."""

    gains: list[int]
    accounts: list[int]


@lru_cache(maxsize=1)
def recorded() -> dict[str, Any]:
    """Returns what recorded.json holds."""
    return json.loads(Path(__file__).with_name("recorded.json").read_text())


def modelled(
    rng: np.random.Generator, sizes: Sequence[int], gain: float, sd: float = 137, shape: str = "heavy"
) -> Sampled:
    """Returns gains of accounts with `sizes` records: a mean, a spread and the shape of recorded residuals."""
    accounts = np.repeat(np.arange(len(sizes)), sizes)
    own = rng.normal(0, sd * BETWEEN**0.5, len(sizes))[accounts]
    residuals = rng.choice(_standard(shape), len(accounts)) * sd * (1 - BETWEEN) ** 0.5
    return Sampled(_whole(gain + own + residuals), accounts.tolist())


def resampled(rng: np.random.Generator, sizes: Sequence[int], adapters: Sequence[str]) -> list[Sampled]:
    """Returns gains of recorded adapters on the same records, drawn with replacement from drawn accounts."""
    named = np.array(recorded()["accounts"])
    drawn = rng.choice(np.unique(named), len(sizes))
    places = np.concatenate([rng.choice(np.flatnonzero(named == a), n) for a, n in zip(drawn, sizes, strict=True)])
    accounts = np.repeat(np.arange(len(sizes)), sizes).tolist()
    return [Sampled(np.array(recorded()["gains"][name])[places].tolist(), accounts) for name in adapters]


def known(rng: np.random.Generator, sample: Sampled, share: float, gain: int | None = None) -> Sampled:
    """Returns the sample with a share of its records, accounts of their own, replaced by known ones.

    They gain `gain`, or as much as records that were learnt by heart.
    """
    count = round(share * len(sample.gains))
    values = rng.choice(recorded()["known"], count).tolist() if gain is None else [gain] * count
    return Sampled(values + sample.gains[count:], sample.accounts)


@lru_cache(maxsize=4)
def _standard(shape: str) -> Array:
    residuals = np.array(recorded()["residuals"][shape], float)
    return (residuals - residuals.mean()) / residuals.std()


def _whole(values: Array) -> list[int]:
    return np.round(values).astype(int).tolist()
