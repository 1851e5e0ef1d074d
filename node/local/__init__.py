"""The whole network on this machine: anvil, contracts, IPFS, gateway, worker, validators and trainer, each a process."""
