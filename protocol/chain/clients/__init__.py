"""One client class per contract, named after it. Reads return values; writes return calls that a Sender sends.

token · grants · gateways               coin, session keys, bonds and receipts
batches · validators · scorers          batches and budgets, stakes and seats, which scorer is used
scores · reports · challenges · demands the course of an epoch, and what brings a report down
pay · claims                            pay of validators, pay of contributors
registry · judgements · royalties       datasets and models, rounds and the seats' numbers, licences

Imports `chain.client`, types and the pure rules. A client imports no other, except for the shapes of leaves and proofs.
"""
