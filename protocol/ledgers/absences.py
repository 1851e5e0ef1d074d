"""Which absences of validators count, and which of them jail. Pure.

Twins: Validators.jail, Pay.fine_absence.
"""

from collections.abc import Sequence

from kula.contracts.modules.constants import JAIL_EPOCHS, JAIL_MISSES


def counts_absences(report_from: int, revealed_weight: int, total_weight: int) -> bool:
    """Tells whether an epoch's absences count: reveals are over, and more than a third of the weight revealed.

    `report_from` is when reveals ended (block time, seconds), or 0 before.
    """
    return report_from > 0 and 3 * revealed_weight > total_weight


def jailable(misses: Sequence[tuple[int, int]], last: int, jailed_upto: int) -> list[tuple[int, int]]:
    """Returns the (epoch, seat) pairs that jail an owner after epoch `last`, or none."""
    recent = [miss for miss in misses if miss[0] > jailed_upto and miss[0] + JAIL_EPOCHS > last]
    return recent[-JAIL_MISSES:] if len(recent) >= JAIL_MISSES else []
