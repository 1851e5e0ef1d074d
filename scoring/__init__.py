"""Record contents in, integers out. No chain, no network, no clock.

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
fit/          makes the weights
models/       judges models, not records: the chat model and its judgement
offline       scores the lines of a file without a network
console       the table that `kula score` prints
commands      `kula score`, `kula scorer`

fit → measure → corpus → attacks; none of these is imported by epoch → scorer → gates → features.
features, gates and scorer decide a score: a test holds a hash of them beside the version of the rules.
"""
