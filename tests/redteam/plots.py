"""What attacks share: contributors, good scores, crowds, lost epochs, and validators that sign any false ledger."""

from dataclasses import replace

from kula.protocol.ledgers.ledger import Ledger, price_of
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH, Row
from tests.invariants.lies import refitted
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network

PEOPLE = [actor(f"contributor {i}").address for i in range(4)]
GOOD = [bytes([200] * 4)] * 5
MINIMUM = 1_000 * TOKEN
"""The smallest bond of a gateway with a place."""
LEAF = (b"\x01" * 32, PEOPLE[0], b"\x02" * 32)
"""A direct record, as the contracts take it."""


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


def post(net: Network, gateway: Actor, count: int = 1) -> int:
    """Posts a batch of records that nobody looks at. Returns its number."""
    first = net.batches.next_seq(gateway.address)
    return net.batches.post_batch(first, count, b"\x01" * 32, ZERO_HASH, sender=gateway.address)


def crowd(net: Network, gateway: Actor, count: int = 1) -> int:
    """Posts batches of so many records until the contracts refuse. Returns how many they took."""
    for taken in range(100):
        try:
            post(net, gateway, count)
        except Reverted:
            return taken
    raise AssertionError("an epoch took a hundred batches")


def submit(net: Network, person: Actor, times: int = 1) -> None:
    """Submits direct records, whatever they cost."""
    for _ in range(times):
        net.batches.submit_direct(LEAF, ZERO_HASH, 2**15 * TOKEN, sender=person.address)


def passed(net: Network, revealed: int = 0) -> int:
    """Closes the open epoch and lets its reveals pass; only the first seats reveal. Returns the epoch."""
    epoch = net.close()
    scores = bytes([200] * net.scores.epoch(epoch).records)
    for seat in range(revealed):
        net.commit(epoch, seat, scores)
    pass_time(net.parameters.commit_seconds)
    for seat in range(revealed):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    return epoch


def lose(net: Network, revealed: int = 0) -> int:
    """Closes the open epoch and lets it end without quorum. Returns the epoch."""
    epoch = passed(net, revealed)
    net.reports.expire(epoch)
    return epoch
