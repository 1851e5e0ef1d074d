"""What the judgement says about the real candidates that were measured. Takes seconds, because every loss is kept."""

from dataclasses import asdict, replace

from kula.bench.adoption.candidates import NAMES
from kula.bench.adoption.measures import Kept, read, read_sample
from kula.bench.adoption.world import SEEDS
from kula.protocol.judging import Criterion, Numbers, passed
from kula.protocol.parameters import Parameters
from kula.scoring.models.numbers import Measure, Sample, numbers_of


def by_candidate(parameters: Parameters = Parameters()) -> dict[str, float]:
    """Per seed and candidate: adopted (0 or 1), each criterion, and the numbers. A broken candidate is only not adopted.

    Checks count as far as the base and the candidate have answered them; the parameters are changed to so many.
    """
    figures: dict[str, float] = {}
    for seed in SEEDS:
        base = read(seed, "base")
        if not base:
            continue
        measured = {name: kept for name in NAMES if (kept := read(seed, name)) and kept.asked == base.asked}
        sample = read_sample(seed)
        for name, kept in measured.items():
            figures |= {f"real_{seed}_{name}_{k}": v for k, v in _verdict(base, kept, sample, parameters).items()}
    return figures


def _verdict(base: Kept, kept: Kept, sample: Sample, parameters: Parameters) -> dict[str, float]:
    if kept.broken:
        return {"adopted": 0}
    checks = min(len(base.passed), len(kept.passed))
    own = replace(parameters, checks=checks)
    numbers: Numbers = numbers_of(
        _measure(base, checks), _measure(kept, checks), _measure(base, checks), sample, own, 1
    )
    verdict = {f"passes_{c.name.lower()}": ok for c, ok in zip(Criterion, passed(numbers, own), strict=True)}
    results = {"adopted": all(verdict.values()), "checks": checks, "gain": numbers.loss_before - numbers.loss_after}
    return {**results, **verdict, **asdict(numbers)}


def _measure(kept: Kept, checks: int) -> Measure:
    return Measure(tuple(kept.losses), tuple(kept.passed[:checks]), (), kept.words)
