"""Plans the relayed claims that pay a ledger's accounts at the least gas. Pure.

There are two kinds of claim:

1. An aligned range carries every row in it and almost no siblings. It is cheaper if most rows are the last row of an
   account.
2. A multiproof carries only last rows. It is cheaper if accounts have many rows each.

`python -m kula.bench gas` measures both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.merkle import depth
from kula.protocol.types import Row

RANGE_LEVELS = 8
ROWS_AT_ONCE = 128
"""Most rows that Claims.claim_rows takes at once."""
_CLAIM_GAS = 100_000
_RANGE_ROW_GAS = 29_000
_APART_ROW_GAS = 38_000
"""Most gas of a transaction, and of each row in it, where every row pays an account without a balance.

Source: tests/gas/gas.json, `largest`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """The most rows that one relayed claim may pay."""

    levels: int = RANGE_LEVELS
    """A range has 2^levels rows."""
    rows: int = ROWS_AT_ONCE
    """Rows under one multiproof."""


WIDEST = Width()


def width_within(gas: int) -> Width:
    """Returns the widest claims that need at most `gas`. If nothing wider fits, a claim pays one row."""
    room = max(0, gas - _CLAIM_GAS)
    levels = max(0, (room // _RANGE_ROW_GAS).bit_length() - 1)
    return Width(levels=min(RANGE_LEVELS, levels), rows=max(1, min(ROWS_AT_ONCE, room // _APART_ROW_GAS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim transaction: a range of 2^levels rows, or rows under a multiproof (levels 0)."""

    rows: Sequence[Row]
    siblings: Sequence[bytes]
    levels: int = 0

    @property
    def is_range(self) -> bool:
        """Whether the claim is a range and not a multiproof."""
        return self.levels > 0


def plan_claims(ledger: Ledger, due: Sequence[Row], width: Width = WIDEST) -> list[Claim]:
    """Returns claims that together pay every row in `due`.

    `due` holds the last row of each account to pay, in any order.
    """
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
