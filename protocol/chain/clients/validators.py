"""Client of Validators."""

from collections.abc import Sequence

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import ZERO_ADDRESS, Address, Seat


class Validators(Client):
    """A client of Validators: stakes and seats. A stake's owner is any account; its operator acts for it."""

    NAME = "Validators"

    def stake_of(self, owner: Address) -> int:
        """Returns a validator's stake."""
        return self.read("stake_of", owner)

    def stakes(self) -> dict[Address, int]:
        """Returns the stake of every account that has one."""
        return {account: stake for account in self._stakers() if (stake := self.stake_of(account))}

    def leaving_stakes(self) -> dict[Address, int]:
        """Returns the stake on its way out of every account that has one."""
        return {account: amount for account in self._stakers() if (amount := self.read("leaving", account)[0])}

    def minimum(self) -> int:
        """Returns the smallest stake for a seat."""
        return self.constant("MINIMUM")

    def active(self) -> list[Seat]:
        """Returns the seats of a snapshot that is taken now."""
        return [Seat(operator=Address(v), weight=w) for v, w in self.read("active")]

    def seats(self, set_id: int) -> list[Seat]:
        """Returns a snapshot's seats, in order."""
        return [Seat(operator=Address(v), weight=w) for v, w in self.read("seats", set_id)]

    def owners(self, set_id: int) -> list[Address]:
        """Returns whose stake each seat of a snapshot stands for, in order."""
        return [Address(owner) for owner in self.read("owners", set_id)]

    def operator_of(self, owner: Address) -> Address:
        """Returns the key that an owner named to act for its stake, or the owner."""
        operator = self.read("operator_of", owner)
        return owner if operator == ZERO_ADDRESS else Address(operator)

    def set_operator(self, operator: Address) -> ContractFunction:
        """Names the key that acts for the sender's stake from the next snapshot on."""
        return self.write("set_operator", operator)

    def jailed_until(self, owner: Address) -> int:
        """Returns until when a jailed validator may hold no seat (block time, seconds), or 0 if it was never jailed."""
        return self.read("jailed_until", owner)

    def jailed_upto(self, owner: Address) -> int:
        """Returns the last epoch whose misses can no longer be used to jail a validator."""
        return self.read("jailed_upto", owner)

    def jail(self, owner: Address, misses: Sequence[tuple[int, int]]) -> ContractFunction:
        """Jails a validator: it loses its seat. `misses` are (epoch, seat) pairs in which it did not reveal."""
        return self.write("jail", owner, [epoch for epoch, _ in misses], [seat for _, seat in misses])

    def take_seat(self) -> ContractFunction:
        """Takes a seat by the sender's stake."""
        return self.write("take_seat")

    def stake(self, amount: int) -> ContractFunction:
        """Adds to the sender's stake. Approve the Token first."""
        return self.write("stake", amount)

    def unstake(self, amount: int) -> ContractFunction:
        """Removes stake from the sender's seat. It can be withdrawn later."""
        return self.write("unstake", amount)

    def withdraw(self) -> ContractFunction:
        """Withdraws the stake whose waiting time has ended."""
        return self.write("withdraw")

    def _stakers(self) -> list[Address]:
        """Returns every account that has ever staked. Founders have seats from the start."""
        return sorted({event["args"]["owner"] for name in ("Staked", "SeatTaken") for event in self.events(name)})
