"""Client of Challenges: one call a fault. A row travels with its proof."""

from collections.abc import Sequence
from dataclasses import astuple

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.gateways import leaf_fields
from kula.protocol.types import Leaf, Report, Row

Proven = tuple[Row, Sequence[bytes]]


class Challenges(Client):
    """The faults that one item proves."""

    NAME = "Challenges"

    def challenge_form(self, epoch: int, shown: Proven) -> ContractFunction:
        """F0."""
        return self.write("challenge_form", epoch, proven(shown))

    def challenge_median(
        self, epoch: int, shown: Proven, chunks: Sequence[bytes], hashes: Sequence[Sequence[bytes]]
    ) -> ContractFunction:
        """F1: each revealed seat's chunk at the row's position, and all its chunk hashes."""
        return self.write("challenge_median", epoch, proven(shown), list(chunks), [list(h) for h in hashes])

    def challenge_order(self, epoch: int, previous: Proven, shown: Proven) -> ContractFunction:
        """F2."""
        return self.write("challenge_order", epoch, proven(previous), proven(shown))

    def challenge_payee(
        self, epoch: int, shown: Proven, batch: int, leaf: Leaf, proof: Sequence[bytes]
    ) -> ContractFunction:
        """F3: the batch leaf at the row's position."""
        return self.write("challenge_payee", epoch, proven(shown), batch, leaf_fields(leaf), list(proof))

    def challenge_start(self, epoch: int, shown: Proven, last: Proven, following: Proven) -> ContractFunction:
        """F4 by total: the account's last row in `since`, and the row after it."""
        return self.write("challenge_start", epoch, proven(shown), proven(last), proven(following))

    def challenge_absent(self, epoch: int, shown: Proven, at: int, left: Proven, right: Proven) -> ContractFunction:
        """F4 by absence: how many rows of `since` stand before the account's place, and its two neighbours."""
        return self.write("challenge_absent", epoch, proven(shown), at, proven(left), proven(right))

    def challenge_between(self, epoch: int, shown: Proven, between: int, other: Proven) -> ContractFunction:
        """F4 by a row of the account in an epoch between."""
        return self.write("challenge_between", epoch, proven(shown), between, proven(other))

    def challenge_equivocation(
        self, seat: int, first: Report, second: Report, signatures: tuple[bytes, bytes]
    ) -> ContractFunction:
        """Two signatures of one seat for one place in the line."""
        signed = [
            (report.root, report.records, report.sum_credit, report.files, signature)
            for report, signature in zip((first, second), signatures, strict=True)
        ]
        return self.write("challenge_equivocation", first.epoch, seat, first.attempt, first.parent, *signed)


def proven(shown: Proven) -> tuple[object, list[bytes]]:
    """A row and its proof as the contracts take them."""
    return astuple(shown[0]), list(shown[1])
