"""A vote of several seats, each with a draw of its own, beside the same vote on one sample for all.

A round holds uneven accounts. Each seat draws from it, measures, and posts. The losses are the same for all seats; only the
draw differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from kula.bench.adoption.draws import Sampled, resampled
from kula.bench.adoption.losses import CASES, PUBLIC, Draw
from kula.protocol.judging import Numbers, Outcome, Posted, outcome, passed
from kula.scoring.models.bounds import MOST, better_permille, lower_bound
from kula.scoring.models.sample import within_limit

SEATS = (5, 7, 9)
POOLS = {"250_of_40": (250, 40), "1000_of_100": (1_000, 100)}
"""Eligible records and accounts of a round."""
_TIMES = 300
_CASES = (
    "no_gain",
    "knows_25",
    "gains_100_ruins_5",
    "evasive",
    "honest",
    "honest_second_generation",
    "honest_half_scale",
    "gain_100",
    "gain_160",
)
_NEUTRAL = Numbers(
    better=0,
    bound=0,
    worst_slice=MOST,
    won_parent=0,
    lost_parent=0,
    won_base=0,
    lost_base=0,
    sets=0,
    words_parent=1_000,
    words_base=1_000,
    loss_before=0,
    loss_after=0,
)


@dataclass(frozen=True, slots=True)
class Vote:
    """What became of one candidate in one round."""

    adopted: bool
    yes: int
    """Seats whose own numbers pass."""
    spread: int
    """The highest bound minus the lowest, in milli-nats."""


def by_case() -> dict[str, float]:
    """Adoption, split votes and the spread of bounds, by round, seats and case; with own draws and with one draw for all."""
    rates: dict[str, float] = {}
    for pool, (records, accounts) in POOLS.items():
        for case in _CASES:
            for seats in SEATS:
                votes = _votes(CASES[case], records, accounts, seats, own=True)
                name = f"{pool}_{case}_{seats}_seats"
                rates[name] = float(np.mean([v.adopted for v in votes]))
                rates[f"{name}_split"] = float(np.mean([0 < v.yes < seats for v in votes]))
                rates[f"{name}_spread"] = float(np.mean([v.spread for v in votes]))
            shared = _votes(CASES[case], records, accounts, 1, own=False)
            rates[f"{pool}_{case}_one_sample"] = float(np.mean([v.adopted for v in shared]))
    return rates


def several(seats: int = 7, candidates: int = 3) -> dict[str, float]:
    """Adoption of any of several candidates without gain, and how often an honest one wins against two of them."""
    rng = np.random.default_rng(21)
    sizes = _sizes(rng, 1_000, 100)
    draws: Mapping[str, list[Draw]] = {
        "seats_any_of_3_without_gain": [CASES["no_gain"]] * candidates,
        "seats_honest_beside_2_without_gain": [CASES["no_gain"], CASES["honest_second_generation"], CASES["no_gain"]],
    }
    rates: dict[str, float] = {}
    for name, cases in draws.items():
        winners: list[int | None] = []
        for _ in range(_TIMES):
            chosen = _choices(rng, sizes, seats)
            winners.append(_outcome([case(rng, sizes) for case in cases], chosen).winner)
        rates[name] = float(np.mean([w is not None for w in winners]))
    return rates


def copies(seats: int = 7) -> dict[str, float]:
    """How often a later noisy copy is adopted in place of its original."""
    rng = np.random.default_rng(22)
    sizes = _sizes(rng, 1_000, 100)
    winners: list[int | None] = []
    for _ in range(_TIMES):
        chosen = _choices(rng, sizes, seats)
        pair = resampled(rng, sizes, ["honest", "noisy copy"])
        winners.append(_outcome(pair, chosen).winner)
    return {"seats_copy_displaces_its_original": float(np.mean([w == 1 for w in winners]))}


def _votes(case: Draw, records: int, accounts: int, seats: int, own: bool) -> list[Vote]:
    rng = np.random.default_rng(20)
    votes: list[Vote] = []
    for _ in range(_TIMES):
        sizes = _sizes(rng, records, accounts)
        posted = _posted(case(rng, sizes), _choices(rng, sizes, seats), 1)
        bounds = [numbers.bound for numbers in posted]
        yes = sum(all(passed(numbers, PUBLIC)) for numbers in posted)
        adopted = outcome([_equal(posted)], PUBLIC).winner is not None
        votes.append(Vote(adopted, yes, max(bounds) - min(bounds)))
    return votes


def _sizes(rng: np.random.Generator, records: int, accounts: int) -> list[int]:
    """Records of each account, very uneven; every account has one."""
    weight = rng.zipf(1.6, accounts).clip(1, 400).astype(float)
    return (1 + rng.multinomial(records - accounts, weight / weight.sum())).tolist()


def _choices(rng: np.random.Generator, sizes: list[int], seats: int) -> list[list[int]]:
    """The records that each seat keeps of its draw."""
    accounts = np.repeat(np.arange(len(sizes)), sizes)
    drawn = [rng.permutation(len(accounts))[: PUBLIC.sample_drawn] for _ in range(seats)]
    return [d[within_limit(accounts[d].tolist(), PUBLIC.sample_per_account)].tolist() for d in drawn]


def _outcome(pools: list[Sampled], choices: list[list[int]]) -> Outcome:
    """How a round of several candidates ends, if the seats have equal stakes."""
    return outcome([_equal(_posted(pool, choices, len(pools))) for pool in pools], PUBLIC)


def _equal(posted: list[Numbers]) -> list[Posted]:
    return [(1, numbers) for numbers in posted]


def _posted(pool: Sampled, choices: list[list[int]], candidates: int) -> list[Numbers]:
    posted: list[Numbers] = []
    for kept in choices:
        gains, accounts = [pool.gains[i] for i in kept], [pool.accounts[i] for i in kept]
        bound = lower_bound(gains, accounts, PUBLIC.level_permille, candidates)
        posted.append(replace(_NEUTRAL, better=better_permille(gains, PUBLIC.margin), bound=bound))
    return posted
