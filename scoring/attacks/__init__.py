"""Attacks on the judge, by family: an honest record in, one made to be paid without being useful out. Seeded.

The judge is fitted against them, and measured against each family by a judge that was fitted without it.
"""

from scoring.attacks import edits, labels, noise, phrases, splices
from scoring.attacks.places import Attack, DoesNotApply, Pool

FAMILIES: dict[str, Attack] = {
    **noise.FAMILIES,
    **edits.FAMILIES,
    **splices.FAMILIES,
    **phrases.FAMILIES,
    **labels.FAMILIES,
}
FLIPS: dict[str, Attack] = labels.FLIPS

__all__ = ["FAMILIES", "FLIPS", "Attack", "DoesNotApply", "Pool"]
