"""What a watcher does about a standing report that is not its own: one step at a time, from the chain anew."""

from structlog import get_logger

from kula.node.validator.watching.challenging import challenge, unknown_leaves
from kula.node.validator.watching.demands import ask_for_leaf, ask_for_rows, opened_payees
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material


class Watch:
    """Brings wrong reports down: by a fault, or by demanding what hides it."""

    def __init__(self, ledgers: Ledgers, sender: Sender) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._sender = sender
        self._log = get_logger("watch")

    def step(self, material: Material) -> None:
        """Send the next call against the epoch's standing report; returns when there is nothing (more) to do.

        Raises Unavailable while something that was demanded has time to be shown.
        """
        epoch, now = material.epoch, self._network.connection.now()
        try:
            ledger = self._ledgers.at(epoch)
        except Unavailable as hidden:
            call = ask_for_rows(self._network, epoch, now)
            if not call:
                raise Unavailable(f"epoch {epoch}: the standing report hides its rows, they are demanded") from hidden
            self._allow_deposits()
            self._sender.send(call)
            raise Unavailable(f"epoch {epoch}: demanded what the standing report hides") from hidden
        payees = opened_payees(self._network, epoch)
        call = challenge(self._ledgers, ledger, material, payees)
        if call:
            self._sender.send(call)
            return
        self._ask_for_leaves(ledger, unknown_leaves(ledger, material, payees), now)

    def _ask_for_leaves(self, ledger: Ledger, unknown: list[int], now: int) -> None:
        if not unknown:
            self._log.error(
                "differs", epoch=ledger.epoch, problem="the standing report is not ours, and shows no fault"
            )
            return
        call = ask_for_leaf(self._network, ledger, unknown, now)
        if call:
            self._allow_deposits()
            self._sender.send(call)
        raise Unavailable(f"epoch {ledger.epoch}: {len(unknown)} batch leaves are hidden, they are demanded")

    def _allow_deposits(self) -> None:
        token, demands = self._network.token, self._network.demands.address
        if token.allowance(self._sender.address, demands) < 2**128:
            self._sender.send(token.approve(demands, 2**256 - 1))
