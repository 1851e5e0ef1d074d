"""What attacks share: four contributors, good scores, and validators that sign any false ledger."""

from dataclasses import replace

from kula.protocol.ledgers.ledger import Ledger, price_of
from kula.protocol.types import Row
from tests.invariants.lies import refitted
from tests.support.actors import Actor, actor
from tests.support.evm_network import Network

PEOPLE = [actor(f"contributor {i}").address for i in range(4)]
GOOD = [bytes([200] * 4)] * 5


def reported(net: Network, rows: list[Row], honest: Ledger) -> Ledger:
    """Makes a ledger of these rows that all validators sign, and proposes it."""
    price = price_of(rows[-1].sum_credit, net.batches.budget_of(honest.epoch), net.parameters.cap)
    ledger = Ledger(honest.dom, honest.epoch, tuple(rows), price)
    net.propose(ledger)
    return ledger


def in_order(net: Network, rows: list[Row]) -> list[Row]:
    """The rows sorted, numbered and summed, so that only the intended lie is wrong."""
    return [replace(row, t=t) for t, row in enumerate(refitted(rows, net.parameters.floor))]


def two_epochs(net: Network, gateway: Actor) -> Ledger:
    """One final epoch, and the honest ledger of a second epoch that has no report yet."""
    net.turn(gateway, PEOPLE, GOOD)
    return net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
