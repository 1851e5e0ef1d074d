"""Bringing wrong reports down.

watch         takes one step against a standing report that differs from ours
challenging   the transaction that proves a fault of a report
demands       both sides of a demand: asking for what a report withholds, and posting what ours holds

watch → challenging | demands → node.validator.epoch. node.validator.steps uses watch and demands.

`watch` imports `challenging` and `demands`, and these import `validator.epoch`. Only `validator.steps` imports it.
"""
