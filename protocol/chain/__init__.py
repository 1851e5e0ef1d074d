"""The way to the contracts: how a chain is read, and how transactions get there. Decides nothing.

presets      the chains that Kula is set up for, with their limits. Pure data
addresses    where the contracts of a deployment stand: one JSON file
connection   reading a chain through several endpoints
client       what all clients of contracts share
clients/     one client class per contract
network      a deployment as one object: the connection and every client
settlement   one epoch with the numbers that its deployment has for it
sender       sending transactions so that a kill at any line sends each of them once
deploy       deploying the contracts

`clients` imports `client` and `connection`; `network` imports `clients`.
"""
