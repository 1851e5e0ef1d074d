"""THE AGREEMENT: everything that two parties must compute identically, and the way to reach them.

types · errors · parameters   the nouns, the expected errors, the numbers that may change
hex · amounts · files         bytes and coin as text; files written whole
recursion                     keeps Python's limit of recursion, which a library raises
shapes                        what a value from outside must be, and the typed value that it becomes
judging                       the criteria of a judgement, and the winner of a round
canonical · encoding · merkle · signatures · transfers · encryption   every byte that is hashed, signed, proven or hidden
records/    one record: content, entry, nonce, new records
ledgers/    from scores to pay
chain/      the contracts: reading them, and sending transactions
ipfs/       content ids and stores
reading/    what others published, checked against the chain
promises/   what became of gateways' receipts
program/    the program `kula`: commands, settings, keys

`program` and `promises` import `reading`; `reading` imports `chain` and `ipfs`; these import the pure rules above. Nothing here imports
scoring, node or trainer.

The words of Kula, the same in Vyper, Python, SQL, JSON and on screen:

contributor   an account that owns records and is paid for them
owner         whom records, a stake or a bond belong to; any account or contract
session key   a key in the browser or the CLI that may sign records for an owner, within a grant
grant         the owner's one EIP-712 signature that allows a session key, with scope, cap and expiry
record        one contribution: a conversation, rating, correction or preference, in canonical bytes
take back     to end a record before it is posted; its number is posted all the same, its content is destroyed
erase         to destroy the key, salt and bytes of a posted record; an erasure is the gateway's receipt for it
withheld      of a record's content: taken back, erased or quarantined by the operator; the record scores 1
pair          two answers to one talk; the gateway commits to what made them, and says it after the choice
choice        what a person says of a pair: an outcome, or skip
task          something that a gateway asks for; one session key holds it at a time
record hash   keccak256 of the signed record message; the record's id
label         what a contributor asserts about a text: a rating, a preference, a correction
outcome       of a preference: which of its answers a and b is better, that both are as good, or that both are bad
reason        a stable code that says why: why a record got its score, or why an answer got its rating
signing time  when a record was signed, by block time: the upper 32 bits of its nonce
unsigned      an assistant turn without an answer signed by a gateway; `imported` in messages
chat export   a file of conversations from another program
gateway       a node that takes records in, answers with a signed receipt and posts batches
place         one of 32 rights to post batches; a gateway holds one by its bond
slot          room for one batch in an epoch; each place has one, and 16 are for direct records
share         the records of an epoch that are kept for one place
notice        24 epochs in which a gateway that was displaced keeps its place
receipt       a gateway's signed promise to post a record, secured by its bond
batch         the records that a gateway commits under one Merkle root; its manifest is on IPFS
direct record  a record that its author posts without a gateway, for a fee that is burnt
epoch         one turn of the protocol: open, commit, reveal, report, challenge, final
lost          of an epoch: ended without a ledger, for ever; its batches are carried on
validator     a staked node that scores records, commits, reveals, signs reports and votes
seat          a validator's place in an epoch's snapshot of stakes, numbered from 0
operator      the plain account that acts for a stake: it commits, reveals, signs and votes
seed          the random number of an epoch, from revealed salts and a block that is named after them
scorer        the program that gives a record its score; the chain holds its id
score         one byte for one record by one validator
ScoreRound    the chain's state of an epoch's scores: commits, reveals, weights
value         of a record: the median of its scores, weighted by stake
duplicate     a record that one earlier, credited record mostly contains; it earns nothing
credit        what a record earns before prices: its value above the floor
ledger        the rows of a report, one per record, with running sums; each row proves a payment
settle        to compute the ledger of an epoch
report        the agreed result of an epoch: a ledger's root, signed by validators
digest        what is signed under a report, or the hash of a signed message
fault         what makes a report wrong (F0 to F5), or a seat's scores lazy (F6)
challenge     a call that proves a fault; a report with a fault falls
demand        a call that makes others post rows of a report on chain; fault F5 without an answer in time
claim         to take the pay that a row of a final ledger proves
dataset       a published version of curated records, with content id, parent and card
model         a published version: its parent plus one adapter, with content id, parent and card
trainer       a bonded account that trains models and publishes them
candidate     a model that waits for the validators' judgement
round         epochs whose records judge the candidates that joined before them; at most one candidate is adopted
judgement     what a seat measures of a candidate, its parent and the base, and posts as numbers
criterion     one condition on a judgement's numbers; it needs seats with more than half of the stake
bank          a seat's own checks, to which it commits before a round
licence       the terms under which a record may be used (SPDX id)
genesis       who holds stake and coin when a deployment begins, and the models before it; a file
"""

from kula.protocol.recursion import keep_limit

keep_limit()
