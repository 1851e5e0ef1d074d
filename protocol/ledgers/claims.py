"""Which relayed claims pay a ledger's accounts at the least gas. Pure.

An aligned range needs every row in it and almost no siblings: best where most rows are somebody's last. A multiproof needs
only last rows: best where accounts have many. Measured: `python -m kula.bench gas`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.merkle import depth
from kula.protocol.types import Row

RANGE_LEVELS = 8
ROWS_AT_ONCE = 128
"""Claims.claim_rows takes so many, whatever siblings they need."""
_CLAIM_GAS = 100_000
_RANGE_ROW_GAS = 29_000
_APART_ROW_GAS = 38_000
"""What a transaction and a row of it cost at most (tests/gas/gas.json, `largest`): every row pays an account that had nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """How wide one relayed claim may be."""

    levels: int = RANGE_LEVELS
    """Of a range: 2^levels rows."""
    rows: int = ROWS_AT_ONCE
    """Under a multiproof."""


WIDEST = Width()


def width_within(gas: int) -> Width:
    """The widest claims that are sure to need no more than `gas`; one row at a time where nothing wider fits."""
    room = max(0, gas - _CLAIM_GAS)
    levels = max(0, (room // _RANGE_ROW_GAS).bit_length() - 1)
    return Width(levels=min(RANGE_LEVELS, levels), rows=max(1, min(ROWS_AT_ONCE, room // _APART_ROW_GAS)))


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


def plan_claims(ledger: Ledger, due: Sequence[Row], width: Width = WIDEST) -> list[Claim]:
    """Claims that together pay every row in `due` (each account's last row, whatever the order)."""
    rows = sorted(due, key=lambda row: row.t)
    levels = min(width.levels, depth(len(ledger.rows)))
    if levels and 2 * len(rows) > len(ledger.rows):
        return _ranges(ledger, {row.t >> levels for row in rows}, levels)
    return [_multiproof(ledger, rows[i : i + width.rows]) for i in range(0, len(rows), width.rows)]


def _ranges(ledger: Ledger, places: set[int], levels: int) -> list[Claim]:
    wide = 1 << levels
    return [
        Claim(
            rows=ledger.rows[place * wide : (place + 1) * wide],
            siblings=ledger.tree.subtree_proof(place, levels),
            levels=levels,
        )
        for place in sorted(places)
    ]


def _multiproof(ledger: Ledger, rows: Sequence[Row]) -> Claim:
    return Claim(rows=rows, siblings=ledger.tree.multiproof([row.t for row in rows]))
