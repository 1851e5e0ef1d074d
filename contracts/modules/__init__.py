"""Rules without state, one subject per file.

constants         numbers that several contracts share; constants.py holds those that Python needs too
signature         who signed a digest
contract_wallet   whether a contract agrees to a message
joined_signatures the stake behind signatures of many seats
plain_account     calls by plain accounts, whose bytes stand in the transaction
block_header      hashes and headers of earlier blocks, and the mix hash in a header
gateway_receipt   what a gateway signs for a record
batch_leaf        the leaf of a record in a batch
ledger_row        the leaf of a row in a ledger, and what it pays
positional_tree   Merkle proofs by position
score_chunks      revealed scores, hashed in chunks
weighted_median   the median of scores by stake
draw              which rows fault F6 recomputes
judging           the criteria of a judgement, and how the seats' numbers decide

Contracts and ../state import modules. A module imports constants, interfaces and other modules. Python imports
constants.py only. The folder ../state holds parts of contracts that keep state: ownership, gateway_places, epoch_room,
batch_store, seat_ranks, seat_sets, jail_share, score_rounds, stored_reports, proposal_pause, stake_vote,
candidate_rounds, signed_transfers.
"""
