"""From whole numbers to a verdict. Nothing here learns: `kula.scoring.fit` does.

trees    boosted trees over whole numbers
labels   whether what a contributor asserts is plausible
heads    everything that was fitted, in one file of tensors and one of thresholds

Imports features; never fit, attacks, corpus or measure. scorer and fit import it.
"""
