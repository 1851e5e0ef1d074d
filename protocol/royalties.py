"""Who is owed what for licences sold (DESIGN § 4.8). Pure integers. Twin: contracts/Royalties.vy.

Each ledger has one accumulator, the revenue for a live credit times ONE; what an account is owed follows from it and from
three numbers of its own, whatever the order of sales, claims and erasures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

ONE = 10**18
BURN_PERCENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulator:
    """A ledger that takes revenue."""

    revenue: int
    """For a live credit, times ONE, over all sales."""
    live: int
    """Credits that still earn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An account's part of one ledger."""

    known: int = 0
    """Credits that a row has shown."""
    erased: int = 0
    saved: int = 0
    """What erased credits had earned, times ONE."""
    paid: int = 0


def sell(ledgers: Sequence[Accumulator], amount: int) -> tuple[list[Accumulator], int]:
    """Share a sale among ledgers by live credit; returns them and what is burnt. Raises ValueError without live credit."""
    live = sum(ledger.live for ledger in ledgers)
    if not live:
        raise ValueError("no live credit to pay")
    revenue = (amount - amount * BURN_PERCENT // 100) * ONE // live
    burnt = amount - -(-revenue * live // ONE)
    return [replace(ledger, revenue=ledger.revenue + revenue) for ledger in ledgers], burnt


def claim(ledger: Accumulator, share: Share, credits_shown: int) -> tuple[Share, int]:
    """Pay an account by one of its rows; returns it and what it is paid now."""
    known = max(share.known, credits_shown)
    owed = ((known - share.erased) * ledger.revenue + share.saved) // ONE
    return replace(share, known=known, paid=owed), owed - share.paid


def erase(ledger: Accumulator, share: Share, credits_shown: int, credit: int) -> tuple[Accumulator, Share]:
    """End the royalties of one record; what it has earned stays owed."""
    erased = replace(
        share,
        known=max(share.known, credits_shown),
        erased=share.erased + credit,
        saved=share.saved + credit * ledger.revenue,
    )
    return replace(ledger, live=ledger.live - credit), erased
