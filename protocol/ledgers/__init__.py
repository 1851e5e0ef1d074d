"""The rules that turn an epoch's scores into pay. Pure integers; each rule has a twin in Vyper.

epochs      the phase of an epoch by block time, and its budget
room        what an epoch takes of each gateway
scores      the value of a record, computed from the validators' bytes
ledger      the report of an epoch: rows, running sums, root and price
opened      a part of a ledger: the rows that were posted on demand
faults      the faults that bring a report down
draw        which rows fault F6 recomputes
absences    which absences count, and which of them jail
lazy        the seats whose scores are lazy (F6)
equivocation  two signatures of one seat for one place
claims      the relayed claims that pay a ledger's accounts at the least gas
royalties   what each account is owed for licences sold

Imports types, parameters, encoding and merkle; knows no content, chain or IPFS.
"""
