"""What gateways promised by their receipts, and what became of it.

state    the rule: what the chain and the leaves of a batch prove about a receipt
leaves   asks gateways for the leaves of their batches

Imports chain, reading and the pure rules. Contributors and gateways import it.
"""
