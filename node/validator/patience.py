"""Upkeep of the chain by validators: what a gateway left undone for a while, one seat after the other, so that few race."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from web3.contract.contract import ContractFunction

from kula.protocol.chain.network import Network
from kula.protocol.chain.upkeep import Upkeep

_LEAVE_SECONDS = 10
"""How long a due call is left to gateways."""
_STAGGER_SECONDS = 3
"""How much longer each seat waits than the seat before."""


@dataclass(slots=True)
class Patience:
    """Yields the calls of Upkeep that stayed due for long enough. Time is block time."""

    network: Network
    _upkeep: Upkeep = field(init=False)
    _since: dict[tuple[object, ...], int] = field(default_factory=dict, init=False)
    """Since when a call is due, by its name and the number of its epoch."""

    def __post_init__(self) -> None:
        self._upkeep = Upkeep(self.network)

    def calls(self, seat: int) -> Iterator[ContractFunction]:
        """Yields what is due for us, who have a seat. Raises Unavailable."""
        now = self.network.connection.now()
        still: dict[tuple[object, ...], int] = {}
        for call in self._upkeep.calls():
            key = (call.fn_name, *call.args[:1])
            still[key] = self._since.get(key, now)
            if now - still[key] >= _LEAVE_SECONDS + _STAGGER_SECONDS * seat:
                yield call
        self._since = still
