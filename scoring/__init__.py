"""Record contents in, whole numbers out. What scores knows no chain, no network and no clock.

scorer        rules, then stage 1, then stage 2: one byte per record
epoch         an epoch's scores: the scorer and the index of duplicates
reasons       why a record got its score, as stable codes
features/     a record as whole numbers
gates/        whole numbers to a verdict
duplicates/   which earlier record holds most of a new one
weights/      the shipped scorer
attacks/      honest records turned into attacks, by family
corpus/       records and prose to fit and to measure on
measure/      figures of a scorer
fit/          makes the weights; everything that learns is here
models/       judges models, not records: the chat model and its judgement
lines         the lines of files of records, each a record or what is wrong with it
offline       scores lines without a network
console       the table that `kula score` prints
manifest      a scorer as a node on IPFS: published, fetched, verified
ballots       an operator's part in the chain's votes on scorers
commands      `kula score`, `kula scorer`
arrays        the one name for NumPy arrays

Imports point one way: fit → measure → corpus → attacks, and epoch → scorer → gates → features. What decides a score never
imports what fits, attacks or measures it.
features, gates and scorer decide a score: `tests/scoring/test_rules.py` pins them beside the version of the rules.
"""
