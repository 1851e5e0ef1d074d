"""Figures, one command each: `python -m kula.bench NAME --json`.

adoption     how often a candidate model is adopted that should not be, and refused that should not be
adversarial  processor time of records that are made to be slow, beside honest texts that are joined to their length
attacks      AUC, recall and pay of every attack family, by a scorer that was fitted without the family
duplicates   speed beside two libraries, recall of planted copies, cost at a million records
estimates    seconds from sending a record to its estimates, and what estimating costs whoever sends
gas          gas per paid record, per function and per dispute
history      what one more epoch costs a node after 10, 100, 1,000 and more others
idle         requests and processor time of five validators to which nothing happens
pin          records per second that Kubo pins: one archive import beside one call per record
recipe       whether an adapter of the trainer's recipe passes the judgement, beside other recipes
score        scoring speed beside transformers, what the cascade saves, the spread of vectors
selection    held-out loss of a small model that learns from paid records, beside other choices
split        pay of one contributor under many accounts, beside one account

figures      what a bench returns and prints
records      the records that benches measure on
copies       copies with a known share of their original
relay        passes calls on to a chain and counts them
servers      starts Kubo and other servers on free ports
__main__     the command

A bench is a module, or a folder, with `run() -> Figures`. Benches may import everything; nothing imports a bench but tests.
"""
