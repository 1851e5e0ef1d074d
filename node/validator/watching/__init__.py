"""Bringing wrong reports down, and holding seats to their word.

watcher       the watcher without a stake: looks at every report that is not final
watch         takes one step against a standing report that differs from ours
challenging   the transaction that proves a fault of a report
demands       both sides of a demand: asking for what a report withholds, and posting what ours holds
deposits      the budget of our demands, and their deposits until they come back
lazy          the seats whose scores are lazy (fault F6)
signatures    the signatures that we saw, and the seats that signed twice for one place
seat          the seat of our own stake, after it was lost

watcher → watch → demands → challenging | deposits → node.validator.epoch | holding. lazy, signatures and seat stand alone.

`watcher` imports `watch`; `watch` imports `demands`, `challenging` and `deposits`. node.validator.steps and
node.commands import them. `kula watch` and validators run the same code.
"""
