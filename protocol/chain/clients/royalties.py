"""Client of Royalties."""

from collections.abc import Sequence

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.challenges import Proven, proven
from kula.protocol.ledgers.royalties import Accumulator, Share
from kula.protocol.types import Address


class Royalties(Client):
    """Licences sold, and who is paid for them."""

    NAME = "Royalties"

    def ledger(self, epoch: int) -> Accumulator:
        """An epoch's accumulator; not opened ones are empty."""
        _, revenue, live, left = self.read("ledger", epoch)
        return Accumulator(revenue=revenue, live=live, left=left)

    def share(self, epoch: int, account: Address) -> Share:
        """What an account's credits of an epoch have earned."""
        known, erased, saved, paid = self.read("share", epoch, account)
        return Share(known=known, erased=erased, saved=saved, paid=paid)

    def open_ledger(self, epoch: int, last: Proven) -> ContractFunction:
        """Let a final epoch's ledger take revenue."""
        return self.write("open_ledger", epoch, proven(last))

    def buy_dataset(self, number: int, holder: Address, amount: int) -> ContractFunction:
        """Buy a licence to a dataset; approve the Token first."""
        return self.write("buy_dataset", number, holder, amount)

    def buy_model(self, number: int, holder: Address, amount: int) -> ContractFunction:
        """Buy a licence to a model; approve the Token first."""
        return self.write("buy_model", number, holder, amount)

    def claim_royalties(self, account: Address, rows: Sequence[tuple[int, Proven]]) -> ContractFunction:
        """Pay an account what its rows, each with its epoch, have earned."""
        return self.write("claim_royalties", account, [epoch for epoch, _ in rows], [proven(row) for _, row in rows])

    def erase(self, epoch: int, shown: Proven) -> ContractFunction:
        """End the royalties of one record of the sender."""
        return self.write("erase", epoch, proven(shown))

    def erase_for(self, account: Address, epoch: int, shown: Proven, signature: bytes) -> ContractFunction:
        """Relay an account's signed erasure."""
        return self.write("erase_for", account, epoch, proven(shown), signature)
