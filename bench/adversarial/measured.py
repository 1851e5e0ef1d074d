"""The processor time of records: of every family, shape and seed, and of joined honest texts."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import median

from kula.bench.adversarial.families import FAMILIES, Family, Pieces
from kula.bench.adversarial.records import SHAPES, record
from kula.scoring.duplicates import DuplicateIndex, shingles_of
from kula.scoring.features.text import Content, sentences, whole_text
from kula.scoring.scorer import Scorer

_AGAIN = 30
"""Of the slowest records, how many are timed again."""
_TIMES = 3
_SHOWN = 10
_PERMILLE = 800

Cost = Callable[[Content], float]
"""The processor time of one record, in seconds."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One record by what it follows from, and its time in seconds."""

    family: str
    shape: str
    seed: int
    seconds: float

    def content(self) -> Content:
        """The record."""
        return record(self.shape, FAMILIES[self.family](_drawn(self.family, self.shape, self.seed)))


def measure(
    honest: Sequence[str], seeds: int, families: Mapping[str, Family] = FAMILIES
) -> tuple[dict[str, float], dict[str, float]]:
    """Figures, and the numbers behind them: ratios to the median time of honest texts."""
    scorer = Scorer.load(device="cpu")
    usual_seconds: list[float] = []
    attacks: list[Timed] = []
    for seed in range(seeds):
        cost = _cost(scorer)
        # Honest texts in every round, so that a machine that gets busier meanwhile slows both sides.
        joined = [record(shape, _joined(honest, shape, seed)) for shape in SHAPES]
        usual_seconds += [min(cost(content) for _ in range(_TIMES)) for content in joined]
        named = [Timed(family, shape, seed, 0.0) for family in families for shape in SHAPES]
        attacks += [replace(timed, seconds=cost(timed.content())) for timed in named]
    usual, cost = median(usual_seconds), _cost(scorer)
    attacks.sort(key=lambda timed: -timed.seconds)
    again = [replace(t, seconds=min(cost(t.content()) for _ in range(_TIMES))) for t in attacks[:_AGAIN]]
    of_family: dict[str, float] = {}
    for timed in [*again, *attacks[_AGAIN:]]:
        of_family[timed.family] = max(timed.seconds, of_family.get(timed.family, 0.0))
    listed = sorted(of_family, key=lambda name: -of_family[name])[:_SHOWN]
    figures = {
        "records": len(attacks),
        "slowest_ratio": round(of_family[listed[0]] / usual, 2),
    }
    beside = {f"ratio_{name}": round(of_family[name] / usual, 2) for name in listed}
    return figures, {
        "honest_median_ms": round(1000 * usual, 1),
        "attacks_median_ms": round(1000 * median(t.seconds for t in attacks), 1),
        **beside,
    }


def _joined(honest: Sequence[str], shape: str, seed: int) -> Pieces:
    """Honest texts, one after the other, sentence by sentence."""
    rng = _drawn("honest", shape, seed)

    def said() -> Iterator[str]:
        while True:
            yield from sentences(rng.choice(honest))

    return said().__next__


def _drawn(*named: object) -> Random:
    return Random(" ".join(map(str, named)))


def _cost(scorer: Scorer) -> Cost:
    """Times records one after the other, each beside all before it."""
    index, count = DuplicateIndex(), 0

    def cost(content: Content) -> float:
        nonlocal count
        count += 1
        began = time.process_time()
        scorer.score([content])
        shingles = shingles_of(content["kind"], whole_text(content))
        index.containing(shingles, _PERMILLE)
        index.add(shingles, count.to_bytes(32, "big"))
        return time.process_time() - began

    return cost
