"""Client of Challenges: one call per fault. Each row comes with its proof."""

from collections.abc import Sequence
from dataclasses import astuple

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.gateways import leaf_fields
from kula.protocol.types import Leaf, Report, Row

Proven = tuple[Row, Sequence[bytes]]


class Challenges(Client):
    """A client of Challenges: faults that one transaction proves."""

    NAME = "Challenges"

    def challenge_form(self, epoch: int, row: Proven) -> ContractFunction:
        """Proves fault F0: the fields of a row contradict each other."""
        return self.write("challenge_form", epoch, proven(row))

    def challenge_median(
        self, epoch: int, row: Proven, chunks: Sequence[bytes], hashes: Sequence[Sequence[bytes]]
    ) -> ContractFunction:
        """Proves fault F1: the median of a row is wrong.

        `chunks` and `hashes` hold, per revealed seat, the chunk at the row's position and all its chunk hashes.
        """
        return self.write("challenge_median", epoch, proven(row), list(chunks), [list(h) for h in hashes])

    def challenge_order(self, epoch: int, previous: Proven, row: Proven) -> ContractFunction:
        """Proves fault F2: two neighbouring rows are out of order, or their running sums are wrong."""
        return self.write("challenge_order", epoch, proven(previous), proven(row))

    def challenge_payee(
        self, epoch: int, row: Proven, batch: int, leaf: Leaf, proof: Sequence[bytes]
    ) -> ContractFunction:
        """Proves fault F3: the payee of a row is wrong. `leaf` is the batch leaf at the row's position."""
        return self.write("challenge_payee", epoch, proven(row), batch, leaf_fields(leaf), list(proof))

    def challenge_start(self, epoch: int, row: Proven, last: Proven, following: Proven) -> ContractFunction:
        """Proves fault F4: `before` is wrong. `last` is the account's last row in `since`, before `following`."""
        return self.write("challenge_start", epoch, proven(row), proven(last), proven(following))

    def challenge_absent(self, epoch: int, row: Proven, at: int, left: Proven, right: Proven) -> ContractFunction:
        """Proves fault F4: the account has no row in `since`.

        `at` rows of `since` come before the account's place. `left` and `right` are the rows beside that place.
        """
        return self.write("challenge_absent", epoch, proven(row), at, proven(left), proven(right))

    def challenge_between(self, epoch: int, row: Proven, between: int, other: Proven) -> ContractFunction:
        """Proves fault F4: the account has a row, `other`, in the later epoch `between`."""
        return self.write("challenge_between", epoch, proven(row), between, proven(other))

    def challenge_equivocation(
        self, seat: int, first: Report, second: Report, signatures: tuple[bytes, bytes]
    ) -> ContractFunction:
        """Proves that one seat signed two reports with the same epoch, attempt and parent."""
        signed = [
            (report.root, report.records, report.sum_credit, report.files, signature)
            for report, signature in zip((first, second), signatures, strict=True)
        ]
        return self.write("challenge_equivocation", first.epoch, seat, first.attempt, first.parent, *signed)


def proven(row: Proven) -> tuple[object, list[bytes]]:
    """Returns a row and its proof as the contracts take them."""
    return astuple(row[0]), list(row[1])
