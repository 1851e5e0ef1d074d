"""How sure a gain is, in whole milli-nats: the bound, and Student's t that it reads. Integers only, so results are exact.

A gain is the parent's loss minus the candidate's loss on one record. Records of one account are alike, so the bound counts
accounts: it is cluster-robust. The best quarter of the records is left out. Whoever knows at most a quarter of the sample
gains nothing from them, because what remains is at most the sum over unknown records.
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from math import isqrt
from pathlib import Path

from kula.protocol.judging import LOWEST_BOUND, NO_SLICE
from kula.protocol.parameters import Parameters

LEAST, MOST = LOWEST_BOUND, NO_SLICE
"""The range of int32. LEAST is also the bound of fewer than two accounts."""
FLOOR = -300
"""Milli-nats. A lower gain counts as this one in the bound, so that few records cannot refuse every candidate."""
MOST_CANDIDATES = 8
"""Most candidates in one round."""
_LEFT_OUT = 4
"""The best 1 / _LEFT_OUT of the records is left out."""
_MOST_DEGREES = 30
"""More degrees of freedom count as so many. Student's t falls with them, so this is on the safe side."""
_SLICE_LEVEL = 5
"""Permille."""


@lru_cache(maxsize=1)
def _tables() -> dict[str, list[list[int]]]:
    """By level in permille: for 1, 2, … candidates, Student's t · 1000, rounded up, for 1 to 30 degrees of freedom."""
    tables: dict[str, list[list[int]]] = json.loads(Path(__file__).with_name("students_t.json").read_text())
    return tables


def students_t(level_permille: int, candidates: int) -> Sequence[int]:
    """Returns Student's t · 1000, rounded up, for 1 to 30 degrees of freedom, one-sided.

    The level is shared by the `candidates` of a round (Bonferroni). Raises ValueError for a level or a number of candidates
    without a table.
    """
    table = _tables().get(str(level_permille), [])
    if not 1 <= candidates <= len(table):
        raise ValueError(f"no table for a level of {level_permille} permille and {candidates} candidates")
    return table[candidates - 1]


def lower_bound(gains: Sequence[int], accounts: Sequence[Hashable], level_permille: int, candidates: int) -> int:
    """Returns the lower bound of the mean gain without the best quarter of the records, in milli-nats, rounded down.

    `accounts` names each record's account. Returns LEAST if fewer than two accounts are left. Raises ValueError as
    `students_t` does.
    """
    cut = -(-len(gains) // _LEFT_OUT)
    return _bound(gains, accounts, students_t(level_permille, candidates), cut, FLOOR)


def upper_bound(gains: Sequence[int], accounts: Sequence[Hashable]) -> int:
    """Returns the 99.5 % upper bound of the mean gain of all records, in milli-nats, rounded up; MOST below two accounts."""
    return min(MOST, -_bound([-gain for gain in gains], accounts, students_t(_SLICE_LEVEL, 1), 0, LEAST))


def worst_slice(
    gains: Sequence[int], accounts: Sequence[Hashable], slices: Mapping[str, Sequence[int]], parameters: Parameters
) -> int:
    """Returns the least upper bound over all slices that are large enough, in milli-nats.

    `slices` holds indices of records. A slice below −`slice_margin` is surely worse. Returns MOST if no slice is large
    enough, or if slices are off.
    """
    worst = MOST
    for indices in slices.values():
        members = [accounts[i] for i in indices]
        large = len(members) >= parameters.slice_records and len(set(members)) >= parameters.slice_accounts
        if parameters.slice_records and large:
            worst = min(worst, upper_bound([gains[i] for i in indices], members))
    return worst


def better_permille(gains: Sequence[int], margin: int) -> int:
    """Returns the records that gain more than `margin` milli-nats, in permille of all, rounded down; 0 without records."""
    return 1000 * sum(gain > margin for gain in gains) // max(1, len(gains))


def _bound(gains: Sequence[int], accounts: Sequence[Hashable], table: Sequence[int], cut: int, floor: int) -> int:
    """The lower bound of the mean gain by Student's t over the sums of accounts, without the `cut` best records.

    The records that remain are n, of A accounts. D is the sum of their gains. S and C are the sum and the number of
    records of one account. The bound is D / n − t · √(A / (A − 1) · Σ (S − C · D / n)²) / n.
    """
    best_first = sorted(range(len(gains)), key=lambda i: (-gains[i], i))
    sums: dict[Hashable, int] = {}
    counts: dict[Hashable, int] = {}
    for i in best_first[cut:]:
        sums[accounts[i]] = sums.get(accounts[i], 0) + max(gains[i], floor)
        counts[accounts[i]] = counts.get(accounts[i], 0) + 1
    remaining, n, total = len(sums), sum(counts.values()), sum(sums.values())
    if remaining < 2:
        return LEAST
    t = table[min(remaining - 1, _MOST_DEGREES) - 1]
    squares = sum((n * sums[a] - total * counts[a]) ** 2 for a in sums)
    wide = -(-t * t * remaining * squares // (remaining - 1))
    root = isqrt(wide)
    root += root * root < wide
    return max(LEAST, min(MOST, (1000 * total * n - root) // (1000 * n * n)))
