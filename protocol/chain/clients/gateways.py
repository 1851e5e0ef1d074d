"""Client of Gateways."""

from collections.abc import Sequence
from dataclasses import astuple

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address, Leaf, Receipt


class Gateways(Client):
    """Bonds, and the receipts that they stand behind."""

    NAME = "Gateways"

    def bond_of(self, gateway: Address) -> int:
        """What a gateway has put up."""
        return self.read("bond_of", gateway)

    def room_of(self, gateway: Address) -> int:
        """How many records a gateway may post in one epoch."""
        return self.read("room_of", gateway)

    def settled(self, digest: bytes) -> bool:
        """Whether a receipt was answered or convicted."""
        return self.read("settled", digest)

    def open_against(self, gateway: Address) -> int:
        """How many accusations wait for a gateway's answer."""
        return self.read("open_against", gateway)

    def deposit(self) -> int:
        """What an accuser puts up."""
        return self.read("DEPOSIT")

    def bond(self, amount: int) -> ContractFunction:
        """Put up bond; approve the Token first."""
        return self.write("bond", amount)

    def accuse(self, receipt: Receipt, signature: bytes) -> ContractFunction:
        """Ask for the leaf that a receipt promised; approve the deposit first."""
        return self.write("accuse", astuple(receipt), signature)

    def answer(self, receipt: Receipt, batch: int, leaf: Leaf, proof: Sequence[bytes]) -> ContractFunction:
        """Show the leaf and take the deposit."""
        return self.write("answer", astuple(receipt), batch, leaf_fields(leaf), list(proof))

    def convict(self, receipt: Receipt) -> ContractFunction:
        """Fine a gateway that had no answer."""
        return self.write("convict", astuple(receipt))


def leaf_fields(leaf: Leaf) -> tuple[bytes, Address, bytes]:
    """The part of a leaf that its batch does not say, as the contracts take it."""
    return leaf.record_hash, leaf.pay_to, leaf.signatures_hash
