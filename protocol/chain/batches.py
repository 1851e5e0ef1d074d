"""Client of Batches."""

from dataclasses import fields

from web3.contract.contract import ContractFunction

from protocol.chain.client import Client
from protocol.parameters import Parameters
from protocol.types import Address, Batch


class Batches(Client):
    """The open epoch, batches, session keys' revocations."""

    NAME = "Batches"

    def parameters(self) -> Parameters:
        """The numbers of this deployment."""
        names = [field.name for field in fields(Parameters)]
        return Parameters(**dict(zip(names, self.read("parameters"), strict=True)))

    def parameters_hash(self) -> bytes:
        """What stands in every report."""
        return self.read("parameters_hash")

    def current(self) -> int:
        """The open epoch."""
        return self.read("current")

    def opened_at(self, epoch: int) -> int:
        """When an epoch was opened."""
        return self.read("opened_at", epoch)

    def records(self, epoch: int) -> int:
        """How many records an epoch holds."""
        return self.read("records", epoch)

    def batch(self, number: int) -> Batch:
        """A batch and its place."""
        epoch, gateway, offset, first_seq, count, root, manifest = self.read("batch", number)
        return Batch(
            number=number,
            epoch=epoch,
            gateway=Address(gateway),
            offset=offset,
            first_seq=first_seq,
            count=count,
            root=root,
            manifest=manifest,
        )

    def batches_of(self, epoch: int) -> list[Batch]:
        """An epoch's batches in posting order."""
        return [self.batch(number) for number in self.read("batches_of", epoch)]

    def next_seq(self, gateway: Address) -> int:
        """The sequence number that a gateway's next batch starts with."""
        return self.read("next_seq", gateway)

    def bond_of(self, gateway: Address) -> int:
        """What a gateway has put up."""
        return self.read("bond_of", gateway)

    def revoked(self, owner: Address, key: Address) -> int:
        """The epoch in which an owner revoked a key; 0 if never."""
        return self.read("revoked", owner, key)

    def bond(self, amount: int) -> ContractFunction:
        """Put up a gateway's bond; approve the Token first."""
        return self.write("bond", amount)

    def post_batch(self, first_seq: int, count: int, root: bytes, manifest: bytes) -> ContractFunction:
        """Commit records in the open epoch."""
        return self.write("post_batch", first_seq, count, root, manifest)

    def close(self) -> ContractFunction:
        """Close the open epoch."""
        return self.write("close")

    def revoke_for(self, owner: Address, key: Address, signature: bytes) -> ContractFunction:
        """Relay an owner's signed revocation."""
        return self.write("revoke_for", owner, key, signature)
