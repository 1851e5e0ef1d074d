"""Client of Claims."""

from collections.abc import Sequence
from dataclasses import astuple

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.types import Address, Fee, Row


class Claims(Client):
    """A client of Claims: pays accounts by rows of final ledgers."""

    NAME = "Claims"

    def paid(self) -> int:
        """Returns what all claims together have paid."""
        return self.read("paid")

    def claim_for(self, account: Address, epoch: int, row: Row, proof: Sequence[bytes]) -> ContractFunction:
        """Pays one account by one of its rows."""
        return self.write("claim_for", account, epoch, astuple(row), list(proof))

    def claim_with_fee(
        self, epoch: int, row: Row, proof: Sequence[bytes], fee: Fee, signature: bytes
    ) -> ContractFunction:
        """Pays one account by one of its rows. The relayer keeps the fee that the account signed."""
        return self.write("claim_with_fee", epoch, astuple(row), list(proof), astuple(fee), signature)

    def claim_range(self, epoch: int, levels: int, rows: Sequence[Row], proof: Sequence[bytes]) -> ContractFunction:
        """Pays every row of an aligned range of 2^levels rows."""
        return self.write("claim_range", epoch, rows[0].t, levels, [astuple(row) for row in rows], list(proof))

    def claim_rows(self, epoch: int, rows: Sequence[Row], siblings: Sequence[bytes]) -> ContractFunction:
        """Pays many accounts by their last rows under one multiproof."""
        return self.write("claim_rows", epoch, [astuple(row) for row in rows], list(siblings))
