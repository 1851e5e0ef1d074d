"""Client of Grants."""

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address


class Grants(Client):
    """What owners say about their session keys on chain."""

    NAME = "Grants"

    def registered(self, owner: Address, digest: bytes) -> bool:
        """Whether a contract wallet agreed to the grant with this digest."""
        return self.read("registered", owner, digest)

    def revoked(self, owner: Address, key: Address) -> int:
        """The epoch in which an owner revoked a key; 0 if never."""
        return self.read("revoked", owner, key)

    def register(self, owner: Address, digest: bytes, proof: bytes) -> ContractFunction:
        """Ask a contract wallet once whether it agrees to a grant."""
        return self.write("register", owner, digest, proof)

    def revoke_for(self, owner: Address, key: Address, signature: bytes) -> ContractFunction:
        """Relay an owner's signed revocation."""
        return self.write("revoke_for", owner, key, signature)
