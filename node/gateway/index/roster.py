"""Who validates, and where the gateways with a place are. Read from the chain now and then, never per request."""

from dataclasses import asdict, dataclass

from kula.node.gateway.database.chain import ChainCopy, ChainState
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.reading.gateways import origin_to_ask
from kula.protocol.types import Address

EPOCHS = 12
"""The newest epochs whose seats are looked at."""
_SECONDS = 600
"""How old the roster may be while the epoch stays the same (block time)."""
_FACT = "roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A validator. `stake` is in the token's smallest unit, in decimal."""

    owner: Address
    operator: Address
    """The key that acts for the stake."""
    stake: str
    seated: bool
    """Whether it has a seat in a snapshot that is taken now."""
    jailed_until: int
    """Block time in seconds; 0 if it was never jailed."""


@dataclass(frozen=True, slots=True)
class RosterReader:
    """Keeps the roster in the database: who has a seat now, and who had one in the newest epochs."""

    network: Network
    chain: ChainCopy

    def turn(self) -> None:
        """Reads the roster if an epoch has opened since the last time, or if it is old."""
        state, kept = self.chain.state(), self.chain.fact(_FACT)
        if not state or (kept and kept["epoch"] == state.epoch and state.now - kept["at"] < _SECONDS):
            return
        members = [asdict(member) for member in self._members(state)]
        origins = self._origins()
        self.chain.put_fact(_FACT, {"epoch": state.epoch, "at": state.now, "members": members, "origins": origins})

    def _origins(self) -> list[str]:
        gateways, anywhere = self.network.gateways, self.network.addresses.chain_id == LOCAL_CHAIN_ID
        origins = {origin_to_ask(gateways.url_of(holder), anywhere=anywhere) for holder in gateways.holders()}
        return sorted(origins - {""})

    def _members(self, state: ChainState) -> list[Member]:
        validators = self.network.validators
        weights = {seat.operator: seat.weight for seat in validators.active()}
        rows = self.chain.epochs_after(max(0, state.epoch - EPOCHS - 1))
        owners = {Address(owner) for row in rows for owner in row.owners}
        operators = {owner: validators.operator_of(owner) for owner in sorted(owners)}
        # A seat of somebody who was in no snapshot yet: only its operator is known.
        new = weights.keys() - set(operators.values())
        return [self._member(owner, operator, weights.get(operator)) for owner, operator in operators.items()] + [
            self._member(operator, operator, weights[operator]) for operator in sorted(new)
        ]

    def _member(self, owner: Address, operator: Address, weight: int | None) -> Member:
        validators = self.network.validators
        return Member(
            owner=owner,
            operator=operator,
            stake=str(validators.stake_of(owner) if weight is None else weight),
            seated=weight is not None,
            jailed_until=validators.jailed_until(owner),
        )


def kept_members(chain: ChainCopy) -> list[Member]:
    """Returns the roster as it was read last; nobody before the first time."""
    kept = chain.fact(_FACT)
    return [Member(**member) for member in kept["members"]] if kept else []


def kept_origins(chain: ChainCopy, own: str = "") -> list[str]:
    """Returns the origins of the gateways with a place, as they were read last, without our own."""
    kept = chain.fact(_FACT) or {}
    return [origin for origin in kept.get("origins", []) if origin != own]
