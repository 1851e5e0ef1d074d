"""Which seats were lazy in an epoch (F6): too many of their scores, on drawn rows, are far from the medians. Pure.

Twin: Pay.challenge_lazy.
"""

from collections.abc import Mapping, Sequence

from kula.protocol.ledgers.draw import draw, seat_seed
from kula.protocol.parameters import Parameters
from kula.protocol.types import Row


def is_lazy(scores: bytes, drawn: Sequence[Row], parameters: Parameters) -> bool:
    """Tells whether more than `lazy_rows` of a seat's scores are further than `lazy_distance` from the row's median."""
    far = sum(abs(scores[row.pos] - row.median) > parameters.lazy_distance for row in drawn)
    return far > parameters.lazy_rows


def lazy_seats(
    seed: bytes, epoch: int, rows: Sequence[Row], scores: Mapping[int, bytes], parameters: Parameters
) -> dict[int, list[int]]:
    """Returns the lazy seats of an epoch, each with the indices of its drawn rows in the order of the draw.

    `seed` is the epoch's, `rows` are those of its ledger, and `scores` are what each seat revealed. A row beyond the
    epoch's records proves nothing here (it is a fault of form).
    """
    lazy: dict[int, list[int]] = {}
    for seat, own in scores.items():
        drawn = draw(seat_seed(seed, epoch, seat), len(rows))
        if all(rows[t].pos < len(own) for t in drawn) and is_lazy(own, [rows[t] for t in drawn], parameters):
            lazy[seat] = drawn
    return lazy
