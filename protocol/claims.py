"""Which relayed claims pay a ledger's accounts at the least gas. Pure.

An aligned range needs every row in it and almost no siblings: best where most rows are somebody's last. A multiproof needs
only last rows: best where accounts have many. Measured: `python -m bench gas`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from protocol.ledger import Ledger
from protocol.merkle import depth
from protocol.types import Row

RANGE_LEVELS = 8
ROWS_AT_ONCE = 128
"""Claims.claim_rows takes so many, whatever siblings they need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One transaction: a range of 2^levels rows, or rows under a multiproof (levels 0)."""

    rows: Sequence[Row]
    siblings: Sequence[bytes]
    levels: int = 0

    @property
    def is_range(self) -> bool:
        """Whether it is a range."""
        return self.levels > 0


def plan_claims(ledger: Ledger, due: Sequence[Row]) -> list[Claim]:
    """Claims that together pay every row in `due` (each account's last row, whatever the order)."""
    rows = sorted(due, key=lambda row: row.t)
    if 2 * len(rows) > len(ledger.rows):
        return _ranges(ledger, {row.t >> RANGE_LEVELS for row in rows})
    return [_multiproof(ledger, rows[i : i + ROWS_AT_ONCE]) for i in range(0, len(rows), ROWS_AT_ONCE)]


def _ranges(ledger: Ledger, places: set[int]) -> list[Claim]:
    levels = min(RANGE_LEVELS, depth(len(ledger.rows)))
    if levels == 0:
        return [_multiproof(ledger, ledger.rows)]
    width = 1 << levels
    return [
        Claim(
            rows=ledger.rows[place * width : (place + 1) * width],
            siblings=ledger.tree.subtree_proof(place, levels),
            levels=levels,
        )
        for place in sorted(places)
    ]


def _multiproof(ledger: Ledger, rows: Sequence[Row]) -> Claim:
    return Claim(rows=rows, siblings=ledger.tree.multiproof([row.t for row in rows]))
