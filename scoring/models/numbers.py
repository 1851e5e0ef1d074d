"""What a seat posts about a candidate, from the measures of the candidate, its parent and the base. Pure."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from kula.protocol.judging import Numbers
from kula.protocol.parameters import Parameters
from kula.scoring.models.bounds import better_permille, lower_bound, worst_slice

MOST_WORDS = 2**16 - 1
_MOST_LOSS = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Measure:
    """One model's results on one seat's draw."""

    losses: tuple[int, ...]
    """One loss per record of the sample, in milli-nats."""
    passed: tuple[bool, ...]
    """One result per check."""
    sets: tuple[tuple[bool, ...], ...]
    """One result per check of each opened set."""
    words: int
    """The words of all free answers."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the numbers need to know about a seat's records and sets, beside the measures."""

    accounts: Sequence[Hashable]
    """The payee of each record."""
    slices: Mapping[str, Sequence[int]]
    """Indices of records by slice."""
    stakes: Sequence[int] = ()
    """The stake of each seat whose set was opened."""


def numbers_of(
    parent: Measure, candidate: Measure, base: Measure, sample: Sample, parameters: Parameters, candidates: int
) -> Numbers:
    """Returns the numbers of a candidate of a round with so many `candidates`. The base needs no losses.

    Raises ValueError if the measures are not of the same draw, or as `bounds.students_t` does.
    """
    gains = [before - after for before, after in zip(parent.losses, candidate.losses, strict=True)]
    nets = [won - lost for won, lost in map(_flips, parent.sets, candidate.sets)]
    won_parent, lost_parent = _flips(parent.passed, candidate.passed)
    won_base, lost_base = _flips(base.passed, candidate.passed)
    return Numbers(
        better=better_permille(gains, parameters.margin),
        bound=lower_bound(gains, sample.accounts, parameters.level_permille, candidates),
        worst_slice=worst_slice(gains, sample.accounts, sample.slices, parameters),
        won_parent=won_parent,
        lost_parent=lost_parent,
        won_base=won_base,
        lost_base=lost_base,
        sets=weighted_median(nets, sample.stakes) if nets else 0,
        words_parent=_permille(candidate.words, parent.words),
        words_base=_permille(candidate.words, base.words),
        loss_before=_mean(parent.losses),
        loss_after=_mean(candidate.losses),
    )


def weighted_median(values: Sequence[int], weights: Sequence[int]) -> int:
    """Returns the smallest value at which values up to it hold at least half of the weight.

    Raises ValueError if there are no values, or if their numbers differ.
    """
    ordered = sorted(zip(values, weights, strict=True))
    if not ordered:
        raise ValueError("no values have no median")
    half, weight = sum(weights), 0
    for value, own in ordered:
        weight += own
        if 2 * weight >= half:
            return value
    raise AssertionError("the weights of all values are at least half of themselves")


def _flips(before: Sequence[bool], after: Sequence[bool]) -> tuple[int, int]:
    """How many checks were won and how many were lost."""
    pairs = list(zip(before, after, strict=True))
    return pairs.count((False, True)), pairs.count((True, False))


def _permille(words: int, before: int) -> int:
    if not before:
        return MOST_WORDS if words else 1_000
    return min(MOST_WORDS, 1_000 * words // before)


def _mean(losses: Sequence[int]) -> int:
    return min(_MOST_LOSS, sum(losses) // len(losses)) if losses else 0
