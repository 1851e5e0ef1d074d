"""Kula as one Python package. Its folders are links to the folders of the repository (docs/decisions/0013-one-package.md).

contracts   the chain: Vyper contracts and their compiled interfaces
protocol    what two parties must compute identically, and the way to chain and IPFS
scoring     record contents in, integers out
node        gateway, validator, contributor; the local network and the demo
trainer     datasets in, one adapter out
bench       one command per figure
examples    records to score and one trace to verify; no code

Imports point one way: bench → node | trainer → scoring → protocol → contracts. `make lint` checks it.
"""
