"""The fees of a transaction and of its replacements, in wei per gas. Pure."""

from dataclasses import dataclass

GWEI = 10**9
MOST_FEE = 500 * GWEI
"""The default of the most that a transaction offers per gas."""
MOST_TIP = 2 * GWEI
"""The most tip of a new transaction. An endpoint suggests it, and builders of blocks keep it."""


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction offers: `tip` goes to the proposer of the block, and `most` is the limit of tip and base fee."""

    tip: int
    most: int


def first_fees(base: int, tip: int, cap: int) -> Fees:
    """Returns the fees of a new transaction. They bear a doubled base fee, and are at most `cap`."""
    tip = min(tip, MOST_TIP)
    most = min(2 * base + tip, cap)
    return Fees(min(tip, most), most)


def raised_fees(fees: Fees, base: int, tip: int, cap: int) -> Fees | None:
    """Returns the fees of a replacement, or None if `cap` does not allow one.

    Pools take a replacement only if both fees are higher by a tenth, some by an eighth. `base` and `tip` are what the
    chain asks now. The tip at most doubles.
    """
    least = Fees(_raised(fees.tip), _raised(fees.most))
    if least.most > cap:
        return None
    new_tip = max(least.tip, min(tip, 2 * fees.tip, cap))
    most = min(cap, max(least.most, 2 * base + new_tip))
    return Fees(min(new_tip, most), most)


def _raised(fee: int) -> int:
    """Returns a fee that is higher by an eighth at least."""
    return fee + -(-fee // 8) + 1
