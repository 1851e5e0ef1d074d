"""The commands that belong to no role.

chain    `kula chain`: deploy the contracts; see where a deployment stands
keys     `kula keys`: encrypted keystores
ipfs     `kula ipfs`: a block directory served like a Kubo
config   `kula config`: effective settings
signer   the account that a command signs with, and the password that opens it

`chain` and `keys` import `signer`; nothing else here imports its neighbours. Entry points in pyproject.toml name each group.
What takes long to import (web3, eth_account) is imported by the command that needs it, so that `--help` answers at once.
"""
