"""Client of Royalties."""

from collections.abc import Sequence

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.challenges import Proven, proven
from kula.protocol.ledgers.royalties import Accumulator, Share
from kula.protocol.types import Address


class Royalties(Client):
    """A client of Royalties: sales of licences, and the pay from them."""

    NAME = "Royalties"

    def ledger(self, epoch: int) -> Accumulator:
        """Returns an epoch's accumulator. It is empty if the ledger is not opened."""
        _, revenue, live, unpaid = self.read("ledger", epoch)
        return Accumulator(revenue=revenue, live=live, unpaid=unpaid)

    def share(self, epoch: int, account: Address) -> Share:
        """Returns an account's share of an epoch's ledger."""
        known, erased, saved, paid = self.read("share", epoch, account)
        return Share(known=known, erased=erased, saved=saved, paid=paid)

    def open_ledger(self, epoch: int, last: Proven) -> ContractFunction:
        """Opens a final epoch's ledger for revenue. `last` is its last row."""
        return self.write("open_ledger", epoch, proven(last))

    def buy_dataset(self, number: int, holder: Address, amount: int) -> ContractFunction:
        """Buys a licence to a dataset. Approve the Token first."""
        return self.write("buy_dataset", number, holder, amount)

    def buy_model(self, number: int, holder: Address, amount: int) -> ContractFunction:
        """Buys a licence to a model. Approve the Token first."""
        return self.write("buy_model", number, holder, amount)

    def claim_royalties(self, account: Address, rows: Sequence[tuple[int, Proven]]) -> ContractFunction:
        """Pays an account the royalties of its rows. Each row comes with its epoch."""
        return self.write("claim_royalties", account, [epoch for epoch, _ in rows], [proven(row) for _, row in rows])

    def erase(self, epoch: int, row: Proven) -> ContractFunction:
        """Ends the royalties of one record of the sender."""
        return self.write("erase", epoch, proven(row))

    def erase_for(self, account: Address, epoch: int, row: Proven, signature: bytes) -> ContractFunction:
        """Relays an account's signed erasure."""
        return self.write("erase_for", account, epoch, proven(row), signature)
