"""Figures of a scorer.

evaluation   figures on labelled records
auc          how well one group stands above another
held_out     records that the scorer never saw, attacks on them, false labels

`held_out` imports `evaluation`, and both import `auc`. Imports the scorer, corpus and attacks; fit and bench import it.
"""
