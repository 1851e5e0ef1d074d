"""Attacks on the scorer, by family: each makes an honest record into one that should earn without being useful. Seeded.

The scorer is fitted against all families. A bench measures each family with a scorer that was fitted without it.

places      what attacks work on: a record, a place in it, a pool of other records
noise       no language: random letters, shuffled words, repetition, symbols
edits       a good text edited a little
garble      a text garbled by rule
splices     good text in the wrong place
mixtures    records mixed, or one record stretched
phrases     stock phrases, keywords, advertising, orders to the scorer
templates   sentence frames with slots
labels      false ratings, preferences and corrections
climbing    an attacker that asks the scorer and keeps what scores best; no family

Imports features and protocol only. corpus, measure, fit and bench import it.
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
"""Families whose traces a scorer without knowledge seldom sees. The gates must not reject honest records to catch them."""
FLIPS: dict[str, Attack] = labels.FLIPS

__all__ = ["FAMILIES", "FLIPS", "SLIGHT", "Attack", "DoesNotApply", "Pool"]
