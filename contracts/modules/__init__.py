"""Rules that several contracts share, one subject per file.

constants         numbers that several contracts share; constants.py holds those that Python needs too
ownership         an owner, and an announced successor
signature         who signed a digest
batch_leaf        the leaf of a record in a batch
ledger_row        the leaf of a row in a ledger, and what it pays
positional_tree   Merkle proofs by position
score_chunks      revealed scores, hashed in chunks
weighted_median   the median of scores by stake
draw              which rows fault F6 recomputes
signed_transfers  permits and transfers of coin that an account signs and somebody else sends

Contracts import modules. A module imports at most constants and signature. Python imports constants.py only.
"""
