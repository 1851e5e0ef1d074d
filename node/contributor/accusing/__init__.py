"""Holds gateways to their receipts.

promises   accuses and convicts gateways on chain, with an account that pays
through    hands broken receipts to another gateway, which accuses for half of the fine

Neither imports the other. `promises` needs the chain, so it is imported when it is used.
"""
