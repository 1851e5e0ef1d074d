"""The ledgers of a deployment: read from the chain and the store, checked against the root on chain, and kept.

A ledger does not change while its report is live, so it is fetched once. If a report falls, the next one has another
state on chain. A ledger that was kept under another state is not used.
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
"""Most rows of all kept ledgers: eight full epochs, about 68 MB with their trees. The newest ledgers are kept."""


class Ledgers:
    """A reader of one deployment's ledgers. `network` knows which ledgers exist, and `store` holds their rows."""

    def __init__(self, network: Network, store: Store) -> None:
        self.network = network
        self.store = store
        self._kept: dict[int, tuple[ReportState, Ledger]] = {}
        self._final: dict[int, ReportState] = {}
        self._payments: tuple[int, Mapping[Address, Earlier]] = (0, {})
        """A final epoch, and every account's last row up to and including it."""

    def at(self, epoch: int) -> Ledger:
        """Returns the ledger of an epoch's live or final report.

        Its rows come from the file in the store. If the store does not hold it, they come from answers to demands.
        Raises Unavailable if the epoch has no ledger, or if no place holds its rows. Raises IntegrityError if the rows
        do not hash to the root on chain.
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
        """Returns the epochs with a ledger up to `upto`, oldest first. Each is the parent of the next.

        With 0, the list is empty. With None, it ends at the newest ledger.
        """
        epochs: list[int] = []
        epoch = self.network.reports.tip() if upto is None else upto
        while epoch:
            epochs.append(epoch)
            epoch = self.state(epoch).parent
        return epochs[::-1]

    def line(self, upto: int | None = None) -> dict[int, Ledger]:
        """Returns the ledgers of `epochs(upto)` by epoch, oldest first. Raises the same errors as `at`."""
        return {epoch: self.at(epoch) for epoch in self.epochs(upto)}

    def payments_upto(self, epoch: int) -> Mapping[Address, Earlier]:
        """Returns every account's last row in the ledgers up to and including `epoch` (0: no account has one).

        The next epoch's ledger continues from these rows. Raises the same errors as `at`.
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
        """Returns the chain's state of an epoch's live or final report."""
        # This order matters: if the epoch is final, the report that is read afterwards can no longer fall.
        if epoch in self._final:
            return self._final[epoch]
        final = epoch <= self.network.reports.final_upto()
        state = self.network.reports.standing(epoch)
        if final:
            self._final[epoch] = state
        return state

    def _keep(self, epoch: int, state: ReportState, ledger: Ledger) -> None:
        """Keeps a ledger, then drops the oldest ones beyond KEPT_ROWS, because the newest are read most often."""
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
            rows += [Row(**row) for row in demands.arguments(opened[subtree], "answer_rows")["rows"]]
        return rows
