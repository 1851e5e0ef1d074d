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
    left: int
    """Revenue that is not paid out, times ONE."""


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
    taken = [
        replace(ledger, revenue=ledger.revenue + revenue, left=ledger.left + revenue * ledger.live)
        for ledger in ledgers
    ]
    return taken, burnt


def claim(ledger: Accumulator, share: Share, credits_shown: int) -> tuple[Accumulator, Share, int]:
    """Pay an account by one of its rows; returns ledger, account and what it is paid now.

    Raises ValueError for a row that shows less than was erased, or more than its ledger took in: only in a lie that became final.
    """
    known = max(share.known, credits_shown)
    if share.erased > known:
        raise ValueError("more was erased than the row shows")
    owed = ((known - share.erased) * ledger.revenue + share.saved) // ONE
    due = owed - share.paid
    if due * ONE > ledger.left:
        raise ValueError("more than its ledger took in")
    return replace(ledger, left=ledger.left - due * ONE), replace(share, known=known, paid=owed), due


def erase(ledger: Accumulator, share: Share, credits_shown: int, credit: int) -> tuple[Accumulator, Share]:
    """End the royalties of one record; what it has earned stays owed.

    Raises ValueError for a credit that the ledger does not have: only in a lie that became final.
    """
    if credit <= 0:
        raise ValueError("row earns nothing")
    if credit > ledger.live:
        raise ValueError("more than the ledger's credit")
    erased = replace(
        share,
        known=max(share.known, credits_shown),
        erased=share.erased + credit,
        saved=share.saved + credit * ledger.revenue,
    )
    return replace(ledger, live=ledger.live - credit), erased
