"""Client of Token."""

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address


class Token(Client):
    """KULA, the coin."""

    NAME = "Token"

    def balance_of(self, account: Address) -> int:
        """What an account holds."""
        return self.read("balanceOf", account)

    def earned_of(self, account: Address) -> int:
        """All that an account was ever paid for records."""
        return self.read("earned_of", account)

    def allowance(self, owner: Address, spender: Address) -> int:
        """What `spender` may still move for `owner`."""
        return self.read("allowance", owner, spender)

    def approve(self, spender: Address, amount: int) -> ContractFunction:
        """Let a contract take stake or bond."""
        return self.write("approve", spender, amount)

    def transfer(self, to: Address, amount: int) -> ContractFunction:
        """Give coin."""
        return self.write("transfer", to, amount)
