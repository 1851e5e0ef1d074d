"""The value of a record, computed from the validators' bytes. Pure integers."""

from collections.abc import Iterable, Sequence

from kula.protocol.parameters import Parameters
from kula.protocol.types import Seat


def median(weighted: Iterable[tuple[int, int]]) -> int:
    """Returns the median of (weight, score) pairs: the smallest score s with 2·W(scores ≤ s) ≥ W.

    W is the sum of weights. Raises ValueError if it is 0. Twin: contracts/modules/weighted_median.vy.
    """
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
    """Returns the median of every position, one byte each. Raises ValueError unless each seat has `records` scores."""
    for seat, scores in revealed:
        if len(scores) != records:
            raise ValueError(f"{seat.operator} revealed {len(scores)} scores for {records} records")
    return bytes(median((seat.weight, scores[pos]) for seat, scores in revealed) for pos in range(records))


def has_quorum(weight: int, total: int) -> bool:
    """Tells whether `weight` is more than two thirds of `total`. `total` includes seats that did not take part."""
    return 3 * weight > 2 * total


def value_of(score: int, imported: bool, parameters: Parameters) -> int:
    """Returns the byte of a record for its score.

    If an assistant turn has no signed answer (`imported`), the record keeps only import_percent of its credit.
    """
    if not imported or score <= parameters.floor:
        return score
    return parameters.floor + (score - parameters.floor) * parameters.import_percent // 100
