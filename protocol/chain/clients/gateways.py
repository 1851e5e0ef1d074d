"""Client of Gateways."""

from collections.abc import Sequence
from dataclasses import astuple

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address, Leaf, Receipt


class Gateways(Client):
    """A client of Gateways: bonds, and accusations by receipts."""

    NAME = "Gateways"

    def bond_of(self, gateway: Address) -> int:
        """Returns a gateway's bond."""
        return self.read("bond_of", gateway)

    def bonds(self) -> dict[Address, int]:
        """Returns what the contract holds for each gateway: its bond, and bond on its way out."""
        gateways = sorted({event["args"]["gateway"] for event in self.events("Bonded")})
        held = {gateway: self.bond_of(gateway) + self.read("leaving", gateway)[0] for gateway in gateways}
        return {gateway: amount for gateway, amount in held.items() if amount}

    def room_of(self, gateway: Address) -> int:
        """Returns how many records a gateway may post in one epoch."""
        return self.read("room_of", gateway)

    def settled(self, digest: bytes) -> bool:
        """Tells whether the accusation of a receipt has ended, by an answer or a conviction."""
        return self.read("settled", digest)

    def open_against(self, gateway: Address) -> int:
        """Returns how many accusations wait for a gateway's answer."""
        return self.read("open_against", gateway)

    def deposit(self) -> int:
        """Returns the deposit of an accuser."""
        return self.read("DEPOSIT")

    def bond(self, amount: int) -> ContractFunction:
        """Adds to the sender's bond. Approve the Token first."""
        return self.write("bond", amount)

    def accuse(self, receipt: Receipt, signature: bytes) -> ContractFunction:
        """Accuses a gateway of not posting the leaf that a receipt promises. Approve the deposit first."""
        return self.write("accuse", astuple(receipt), signature)

    def answer(self, receipt: Receipt, batch: int, leaf: Leaf, proof: Sequence[bytes]) -> ContractFunction:
        """Answers an accusation with the leaf. The gateway gets the deposit."""
        return self.write("answer", astuple(receipt), batch, leaf_fields(leaf), list(proof))

    def convict(self, receipt: Receipt) -> ContractFunction:
        """Fines a gateway that did not answer an accusation in time."""
        return self.write("convict", astuple(receipt))


def leaf_fields(leaf: Leaf) -> tuple[bytes, Address, bytes]:
    """Returns the fields of a leaf that do not follow from its batch, as the contracts take them."""
    return leaf.record_hash, leaf.pay_to, leaf.signatures_hash
