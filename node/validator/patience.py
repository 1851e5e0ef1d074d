"""Duties towards the chain that anybody may do: what others left undone for a while, one seat after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from structlog import get_logger
from web3.contract.contract import ContractFunction

from kula.protocol.chain.network import Network
from kula.protocol.chain.upkeep import Upkeep
from kula.protocol.errors import unexpected

_LEAVE_SECONDS = 10
"""How long a due call is left to gateways."""
_STAGGER_SECONDS = 3
"""How much longer each seat waits than the seat before."""

log = get_logger("upkeep")


class Duty(Protocol):
    """A reason to send transactions: upkeep, lazy seats, double signatures, deposits that come back."""

    def calls(self) -> Iterator[ContractFunction]:
        """Yields the calls that are due now."""
        ...


@dataclass(slots=True)
class Patience:
    """Yields our own calls at once, and those of Upkeep and `duties` that stayed due for long enough, in block time."""

    network: Network
    duties: Sequence[Duty] = ()
    """What anybody may do, so that few should race for it."""
    own: Sequence[Duty] = ()
    """What nobody does for us: our seat, our deposits."""
    _upkeep: Upkeep = field(init=False)
    _since: dict[tuple[object, ...], int] = field(default_factory=dict, init=False)
    """Since when a call is due, by its name and its first two arguments."""

    def __post_init__(self) -> None:
        self._upkeep = Upkeep(self.network)

    def calls(self, seat: int) -> Iterator[ContractFunction]:
        """Yields what is due for us, who have a seat. A duty that fails is logged, and costs the others nothing."""
        yield from self._due(self.own)
        now = self.network.connection.now()
        still: dict[tuple[object, ...], int] = {}
        for call in self._due((self._upkeep, *self.duties)):
            key = (call.fn_name, *call.args[:2])
            still[key] = self._since.get(key, now)
            if now - still[key] >= _LEAVE_SECONDS + _STAGGER_SECONDS * seat:
                yield call
        self._since = still

    def _due(self, duties: Sequence[Duty]) -> Iterator[ContractFunction]:
        for duty in duties:
            try:
                yield from duty.calls()
            except Exception as error:
                log.warning("duty", duty=type(duty).__name__, problem=str(error), exc_info=unexpected(error))
