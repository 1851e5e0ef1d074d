"""THE LEARNER: curates datasets, trains candidates and publishes them.

config     the numbers of a training run, with reasons
settings   the trainer's settings
commands   `kula trainer`, `kula dataset`
model_commands `kula model`
round      one turn of the trainer: curate, train, publish
curate     from the paid records of a final epoch to a dataset version
rows       the rows of a dataset, their Parquet file, and the forms that training needs
unfolding  `kula dataset unfold`: rows in the form that a training method reads
dataset    pulls and verifies published datasets
loop       the training loop
samples    what a candidate and its parent answer to the same questions
publish    from a trained adapter to a candidate on chain, and to its files on IPFS
ending     deletes the candidates whose judgement is over

Imports scoring and protocol. No other package imports it.
"""
