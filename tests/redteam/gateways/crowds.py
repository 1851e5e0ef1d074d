"""What crowds share: batches that nobody looks at, direct records, epochs that pass or are lost."""

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network

MINIMUM = 1_000 * TOKEN
"""The smallest bond of a gateway with a place."""
LEAF = (b"\x01" * 32, PEOPLE[0], b"\x02" * 32)
"""A direct record, as the contracts take it."""


def post(net: Network, gateway: Actor, count: int = 1, most: int = 2**256 - 1) -> int:
    """Posts a batch of records that nobody looks at, which burns no more bond than `most`. Returns its number."""
    first = net.batches.next_seq(gateway.address)
    return net.batches.post_batch(first, count, b"\x01" * 32, ZERO_HASH, most, sender=gateway.address)


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
