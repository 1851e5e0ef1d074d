"""From the validators' bytes to a record's value. Pure integers."""

from collections.abc import Iterable, Sequence

from kula.protocol.parameters import Parameters
from kula.protocol.types import Seat


def median(weighted: Iterable[tuple[int, int]]) -> int:
    """The stake-weighted median of (weight, score): the smallest s with 2·W(scores ≤ s) ≥ W. Twin: modules/weighted_median.vy."""
    pairs = sorted(((score, weight) for weight, score in weighted))
    total = sum(weight for _, weight in pairs)
    if total <= 0:
        raise ValueError("a median needs weight above zero")
    below = 0
    for score, weight in pairs:
        below += weight
        if 2 * below >= total:
            return score
    raise AssertionError("unreachable: the last pair holds the total")


def medians(revealed: Sequence[tuple[Seat, bytes]], records: int) -> bytes:
    """The median of every position. Raises ValueError when a seat revealed another number of bytes than `records`."""
    for seat, scores in revealed:
        if len(scores) != records:
            raise ValueError(f"{seat.validator} revealed {len(scores)} scores for {records} records")
    return bytes(median((seat.weight, scores[pos]) for seat, scores in revealed) for pos in range(records))


def has_quorum(weight: int, total: int) -> bool:
    """Whether `weight` is more than two thirds of the snapshot's `total`, absentees included."""
    return 3 * weight > 2 * total


def value_of(score: int, imported: bool, parameters: Parameters) -> int:
    """The byte of a record: above the floor, one without signed answers keeps import_percent of its credit."""
    if not imported or score <= parameters.floor:
        return score
    return parameters.floor + (score - parameters.floor) * parameters.import_percent // 100
