"""The ledgers of a deployment: read from chain and store, checked against the root on chain, and kept.

A ledger never changes while its report stands, so it is fetched once. A report that falls is replaced by one with another
state on chain, and what was kept under the old state is not used again.
"""

from collections.abc import Mapping

from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.chain.network import Network
from kula.protocol.encoding import unpack_rows
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.reading.published import SUBTREE, subtrees
from kula.protocol.types import Address, Row

KEPT_ROWS = 131_072
"""Rows of kept ledgers, at most: eight full epochs, 68 MB with their trees (8.4 MB per full epoch). The newest ledgers stay."""


class Ledgers:
    """Reads ledgers of one deployment. `network` says which ledgers there are, `store` holds their rows."""

    def __init__(self, network: Network, store: Store) -> None:
        self.network = network
        self.store = store
        self._kept: dict[int, tuple[ReportState, Ledger]] = {}
        self._final: dict[int, ReportState] = {}
        self._payments: tuple[int, Mapping[Address, Earlier]] = (0, {})
        """A final epoch, and what every account's last row up to it says."""

    def at(self, epoch: int) -> Ledger:
        """The ledger of an epoch's standing or final report.

        Its rows come from the file in the store, or else from what was posted on demand. Raises Unavailable when the epoch
        has no ledger or its rows are nowhere, IntegrityError when the rows do not hash to the root on chain.
        """
        state = self.state(epoch)
        if not state.exists:
            raise Unavailable(f"epoch {epoch} has no ledger")
        kept = self._kept.get(epoch)
        if kept and kept[0] == state:
            return kept[1]
        ledger = self._read(epoch, state)
        self._keep(epoch, state, ledger)
        return ledger

    def epochs(self, upto: int | None = None) -> list[int]:
        """The epochs with a ledger from the first to `upto` (0: none; None: the newest), each the parent of the next."""
        epochs: list[int] = []
        epoch = self.network.reports.tip() if upto is None else upto
        while epoch:
            epochs.append(epoch)
            epoch = self.state(epoch).parent
        return epochs[::-1]

    def line(self, upto: int | None = None) -> dict[int, Ledger]:
        """The ledgers of `epochs(upto)` by epoch, oldest first. Raises what `at` raises."""
        return {epoch: self.at(epoch) for epoch in self.epochs(upto)}

    def payments_upto(self, epoch: int) -> Mapping[Address, Earlier]:
        """What every account's last row says, in the line of ledgers that ends at `epoch` (0: nobody was paid).

        The next epoch's ledger continues from it. Raises what `at` raises.
        """
        epochs = self.epochs(epoch)
        known, payments = self._payments
        start = epochs.index(known) + 1 if known in epochs else 0
        payments = payments if start else {}
        for number in epochs[start:]:
            payments = self.at(number).earlier_after(payments)
            if number in self._final and number > known:
                self._payments = number, payments
        return payments

    def state(self, epoch: int) -> ReportState:
        """What the chain knows of an epoch's standing or final report."""
        # Whether it is final is asked first: what is read after that can no longer fall.
        if epoch in self._final:
            return self._final[epoch]
        final = epoch <= self.network.reports.final_upto()
        state = self.network.reports.standing(epoch)
        if final:
            self._final[epoch] = state
        return state

    def _keep(self, epoch: int, state: ReportState, ledger: Ledger) -> None:
        """Keep a ledger, then let go of the oldest ones that exceed the limit: a walk of the line needs the newest most."""
        self._kept[epoch] = state, ledger
        rows = 0
        for epoch in sorted(self._kept, reverse=True):
            rows += len(self._kept[epoch][1].rows)
            if rows > KEPT_ROWS:
                del self._kept[epoch]

    def _read(self, epoch: int, state: ReportState) -> Ledger:
        try:
            rows = self._rows_in_store(epoch)
        except Unavailable:
            rows = self._rows_on_chain(state)
        ledger = Ledger(self.network.dom, epoch, tuple(rows), state.price)
        if len(rows) != state.records or ledger.root != state.root:
            raise IntegrityError(f"ledger of epoch {epoch}", "does not hash to the root on chain")
        return ledger

    def _rows_in_store(self, epoch: int) -> list[Row]:
        proposed = self.network.reports.proposed(epoch)
        if not proposed:
            raise Unavailable(f"the proposal of epoch {epoch} is not among the chain's events")
        node = self.store.get_node(bytes32_to_cid(proposed["args"]["files"]))
        return unpack_rows(self.store.read_file(str(node["rows"])))

    def _rows_on_chain(self, state: ReportState) -> list[Row]:
        demands = self.network.demands
        opened = {e["args"]["subtree"]: e for e in demands.events("RowsOpened", digest=state.digest)}
        rows: list[Row] = []
        for subtree in range(subtrees(state.records)):
            if subtree not in opened:
                raise Unavailable(f"rows {subtree * SUBTREE} and on are neither in the store nor shown on demand")
            rows += [Row(**row) for row in demands.arguments(opened[subtree])["rows"]]
        return rows
