"""From an epoch's scores to what everybody is paid. Pure integers; each rule has a twin in Vyper.

epochs      the phase of an epoch by block time, and its budget
scores      from the validators' bytes to the value of a record
ledger      the report of an epoch: rows, running sums, root and price
faults      the faults that bring a report down
draw        which rows fault F6 recomputes
claims      which relayed claims pay a ledger's accounts at the least gas
royalties   who is owed what for licences sold

Imports types, parameters, encoding and merkle; knows no content, chain or IPFS.
"""
