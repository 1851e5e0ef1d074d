"""Copies what the seats measured of each adopted model into the database, once it is adopted, so that the page draws it."""

from dataclasses import dataclass
from functools import partial
from itertools import islice

from kula.node.gateway.database.chain import ChainCopy
from kula.node.gateway.database.chain_tables import ModelRow
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.program.edge import Edge
from kula.protocol.reading.verdict import verdict_of

_AT_ONCE = 8
"""Models whose losses one turn reads. Each costs four requests at most."""


@dataclass(frozen=True, slots=True)
class LossReader:
    """Reads the losses of adopted models. One that fails is tried again less and less often, and holds up no other."""

    network: Network
    chain: ChainCopy
    edge: Edge

    def turn(self) -> None:
        """Reads the losses of a few models that lack them, the newest first."""
        subjects = ((("loss", row.number), row) for row in self.chain.unmeasured())
        due = ((subject, row) for subject, row in subjects if self.edge.is_due(subject))
        for subject, row in islice(due, _AT_ONCE):
            self.edge.take(subject, partial(self._read, row))

    def _read(self, row: ModelRow) -> None:
        loss = verdict_of(self.network, row.number).loss
        if loss is None:
            raise Unavailable(f"model {row.number} is adopted, and the RPC shows no numbers of any seat; looking again")
        self.chain.put_loss(row, loss)
