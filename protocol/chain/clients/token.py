"""Client of Token."""

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address


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

    def approve(self, spender: Address, amount: int) -> ContractFunction:
        """Allows `spender` to move up to `amount` of the sender's tokens."""
        return self.write("approve", spender, amount)

    def transfer(self, to: Address, amount: int) -> ContractFunction:
        """Transfers tokens of the sender."""
        return self.write("transfer", to, amount)
