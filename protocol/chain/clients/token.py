"""Client of Token."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple

from web3.contract.contract import ContractFunction
from web3.logs import DISCARD

from kula.protocol.chain.client import Client
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.transfers import TransferWithFee
from kula.protocol.types import ZERO_ADDRESS, Address


class Token(Client):
    """A client of Token, which is the token KULA."""

    NAME = "Token"

    def balance_of(self, account: Address) -> int:
        """Returns an account's balance."""
        return self.read("balanceOf", account)

    def earned_of(self, account: Address) -> int:
        """Returns the sum of all that an account was paid for records."""
        return self.read("earned_of", account)

    def allowance(self, owner: Address, spender: Address) -> int:
        """Returns the amount that `spender` may still move for `owner`."""
        return self.read("allowance", owner, spender)

    def minted_in(self, transaction: bytes) -> Counter[Address]:
        """Returns what a transaction minted, by account. Raises Unavailable."""
        minted: Counter[Address] = Counter()
        with kula_errors(f"reading the receipt of 0x{transaction.hex()}"):
            receipt = self.connection.web3.eth.get_transaction_receipt(transaction)  # type: ignore[arg-type]
            for event in self.contract.events.Transfer().process_receipt(receipt, errors=DISCARD):
                if event["address"] == self.address and event["args"]["sender"] == ZERO_ADDRESS:
                    minted[Address(event["args"]["receiver"])] += event["args"]["value"]
        return minted

    def supply(self) -> int:
        """Returns all coin that exists."""
        return self.read("totalSupply")

    def pending(self) -> bytes:
        """Returns the hash of the holdings that are to be minted next, or 32 zeros once all of the genesis is minted."""
        return self.read("pending")

    def balances(self) -> dict[Address, int]:
        """Returns what every account holds, from all transfers since the deployment. Leaves out empty accounts."""
        held: Counter[Address] = Counter()
        for event in self.events("Transfer"):
            held[event["args"]["sender"]] -= event["args"]["value"]
            held[event["args"]["receiver"]] += event["args"]["value"]
        del held[ZERO_ADDRESS]
        return {account: amount for account, amount in held.items() if amount}

    def mint_holdings(self, holdings: Sequence[tuple[Address, int]], rest: bytes) -> ContractFunction:
        """Mints the next holdings of the genesis. `rest` is the hash of those behind them."""
        return self.write("mint_holdings", list(holdings), rest)

    def transfer_with_fee(self, transfer: TransferWithFee, signature: bytes) -> ContractFunction:
        """Sends an account's signed transfer. The sender, who must be its relayer, keeps the fee."""
        return self.write("transfer_with_fee", astuple(transfer), signature)

    def approve(self, spender: Address, amount: int) -> ContractFunction:
        """Allows `spender` to move up to `amount` of the sender's tokens."""
        return self.write("approve", spender, amount)

    def transfer(self, to: Address, amount: int) -> ContractFunction:
        """Transfers tokens of the sender."""
        return self.write("transfer", to, amount)
