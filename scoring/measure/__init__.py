"""Figures of a scorer.

evaluation   figures on labelled records
auc          how well one group stands above another
held_out     records that the scorer never saw, attacks on them, false labels
"""
