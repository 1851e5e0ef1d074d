"""Client of Demands."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import IntEnum

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.gateways import leaf_fields
from kula.protocol.chain.rpc.views import UNTIL_NEXT_BLOCK
from kula.protocol.types import Address, Leaf, Row


class DemandKind(IntEnum):
    """The kind of a demand. The contracts use the same numbers."""

    ROWS = 0
    LEAF = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A demand. `until` is its deadline, or 0 if there is no demand for the place."""

    epoch: int
    asker: Address
    until: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A demand without an answer: its kind, its place, and its deadline in seconds of block time."""

    kind: DemandKind
    place: int
    until: int


_EVENTS = (
    (DemandKind.ROWS, "RowsDemanded", "RowsOpened", "subtree"),
    (DemandKind.LEAF, "LeafDemanded", "LeafOpened", "pos"),
)


class Demands(Client):
    """A client of Demands: a report whose rows are not posted on demand has fault F5."""

    NAME = "Demands"
    KEPT = ("RowsDemanded", "LeafDemanded", "RowsOpened", "LeafOpened")

    def demand(self, digest: bytes, kind: DemandKind, place: int) -> Demand:
        """Returns the demand for a subtree or a leaf of a report. `place` is the subtree's index or the position."""
        epoch, asker, until, answered = self.read("demand", self.read("key", digest, kind, place))
        return Demand(epoch=epoch, asker=Address(asker), until=until, answered=answered)

    def waiting(self, digest: bytes, proposed_at: int) -> list[Waiting]:
        """Returns the demands of a standing report that nobody has answered, whoever made them.

        `proposed_at` is when it was proposed (block time, seconds). While an endpoint hides some, it returns the others,
        and the next call reads them again at another endpoint.
        """
        count = self.open_of(digest)
        waiting: list[Waiting] = []
        for kind, asked, opened, place in _EVENTS:
            answered = {event["args"][place] for event in self.events(opened, digest=digest)}
            asking = (event["args"] for event in self.events(asked, digest=digest))
            waiting += [Waiting(kind, one[place], one["until"]) for one in asking if one[place] not in answered]
        if len(waiting) != count:
            self.connection.read_again(self.contract, self.KEPT, proposed_at)
        return waiting

    def asked(self, digest: bytes, kind: DemandKind) -> set[int]:
        """Returns the places that somebody has demanded of a report, as the kept events tell."""
        name, place = ("RowsDemanded", "subtree") if kind is DemandKind.ROWS else ("LeafDemanded", "pos")
        return {event["args"][place] for event in self.events(name, digest=digest)}

    def opened(self, digest: bytes, since: int) -> set[tuple[DemandKind, int]]:
        """Returns the kinds and places of the demands of a report that somebody has answered.

        Raises Unavailable while an endpoint hides one. They are then read again since a block time (seconds).
        """
        asked, opened = set[tuple[DemandKind, int]](), set[tuple[DemandKind, int]]()
        for kind, asking, opening, place in _EVENTS:
            asked |= {(kind, event["args"][place]) for event in self.events(asking, digest=digest)}
            opened |= {(kind, event["args"][place]) for event in self.events(opening, digest=digest)}
        if len(asked) - len(opened) != self.open_of(digest) or not opened <= asked:
            self.miss(f"demands or answers of the report 0x{digest.hex()}", self.KEPT, since)
        return opened

    def open_of(self, digest: bytes) -> int:
        """Returns how many demands of a report wait for an answer."""
        return self.read("open_of", digest)

    def holds(self, digest: bytes) -> bool:
        """Tells whether demands keep a report from becoming final."""
        return self.read_until(lambda holds: UNTIL_NEXT_BLOCK if holds else None, "holds", digest)

    def demand_rows(self, epoch: int, subtree: int) -> ContractFunction:
        """Demands 256 rows. Approve the deposit first."""
        return self.write("demand_rows", epoch, subtree)

    def demand_leaf(self, epoch: int, row: Row, proof: Sequence[bytes]) -> ContractFunction:
        """Demands the batch leaf of a row above the floor. Approve the deposit first."""
        return self.write("demand_leaf", epoch, astuple(row), list(proof))

    def answer_rows(self, epoch: int, subtree: int, rows: Sequence[Row], proof: Sequence[bytes]) -> ContractFunction:
        """Answers a demand for rows."""
        return self.write("answer_rows", epoch, subtree, [astuple(row) for row in rows], list(proof))

    def answer_leaf(self, epoch: int, pos: int, batch: int, leaf: Leaf, proof: Sequence[bytes]) -> ContractFunction:
        """Answers a demand for a batch leaf."""
        return self.write("answer_leaf", epoch, pos, batch, leaf_fields(leaf), list(proof))

    def challenge_unopened(self, epoch: int, kind: DemandKind, place: int) -> ContractFunction:
        """Proves fault F5: a demand was not answered in time."""
        return self.write("challenge_unopened", epoch, kind, place)

    def take_back(self, digest: bytes, kind: DemandKind, place: int) -> ContractFunction:
        """Returns the deposit of a demand whose report has fallen."""
        return self.write("take_back", digest, kind, place)
