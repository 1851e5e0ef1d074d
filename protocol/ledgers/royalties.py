"""Royalties: what each account is owed for licences sold. Pure integers. Twin: contracts/Royalties.vy.

Each ledger has one accumulator, which holds the revenue per live credit, times ONE. What an account is owed follows
from the accumulator and from the account's share. The order of sales, claims and erasures makes no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

ONE = 10**18
BURN_PERCENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulator:
    """The revenue of one ledger."""

    revenue: int
    """Revenue per live credit from all sales, times ONE."""
    live: int
    """Credits that still earn."""
    unpaid: int
    """Revenue that is not paid out, times ONE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An account's share of one ledger."""

    known: int = 0
    """Credits that a claim or an erasure has proven by a row."""
    erased: int = 0
    saved: int = 0
    """Revenue of the erased credits until their erasure, times ONE."""
    paid: int = 0


def sell(ledgers: Sequence[Accumulator], amount: int) -> tuple[list[Accumulator], int]:
    """Shares a sale of `amount` among ledgers by live credit. Returns the new ledgers and the amount to burn.

    Raises ValueError if no ledger has live credit.
    """
    live = sum(ledger.live for ledger in ledgers)
    if not live:
        raise ValueError("no live credit to pay")
    revenue = (amount - amount * BURN_PERCENT // 100) * ONE // live
    burnt = amount - -(-revenue * live // ONE)
    taken = [
        replace(ledger, revenue=ledger.revenue + revenue, unpaid=ledger.unpaid + revenue * ledger.live)
        for ledger in ledgers
    ]
    return taken, burnt


def claim(ledger: Accumulator, share: Share, credits_shown: int) -> tuple[Accumulator, Share, int]:
    """Pays an account by one of its rows. Returns the new ledger, the new share and the amount paid now.

    `credits_shown` are the row's credits. Raises ValueError if they are fewer than the erased credits, or worth more
    than the ledger holds. Both happen only in a false report that became final.
    """
    known = max(share.known, credits_shown)
    if share.erased > known:
        raise ValueError("more was erased than the row shows")
    owed = ((known - share.erased) * ledger.revenue + share.saved) // ONE
    due = owed - share.paid
    if due * ONE > ledger.unpaid:
        raise ValueError("more than its ledger took in")
    return replace(ledger, unpaid=ledger.unpaid - due * ONE), replace(share, known=known, paid=owed), due


def erase(ledger: Accumulator, share: Share, credits_shown: int, credit: int) -> tuple[Accumulator, Share]:
    """Ends the royalties of one record. The account is still owed what the record has earned.

    `credits_shown` are the credits of the record's row, and `credit` is the record's own. Raises ValueError if the
    record has no credit, or more than the ledger. The latter happens only in a false report that became final.
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
