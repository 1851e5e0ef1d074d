"""Takes back the seat of our own stake: after a jail, or after larger stakes took it for a while."""

from collections.abc import Iterator, Sequence

from web3.contract.contract import ContractFunction

from kula.protocol.chain.network import Network
from kula.protocol.types import MAX_SEATS, Address


def earns_seat(stake: int, minimum: int, weights: Sequence[int]) -> bool:
    """Whether a stake gets a seat beside those that hold one. Twin: contracts/state/seat_ranks.vy."""
    return stake >= minimum and (len(weights) < MAX_SEATS or stake > min(weights))


class OwnSeat:
    """Asks for a seat while our stake holds none, once per open epoch. Only the stake's owner may, so `us` owns it."""

    def __init__(self, network: Network, us: Address) -> None:
        self._network = network
        self._us = us
        self._asked_in = 0

    def calls(self) -> Iterator[ContractFunction]:
        """Yields the call that takes a seat, if our stake is large enough and we are not in jail."""
        validators, epoch = self._network.validators, self._network.batches.current()
        if epoch == self._asked_in:
            return
        active, operator = validators.active(), validators.operator_of(self._us)
        if any(seat.operator == operator for seat in active):
            return
        weights = [seat.weight for seat in active]
        jailed = validators.jailed_until(self._us) > self._network.connection.now()
        if not jailed and earns_seat(validators.stake_of(self._us), validators.minimum(), weights):
            yield validators.take_seat()
            self._asked_in = epoch
