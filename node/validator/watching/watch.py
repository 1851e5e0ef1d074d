"""What a validator does about a standing report that differs from its own: one step at a time, from the chain anew."""

from dataclasses import dataclass

from structlog import get_logger

from kula.node.validator.watching.challenging import challenge, unknown_leaves
from kula.node.validator.watching.demands import ask_for_leaf, ask_for_rows, opened_payees
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material

log = get_logger("watch")


@dataclass(frozen=True, slots=True)
class Watch:
    """Brings wrong reports down: proves a fault, or first demands the rows and leaves that are withheld."""

    ledgers: Ledgers
    sender: Sender

    def step(self, material: Material) -> None:
        """Send the next transaction against the epoch's standing report. Returns when nothing (more) can be done.

        Raises Unavailable while rows or leaves that were demanded may still be posted.
        """
        network, epoch = self.ledgers.network, material.epoch
        now = network.connection.now()
        try:
            ledger = self.ledgers.at(epoch)
        except Unavailable as withheld:
            call = ask_for_rows(network, epoch, now)
            if call:
                self._allow_deposits()
                self.sender.send(call)
            raise Unavailable(
                f"epoch {epoch}: the standing report withholds its rows, which are demanded"
            ) from withheld
        payees = opened_payees(network, epoch)
        call = challenge(self.ledgers, ledger, material, payees)
        if call:
            self.sender.send(call)
            return
        self._ask_for_leaves(ledger, unknown_leaves(ledger, material, payees), now)

    def _ask_for_leaves(self, ledger: Ledger, unknown: list[int], now: int) -> None:
        if not unknown:
            log.error("differs", epoch=ledger.epoch, problem="the standing report is not ours, but shows no fault")
            return
        call = ask_for_leaf(self.ledgers.network, ledger, unknown, now)
        if call:
            self._allow_deposits()
            self.sender.send(call)
        raise Unavailable(f"epoch {ledger.epoch}: {len(unknown)} batch leaves are withheld, which are demanded")

    def _allow_deposits(self) -> None:
        token, demands = self.ledgers.network.token, self.ledgers.network.demands.address
        if token.allowance(self.sender.address, demands) < 2**128:
            self.sender.send(token.approve(demands, 2**256 - 1))
