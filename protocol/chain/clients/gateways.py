"""Client of Gateways."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import MAX_PLACES, ZERO_ADDRESS, Address, Leaf, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """When a gateway may post, in which place. All 0 without a place."""

    starts: int
    ends: int
    """The first epoch in which it may post no more, or 0 if nobody displaced it."""
    place: int

    def covers(self, epoch: int) -> bool:
        """Tells whether the gateway may post in an epoch."""
        return 0 < self.starts <= epoch and (not self.ends or epoch < self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusation:
    """An accusation that waits for an answer or a conviction."""

    accuser: Address
    until: int
    """When the gateway's time to answer ends: block time in seconds."""
    epoch: int
    """The open epoch when it was made."""
    ahead: int
    """Numbers that the gateway had to post then, up to that of the receipt; 0 if it was posted."""


class Gateways(Client):
    """A client of Gateways: bonds, places, and accusations by receipts."""

    NAME = "Gateways"
    KEPT = ("Accused", "Answered", "Convicted", "Bonded", "PlaceTaken", "PlaceLost")

    def bond_of(self, gateway: Address) -> int:
        """Returns a gateway's bond."""
        return self.read("bond_of", gateway)

    def pays_fine(self, gateway: Address) -> bool:
        """Tells whether a gateway's bond pays a whole fine, with what is on its way out: also after it left its place."""
        return self.bond_of(gateway) + self.read("leaving", gateway)[0] >= self.constant("FINE")

    def bonds(self) -> dict[Address, int]:
        """Returns what the contract holds for each owner of bonds, with what is on its way out."""
        held: Counter[Address] = Counter()
        for gateway in {event["args"]["gateway"] for event in self.events("Bonded")}:
            held[self.read("owner_of", gateway)] += self.bond_of(gateway) + self.read("leaving", gateway)[0]
        return {owner: amount for owner, amount in sorted(held.items()) if amount}

    def room_of(self, gateway: Address, epoch: int) -> int:
        """Returns how many records a gateway's bond allows in an epoch. It is 0 without a place."""
        return self.read("room_of", gateway, epoch)

    def places(self) -> int:
        """Returns how many places are taken."""
        return self.read("places")

    def holders(self) -> list[Address]:
        """Returns the gateways that hold places, or will when the holder before has had its notice."""
        holders = (self.read("holder", place) for place in range(MAX_PLACES))
        return [Address(holder) for holder in holders if holder != ZERO_ADDRESS]

    def term_of(self, gateway: Address) -> Term:
        """Returns when a gateway may post."""
        starts, ends, place = self.read("term_of", gateway)
        return Term(starts=starts, ends=ends, place=place)

    def held_place(self, gateway: Address, epoch: int, block: int) -> bool:
        """Tells whether a gateway held a place in an epoch, by what was on chain up to a block.

        It reads logs, so that every reader gets the same answer, whatever became of the place later.
        """
        taken = [(event, event["args"]["from_epoch"], 0) for event in self.events("PlaceTaken", gateway=gateway)]
        lost = [(event, 0, event["args"]["until_epoch"]) for event in self.events("PlaceLost", gateway=gateway)]
        term = Term(starts=0, ends=0, place=0)
        for event, starts, ends in sorted(taken + lost, key=lambda one: (one[0]["blockNumber"], one[0]["logIndex"])):
            if event["blockNumber"] <= block:
                term = Term(starts=starts, ends=0, place=0) if starts else Term(starts=term.starts, ends=ends, place=0)
        return term.covers(epoch)

    def url_of(self, gateway: Address) -> str:
        """Returns where a gateway takes records in, or an empty string. Anybody may have written it."""
        return self.read("url_of", gateway)

    def minimum_bond(self) -> int:
        """Returns the least bond of a gateway with a place."""
        return self.constant("MINIMUM_BOND")

    def record_fee(self) -> int:
        """Returns what a record beyond a gateway's share costs."""
        return self.constant("RECORD_FEE")

    def settled(self, digest: bytes) -> bool:
        """Tells whether the accusation of a receipt has ended, by an answer or a conviction."""
        return self.read("settled", digest)

    def accusation(self, digest: bytes) -> Accusation | None:
        """Returns the accusation with the receipt of this digest, or None if none waits."""
        accuser, until, epoch, ahead = self.read("accusation", digest)
        return Accusation(accuser=accuser, until=until, epoch=epoch, ahead=ahead) if accuser != ZERO_ADDRESS else None

    def accuser_with(self, gateway: Address, digest: bytes) -> Address | None:
        """Returns who accused a gateway with the receipt of this digest, also after the end. None if nobody did."""
        accused = next(self.events("Accused", gateway=gateway, digest=digest), None)
        return Address(accused["args"]["accuser"]) if accused else None

    def was_convicted(self, gateway: Address, digest: bytes) -> bool:
        """Tells whether an accusation that has ended did so by a conviction."""
        return any(self.events("Convicted", gateway=gateway, digest=digest))

    def open_against(self, gateway: Address) -> int:
        """Returns how many accusations wait for a gateway's answer."""
        return self.read("open_against", gateway)

    def deposit(self) -> int:
        """Returns the deposit of an accuser."""
        return self.constant("DEPOSIT")

    def bond(self, gateway: Address, amount: int) -> ContractFunction:
        """Adds to a gateway's bond, which the first payer owns. Approve the Token first."""
        return self.write("bond", gateway, amount)

    def take_place(self, url: str) -> ContractFunction:
        """Takes a place for the sender. `url` tells where it takes records in."""
        return self.write("take_place", url)

    def set_url(self, url: str) -> ContractFunction:
        """Names another URL of the sender."""
        return self.write("set_url", url)

    def unbond(self, gateway: Address, amount: int) -> ContractFunction:
        """Starts to take bond out. The sender owns it."""
        return self.write("unbond", gateway, amount)

    def withdraw(self, gateway: Address) -> ContractFunction:
        """Pays out the bond whose waiting time is over. The sender owns it."""
        return self.write("withdraw", gateway)

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
