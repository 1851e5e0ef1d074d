"""THE AGREEMENT: everything that two parties must compute identically, and the way to reach them.

types · errors · parameters   the nouns, the expected errors, the numbers that may change
hex · files                   bytes as text; files written whole
canonical · encoding · merkle · signatures · encryption   every byte that is hashed, signed, proven or hidden
records/    one record: content, entry, new records
ledgers/    from scores to pay
chain/      the contracts: reading them, and sending transactions
ipfs/       content ids and stores
reading/    what others published, checked against the chain
program/    the program `kula`: commands, settings, keys

`program` imports `reading`; `reading` imports `chain` and `ipfs`; these import the pure rules above. Nothing here imports
scoring, node or trainer.

The words of Kula, the same in Vyper, Python, SQL, JSON and on screen:

contributor    an account that owns records and is paid for them
record         one contribution: a conversation, rating, correction or preference pair, in canonical bytes
label          what a contributor asserts about a text: a rating, a preference or a correction
session key    a key of the browser or CLI that signs records for an owner, within a grant
grant          the owner's one signature that lets a session key contribute, with licences, cap and expiry
record hash    keccak of the signed record message; it names the record
entry          one record as a gateway serves it to validators
material       the records of one epoch, opened and checked, with their leaves
signed turn    an assistant's turn with an answer that a gateway signed; without one it is unsigned (reason `imported`)
chat export    a file of conversations from another program
gateway        a node that takes records in, signs a receipt for each and posts them in batches
poster         the part of a gateway that acts when something is due: post, close, finalise, expire
relayer        the part of a gateway that relays claims and pays their gas
batch          the records that a gateway commits under one Merkle root; its manifest is on IPFS
leaf           the hash of one record's place in a batch, or of one row of a ledger
epoch          one turn of the protocol: open, commit, reveal, report, challenge, final
validator      a staked node that scores records, signs reports and votes on models
seat           a validator's place in an epoch's snapshot of stakes, numbered from 0
scorer         what gives a record its byte; `scorerId` is the hash of its rules and weights
score          one byte for one record by one validator
value          a record's stake-weighted median of scores
score round    the chain's state of an epoch's scores: commits, reveals, weights
duplicate      a record mostly contained in one earlier, credited record; it earns nothing
credit         what a record earns before prices: its value less the floor, never below 0
settle         to compute the ledger of an epoch
ledger         the rows of an epoch, one per record, with running sums: the proof of every payment
report         what validators sign and propose for an epoch: the root of its ledger, on the report before it
digest         the hash that is signed under a report or a message
claim          taking the pay that a ledger row proves
challenge      one call that proves a fault of a report and brings it down
demand         a paid request to post rows or leaves that a report withholds
dataset        a published version of paid records, with content id, parent and card
model          a published version: its parent plus one adapter, with content id and lineage
candidate      a model that waits for the validators' vote
judge          to measure a candidate model against its parent; only models are judged
trainer        a bonded account that pulls datasets and publishes models
licence        the terms under which a record may be used (SPDX id)
content id     the hash that names bytes on IPFS (CID)
"""
