"""From whole numbers to a verdict.

trees              boosted trees over integers
labels             whether what a contributor asserts is plausible
preference_words   which words people prefer
heads              everything that was fitted, in one file of tensors and one of thresholds

Imports features; never fit, attacks, corpus or measure.
"""
