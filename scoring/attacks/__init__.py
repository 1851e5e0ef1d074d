"""Attacks on the judge, by family: an honest record in, one made to be paid without being useful out. Seeded.

The judge is fitted against them, and measured against each family by a judge that was fitted without it.
"""

from kula.scoring.attacks import edits, garble, labels, mixtures, noise, phrases, splices, templates
from kula.scoring.attacks.places import Attack, DoesNotApply, Pool

FAMILIES: dict[str, Attack] = {
    **noise.FAMILIES,
    **edits.FAMILIES,
    **garble.FAMILIES,
    **splices.FAMILIES,
    **mixtures.FAMILIES,
    **phrases.FAMILIES,
    **templates.FAMILIES,
    **labels.FAMILIES,
}
SLIGHT = ("negated", "dropped_words", "short_words_dropped", "word_edit", "swapped_roles")
"""Families that seldom leave a trace which a judge without knowledge could see: the gates must not bend for them."""
FLIPS: dict[str, Attack] = labels.FLIPS

__all__ = ["FAMILIES", "FLIPS", "SLIGHT", "Attack", "DoesNotApply", "Pool"]
