"""Client of Grants."""

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address


class Grants(Client):
    """A client of Grants: the grants of contract wallets, and revocations of session keys."""

    NAME = "Grants"
    KEPT = ("KeyRevoked", "GrantRegistered")

    def registered(self, owner: Address, digest: bytes) -> bool:
        """Tells whether a contract wallet has agreed to the message with this digest."""
        return self.read("registered", owner, digest)

    def registered_upto(self, owner: Address, digest: bytes, block: int) -> bool:
        """Tells whether a contract wallet had agreed to a message at the end of a block.

        Every reader gets the same answer, whenever it asks. Raises Unavailable if an endpoint hides the event.
        """
        if not self.registered(owner, digest):
            return False
        first = next(self.events("GrantRegistered", owner=owner, digest=digest), None)
        if first is None:
            self.miss(f"when {owner} registered a message", ("GrantRegistered",), since=0)
        return first["blockNumber"] <= block

    def revoked(self, owner: Address, key: Address) -> int:
        """Returns the epoch in which an owner revoked a key, or 0."""
        return self.read("revoked", owner, key)

    def register(self, owner: Address, digest: bytes, proof: bytes) -> ContractFunction:
        """Asks a contract wallet whether it agrees to a message, and stores that it does."""
        return self.write("register", owner, digest, proof)

    def revoke_for(self, owner: Address, key: Address, signature: bytes) -> ContractFunction:
        """Relays an owner's signed revocation. The signature of a wallet that has registered it is empty."""
        return self.write("revoke_for", owner, key, signature)
