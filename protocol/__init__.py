"""THE AGREEMENT: everything that two parties must compute identically, and the way to reach them.

Imports nothing. The words of Kula, the same in Vyper, Python, SQL, JSON and on screen:

contributor   an account (wallet) that owns and is paid for records
record        one contribution: a conversation, rating, correction or preference pair, in canonical bytes
session key   a key held by the browser or CLI that may sign records for an owner, within a grant
grant         the owner's one EIP-712 signature that lets a session key contribute, with scope, cap and expiry
gateway       a node that takes records in, answers with a signed receipt and posts batches
batch         the records that a gateway commits under one Merkle root; its manifest is on IPFS
epoch         one turn of the protocol: open, commit, reveal, report, challenge, final
validator     a staked node that scores records, commits, reveals, signs reports and serves the data
seat          a validator's place in an epoch's snapshot of stakes, numbered from 0
score         one byte for one record by one validator; the record's value is the stake-weighted median
duplicate     a record mostly contained in one earlier, credited record; it earns nothing
credit        what a record earns before prices: a function of its median score
report        the epoch's agreed result; validators sign its digest
ledger        the report's rows, one per record, with running sums: the proof, and the cheque, of every payment
dataset       a published version of curated records, with content id, parent (lineage) and card
model         a published version: its parent plus one adapter, with content id, lineage and evaluation
candidate     a model that waits for the validators' vote
trainer       a bonded account that pulls datasets and publishes models
licence       the terms under which a record may be used (SPDX id)
"""
