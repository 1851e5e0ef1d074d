"""Reading what others published, and checking it against the chain.

ledgers          the ledgers of a deployment, each read once and kept
published        report files and batch manifests
direct           the manifests of records that came past all gateways
material         the records of an epoch, fetched, opened and checked
models           manifests of models
gateway_client   the way to a gateway: entries of an epoch, and the bulletin of signatures

Imports chain, ipfs and the pure rules. Nodes and trainers import it.
"""
