"""Bringing wrong reports down.

watch         one step at a time against a report that is not our own
challenging   the transaction that proves a fault
demands       both sides of a demand: asking for what a report withholds, showing what ours holds
"""
