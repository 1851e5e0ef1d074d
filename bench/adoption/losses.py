"""How often the loss rules adopt a candidate: one seat, one sample."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from kula.bench.adoption.draws import Sampled, known, modelled, resampled
from kula.protocol.parameters import Parameters
from kula.scoring.models.bounds import MOST_CANDIDATES, better_permille, lower_bound, upper_bound
from kula.scoring.models.sample import within_limit

PUBLIC = Parameters()
LOCAL = Parameters(better_permille=750, level_permille=100, sample_records=12, sample_accounts=4)
EVEN = (4,) * 24
"""96 records of 24 accounts: the least that a public network judges on."""
_TIMES = 1_000
Draw = Callable[[np.random.Generator, Sequence[int]], Sampled]


def real(name: str) -> Draw:
    """Returns draws of a recorded adapter."""
    return lambda rng, sizes: resampled(rng, sizes, [name])[0]


def model(gain: float, sd: float = 137, shape: str = "heavy") -> Draw:
    """Returns draws of modelled gains."""
    return lambda rng, sizes: modelled(rng, sizes, gain, sd, shape)


def part_known(share: float, gain: int | None = None, rest: Draw = model(0)) -> Draw:
    """Returns draws in which a share of the records is known, or gains `gain`."""
    return lambda rng, sizes: known(rng, rest(rng, sizes), share, gain)


CASES: Mapping[str, Draw] = {
    "no_gain": model(0),
    "noise_alone": real("noise alone"),
    "knows_10": part_known(0.1),
    "knows_25": part_known(0.25),
    "knows_50": part_known(0.5),
    "gains_60_ruins_10": part_known(0.1, -1_000, model(60, 60, "honest")),
    "gains_100_ruins_5": part_known(0.05, -1_000, model(100, 100, "honest")),
    "evasive": real("evasive"),
    "memorised_8_none_drawn": real("memorised 8, none drawn"),
    "honest": real("honest"),
    "honest_other_data": real("honest, other data"),
    "honest_second_generation": real("honest, second generation"),
    "honest_half_scale": real("honest at half scale"),
    "gain_100": model(100, 137, "honest"),
    "gain_160": model(160, 137, "honest"),
}


def passes(sample: Sampled, parameters: Parameters = PUBLIC, candidates: int = 1) -> tuple[bool, bool]:
    """Returns whether enough records are better, and whether the bound is above the margin."""
    enough = better_permille(sample.gains, parameters.margin) >= parameters.better_permille
    bound = lower_bound(sample.gains, sample.accounts, parameters.level_permille, candidates)
    return enough, bound > parameters.margin


def share(draw: Draw, sizes: Sequence[int], parameters: Parameters = PUBLIC, seed: int = 1) -> tuple[float, float]:
    """Returns the share of draws whose bound passes, and of those that also have enough better records."""
    rng = np.random.default_rng(seed)
    verdicts = [passes(draw(rng, sizes), parameters) for _ in range(_TIMES)]
    return float(np.mean([bound for _, bound in verdicts])), float(np.mean([all(v) for v in verdicts]))


def by_case() -> dict[str, float]:
    """Adoption of each case by the bound alone and by both rules."""
    rates: dict[str, float] = {}
    for name, draw in CASES.items():
        rates[f"{name}_by_bound"], rates[name] = share(draw, EVEN)
    return rates


def small_networks() -> dict[str, float]:
    """Adoption by the local preset on samples of few accounts."""
    shapes = {"60_of_10": (8,) * 6 + (4, 4, 2, 2), "24_of_7": (7, 5, 5, 3, 2, 1, 1), "12_of_4": (5, 4, 2, 1)}
    cases = ("no_gain", "knows_25", "evasive", "honest", "honest_second_generation")
    return {f"local_{n}_{c}": share(CASES[c], sizes, LOCAL)[1] for n, sizes in shapes.items() for c in cases}


def power() -> dict[str, float]:
    """Passing of the bound alone by true gain and sample, with a spread of 137."""
    shapes = {"48_of_24": (2,) * 24, "96_of_12": (8,) * 12, "96_of_24": EVEN, "192_of_48": (4,) * 48}
    gains = (40, 60, 100, 160)
    return {f"bound_{n}_gain_{g}": share(model(g, 137, "honest"), s)[0] for n, s in shapes.items() for g in gains}


def several() -> dict[str, float]:
    """Adoption of any of several candidates without gain, and of an honest one among them."""
    rng = np.random.default_rng(3)
    rates: dict[str, float] = {}
    for count in (1, 3, MOST_CANDIDATES):
        wrong = [any(all(passes(model(0)(rng, EVEN), PUBLIC, count)) for _ in range(count)) for _ in range(_TIMES)]
        good = [all(passes(CASES["honest_second_generation"](rng, EVEN), PUBLIC, count)) for _ in range(_TIMES)]
        rates[f"any_of_{count}_without_gain"] = float(np.mean(wrong))
        rates[f"honest_second_generation_of_{count}"] = float(np.mean(good))
    return rates


def copies() -> dict[str, float]:
    """How often a noisy copy has the higher bound, and by more than the tie, than its original on the same sample."""
    rng = np.random.default_rng(4)
    ahead: list[int] = []
    for _ in range(_TIMES):
        pair = resampled(rng, EVEN, ["honest", "noisy copy"])
        first, copy = (lower_bound(s.gains, s.accounts, PUBLIC.level_permille, 2) for s in pair)
        ahead.append(copy - first)
    return {
        "copy_has_the_higher_bound": float(np.mean([a > 0 for a in ahead])),
        "copy_displaces_its_original": float(np.mean([a > PUBLIC.tie for a in ahead])),
    }


def slices() -> dict[str, float]:
    """Refusal of a slice of 24 records of 12 accounts by its true gain."""
    rng, sizes = np.random.default_rng(5), (2,) * PUBLIC.slice_accounts
    rates: dict[str, float] = {}
    for gain in (40, 0, -50, -100, -200):
        drawn = [modelled(rng, sizes, gain) for _ in range(_TIMES)]
        refused = [upper_bound(s.gains, s.accounts) < -PUBLIC.slice_margin for s in drawn]
        rates[f"slice_{gain}_refused"] = float(np.mean(refused))
    return rates


def crowding() -> dict[str, float]:
    """The share of a sample of a party with 5 % of the records, one per account, by honest accounts and limit."""
    rng = np.random.default_rng(6)
    rates: dict[str, float] = {}
    for accounts in (24, 100, 400):
        weight = rng.zipf(1.6, accounts).clip(1, 400).astype(float)
        honest = rng.choice(accounts, 1_900, p=weight / weight.sum())
        owners = np.concatenate([honest, accounts + np.arange(100)])
        for most in (4, 8):
            drawn = [rng.permutation(owners)[: PUBLIC.sample_drawn] for _ in range(100)]
            kept = [d[within_limit(d.tolist(), most)] for d in drawn]
            rates[f"party_with_5_of_{accounts}_limit_{most}"] = float(np.mean([(k >= accounts).mean() for k in kept]))
    return rates


def collusion() -> dict[str, float]:
    """The least mean gain on unknown records with which a candidate passes in half of the draws, by known share."""
    least: dict[str, float] = {}
    for part in (0.0, 0.1, 0.25, 0.33, 0.5, 0.67):
        for rest in range(160, -320, -20):
            rng = np.random.default_rng(7)
            draw = part_known(part, None, model(rest, 137, "honest"))
            if np.mean([all(passes(draw(rng, EVEN))) for _ in range(_TIMES // 5)]) < 0.5:
                break
            least[f"least_gain_with_{round(100 * part)}_known"] = rest
    return least
