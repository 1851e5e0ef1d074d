"""Penalties for validators that do not reveal: a fine per absence, and jail for a validator that is absent too often.

Any account may call them. The gateway does.
"""

from collections.abc import Iterator

from web3.contract.contract import ContractFunction

from kula.contracts.modules.constants import JAIL_EPOCHS
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.ledgers.absences import counts_absences, jailable
from kula.protocol.types import Address


def absent_seats(state: ScoreRound) -> list[int]:
    """Returns the seats that committed and did not reveal, once reveals are over."""
    return [i for i in range(state.seats) if state.has_committed(i) and not state.has_revealed(i)]


def missed_seats(state: ScoreRound) -> list[int]:
    """Returns the seats that did not reveal, once reveals are over."""
    return [i for i in range(state.seats) if not state.has_revealed(i)]


class Police:
    """Finds the penalties that are due.

    It reads each epoch once, when its reveals are over. After a restart it reads the last JAIL_EPOCHS again.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._read_upto = 0
        self._misses: dict[Address, list[tuple[int, int]]] = {}

    def calls(self) -> Iterator[ContractFunction]:
        """Yields the calls that are due now."""
        last = self._network.reports.head()
        for epoch in range(max(self._read_upto, last - JAIL_EPOCHS) + 1, last + 1):
            self._read_upto = epoch
            state = self._network.scores.epoch(epoch)
            if not counts_absences(state.report_from, state.revealed_weight, state.total_weight):
                continue
            owners = self._network.validators.owners(state.set_id)
            for seat in absent_seats(state):
                if not self._network.pay.fined(epoch) >> seat & 1:
                    yield self._network.pay.fine_absence(epoch, seat)
            for seat in missed_seats(state):
                self._misses.setdefault(owners[seat], []).append((epoch, seat))
        for owner, misses in self._misses.items():
            jailed_upto = self._network.validators.jailed_upto(owner)
            absences = jailable(misses, self._network.batches.current() - 1, jailed_upto)
            if absences:
                yield self._network.validators.jail(owner, absences)
