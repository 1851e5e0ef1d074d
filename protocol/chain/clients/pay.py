"""Client of Pay."""

from collections.abc import Sequence
from dataclasses import astuple

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.challenges import Proven


class Pay(Client):
    """A client of Pay: what validators earn and lose by their reveals."""

    NAME = "Pay"

    def paid(self, epoch: int) -> int:
        """Returns a bitmap of the seats that were paid."""
        return self.read("paid", epoch)

    def fined(self, epoch: int) -> int:
        """Returns a bitmap of the seats that were fined for an absence."""
        return self.read("fined", epoch)

    def claim_pay(self, epoch: int) -> ContractFunction:
        """Mints the pay of every seat that is due."""
        return self.write("claim_pay", epoch)

    def fine_absence(self, epoch: int, seat: int) -> ContractFunction:
        """Fines a seat that committed and did not reveal."""
        return self.write("fine_absence", epoch, seat)

    def challenge_lazy(self, epoch: int, seat: int, scores: bytes, drawn: Sequence[Proven]) -> ContractFunction:
        """Proves fault F6: a seat's scores are far from the medians. `drawn` holds the rows in the order of the draw."""
        rows, proofs = [astuple(row) for row, _ in drawn], [list(proof) for _, proof in drawn]
        return self.write("challenge_lazy", epoch, seat, scores, rows, proofs)
