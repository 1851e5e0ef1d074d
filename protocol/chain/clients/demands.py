"""Client of Demands."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import IntEnum

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.gateways import leaf_fields
from kula.protocol.types import Address, Leaf, Row


class DemandKind(IntEnum):
    """What is demanded (same numbers on chain)."""

    ROWS = 0
    LEAF = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A demand; `until` is 0 when nobody asked."""

    epoch: int
    asker: Address
    until: int
    answered: bool


class Demands(Client):
    """What is in a report must be shown (F5)."""

    NAME = "Demands"

    def demand(self, digest: bytes, kind: DemandKind, place: int) -> Demand:
        """The demand for a place of a report."""
        epoch, asker, until, answered = self.read("demand", self.read("key", digest, kind, place))
        return Demand(epoch=epoch, asker=Address(asker), until=until, answered=answered)

    def open_of(self, digest: bytes) -> int:
        """How many demands of a report wait for an answer."""
        return self.read("open_of", digest)

    def demand_rows(self, epoch: int, subtree: int) -> ContractFunction:
        """Ask for 256 rows; approve the deposit first."""
        return self.write("demand_rows", epoch, subtree)

    def demand_leaf(self, epoch: int, row: Row, proof: Sequence[bytes]) -> ContractFunction:
        """Ask for the batch leaf of a row above the floor; approve the deposit first."""
        return self.write("demand_leaf", epoch, astuple(row), list(proof))

    def answer_rows(self, epoch: int, subtree: int, rows: Sequence[Row], proof: Sequence[bytes]) -> ContractFunction:
        """Show rows."""
        return self.write("answer_rows", epoch, subtree, [astuple(row) for row in rows], list(proof))

    def answer_leaf(self, epoch: int, pos: int, batch: int, leaf: Leaf, proof: Sequence[bytes]) -> ContractFunction:
        """Show a batch leaf."""
        return self.write("answer_leaf", epoch, pos, batch, leaf_fields(leaf), list(proof))

    def challenge_unopened(self, epoch: int, kind: DemandKind, place: int) -> ContractFunction:
        """F5."""
        return self.write("challenge_unopened", epoch, kind, place)

    def take_back(self, digest: bytes, kind: DemandKind, place: int) -> ContractFunction:
        """Return the deposit of a demand whose report has fallen."""
        return self.write("take_back", digest, kind, place)
