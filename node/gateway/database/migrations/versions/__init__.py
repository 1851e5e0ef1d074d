"""The steps, in order. Each names the one before it. A step that was released never changes.

m0001_start  every table as it was when steps began
m0002_opinions  what is withheld, subjects, erased rows, refusals, pairs and tasks
m0003_index  the copy of the chain, estimates, events, and what sums need of outcomes
m0004_public  public files by content id; owners and reveals of an epoch's seats
m0005_accusations  proofs that other gateways broke their receipts
m0006_days  an index for the days of an account
m0007_bounds  which public files are copied, and when a grant was shown
m0008_spreads  indexes for the scores of an epoch by kind, and for free tasks
m0009_losses  what the seats measured of adopted models
m0010_turns  indexes of what each turn of the worker asks for

They import SQLAlchemy and Alembic only, never `tables`, which is always of today. Alembic loads them.
"""
