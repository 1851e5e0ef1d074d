"""What anybody may do about validators that do not reveal: fine an absence, jail who is absent too often. The gateway does it."""

from collections.abc import Iterator, Sequence

from web3.contract.contract import ContractFunction

from kula.contracts.constants import JAIL_EPOCHS, JAIL_MISSES
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.types import Address


def absent_seats(state: ScoreRound) -> list[int]:
    """Seats that committed and did not reveal, once reveals are over."""
    return [i for i in range(state.seats) if state.has_committed(i) and not state.has_revealed(i)]


def missed_seats(state: ScoreRound) -> list[int]:
    """Seats that did not reveal, once reveals are over."""
    return [i for i in range(state.seats) if not state.has_revealed(i)]


def jailable(misses: Sequence[tuple[int, int]], last: int, jailed_upto: int) -> list[tuple[int, int]]:
    """The (epoch, seat) pairs that jail a validator after epoch `last`, or none. Twin: Validators.jail."""
    recent = [miss for miss in misses if miss[0] > jailed_upto and miss[0] + JAIL_EPOCHS > last]
    return recent[-JAIL_MISSES:] if len(recent) >= JAIL_MISSES else []


class Police:
    """Looks at each epoch once, when its reveals are over; a restart looks at the last JAIL_EPOCHS again."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._looked = 0
        self._misses: dict[Address, list[tuple[int, int]]] = {}

    def calls(self) -> Iterator[ContractFunction]:
        """What is due now."""
        last = self._network.reports.head()
        for epoch in range(max(self._looked, last - JAIL_EPOCHS) + 1, last + 1):
            state = self._network.scores.epoch(epoch)
            seats = self._network.validators.seats(state.set_id)
            for seat in absent_seats(state):
                if not self._network.pay.fined(epoch) >> seat & 1:
                    yield self._network.pay.fine_absence(epoch, seat)
            for seat in missed_seats(state):
                self._misses.setdefault(seats[seat].validator, []).append((epoch, seat))
            self._looked = epoch
        for validator, misses in self._misses.items():
            found = jailable(
                misses, self._network.batches.current() - 1, self._network.validators.jailed_upto(validator)
            )
            if found:
                yield self._network.validators.jail(validator, found)
