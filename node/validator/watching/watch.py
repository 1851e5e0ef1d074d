"""What we do about a standing report that differs from ours: one step at a time, from the chain anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from structlog import get_logger
from web3.contract.contract import ContractFunction

from kula.node.validator.watching.challenging import ProvenRows, challenges, unknown_rows
from kula.node.validator.watching.demands import Asking, answer_demands, opened_payees
from kula.node.validator.watching.deposits import Deposits
from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.ledgers.opened import OpenedRows
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.types import Address, Row

log = get_logger("watch")


@dataclass(slots=True)
class Watch:
    """Brings wrong reports down: proves a fault, or first demands the rows and leaves that are withheld."""

    ledgers: Ledgers
    sender: Sender
    deposits: Deposits
    _asking: Asking = field(init=False)

    def __post_init__(self) -> None:
        self._asking = Asking(self.ledgers.network, self.sender, self.deposits)

    def step(self, material: Material) -> bool:
        """Send the next transaction against the epoch's standing report.

        Rows that are not at hand are hidden, whatever the reason. What was posted on demand is used at once: a fault in
        one range of rows is enough. Returns False after a demand or an answer: the next one may follow at once. Returns
        True when nothing more can be done. Raises Unavailable while what was demanded may still be posted, or an earlier ledger
        may still be read. Raises ChainRefused.
        """
        network, epoch = self.ledgers.network, material.epoch
        now, state = network.connection.now(), network.reports.standing(epoch)
        if self._asking.overdue(state, epoch, now):
            log.info("challenge", epoch=epoch, fault="challenge_unopened")
            return True
        at_hand = self._rows(epoch)
        payees = opened_payees(network, epoch)
        if at_hand.rows and self._challenge(at_hand, material, payees):
            return True
        missing = at_hand.missing if isinstance(at_hand, OpenedRows) else []
        unknown = unknown_rows(at_hand, material, payees, network.parameters.floor)
        if self._ask(state, at_hand, missing, unknown, now) or self._answer(at_hand, material):
            return False
        self._require_all(state, epoch, missing, unknown)
        log.error("differs", epoch=epoch, problem="the standing report is not ours, but shows no fault")
        return True

    def _challenge(self, at_hand: ProvenRows, material: Material, payees: Mapping[int, Address]) -> bool:
        """Prove a fault that the rows show. Returns whether there was one. Raises ChainRefused if each was refused."""
        refusal: ChainRefused | None = None
        for call in challenges(self.ledgers, at_hand, material, payees):
            try:
                log.info("challenge", epoch=at_hand.epoch, fault=call.fn_name)
                self.sender.send(call)
                return True
            except ChainRefused as refused:
                refusal = refused
        if refusal:
            raise refusal
        return False

    def _rows(self, epoch: int) -> Ledger | OpenedRows:
        try:
            return self.ledgers.at(epoch)
        except Unavailable:
            return self.ledgers.opened(epoch)

    def _answer(self, at_hand: ProvenRows, material: Material) -> bool:
        """Post one thing that others demand and we hold. It helps whoever can check more than we can."""
        network = self.ledgers.network
        if not isinstance(at_hand, Ledger) or not network.demands.open_of(self.ledgers.state(at_hand.epoch).digest):
            return False
        return send_first(self.sender, answer_demands(network, at_hand, material))

    def _ask(
        self, state: ReportState, at_hand: Ledger | OpenedRows, missing: list[int], unknown: list[Row], now: int
    ) -> bool:
        """Demand one of the ranges of rows that are not known, or else a leaf of the known rows. Returns whether it did."""
        asked = bool(missing) and self._asking.rows(state, at_hand.epoch, missing, now)
        asked = asked or (bool(unknown) and self._asking.leaf(state, at_hand, unknown, now))
        if asked:
            log.info("demanded", epoch=at_hand.epoch, ranges=len(missing), leaves=len(unknown))
        return asked

    def _require_all(self, state: ReportState, epoch: int, missing: list[int], unknown: list[Row]) -> None:
        """Raises Unavailable while rows, leaves or an earlier ledger that could show a fault are withheld."""
        if missing or unknown:
            raise Unavailable(
                f"epoch {epoch}: the standing report withholds {len(missing)} ranges of rows and {len(unknown)} leaves"
            )
        hidden = self.ledgers.at_hand(state.parent).hidden
        if hidden:
            raise Unavailable(f"epoch {epoch}: the starts of its rows rest on the hidden ledgers of epochs {hidden}")


def send_first(sender: Sender, calls: Iterable[ContractFunction]) -> bool:
    """Sends the first call that the chain takes. Returns whether there was one. So no flood of them keeps us for long."""
    for call in calls:
        try:
            sender.send(call)
        except ChainRefused as refused:
            log.info("refused", call=call.fn_name, reason=refused.reason)
        else:
            return True
    return False
