"""One client class per contract, named after it. Reads return values; writes return calls that a Sender sends.

Imports `chain.client`, types and the pure rules. A client imports no other, except for the shapes of leaves and proofs.
"""
