"""Client of Validators."""

from collections.abc import Sequence

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address, Seat


class Validators(Client):
    """Stakes and seats."""

    NAME = "Validators"

    def stake_of(self, validator: Address) -> int:
        """What a validator has at stake."""
        return self.read("stake_of", validator)

    def minimum(self) -> int:
        """The stake from which a seat can be had."""
        return self.read("MINIMUM")

    def active(self) -> list[Seat]:
        """The validators that the next snapshot would hold."""
        return [Seat(validator=Address(v), weight=w) for v, w in self.read("active")]

    def seats(self, set_id: int) -> list[Seat]:
        """A snapshot's seats, in order."""
        return [Seat(validator=Address(v), weight=w) for v, w in self.read("seats", set_id)]

    def jailed_until(self, validator: Address) -> int:
        """Until when a validator may hold no seat; 0 if it never was in jail."""
        return self.read("jailed_until", validator)

    def jailed_upto(self, validator: Address) -> int:
        """The epoch up to which a validator's misses are atoned for."""
        return self.read("jailed_upto", validator)

    def jail(self, validator: Address, misses: Sequence[tuple[int, int]]) -> ContractFunction:
        """Take a validator's seat for (epoch, seat) pairs in which it did not reveal."""
        return self.write("jail", validator, [epoch for epoch, _ in misses], [seat for _, seat in misses])

    def take_seat(self) -> ContractFunction:
        """Take the seat that one's stake deserves."""
        return self.write("take_seat")

    def stake(self, amount: int) -> ContractFunction:
        """Put up stake; approve the Token first."""
        return self.write("stake", amount)

    def unstake(self, amount: int) -> ContractFunction:
        """Take stake out of the ranks."""
        return self.write("unstake", amount)

    def withdraw(self) -> ContractFunction:
        """Take home what has been unstaked long enough."""
        return self.write("withdraw")
