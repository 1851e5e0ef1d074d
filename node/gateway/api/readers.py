"""Which accounts may read the keys and salts of an epoch's records."""

from kula.node.settings import GatewaySettings
from kula.protocol.chain.clients.judgements import RoundState
from kula.protocol.chain.network import Network
from kula.protocol.types import Address, Seat

_ROUNDS = 8
"""The newest rounds. Older ones are over."""


def readers_of(network: Network, settings: GatewaySettings, epoch: int) -> set[Address]:
    """Returns the accounts that may read the entries of a closed epoch.

    1. Until the epoch is final: its seats, who score and report it.
    2. When it is final: the curators that the settings name, the seats that judge candidates on its records, and its
       seats that still sit, because their index of earlier records may lack it.
    3. If the settings take newcomers: every seat of the newest closed epoch, when it is final.
    """
    own = _operators(seats_of(network, epoch))
    if epoch > network.reports.final_upto():
        return own
    sitting = _operators(seats_of(network, network.batches.current() - 1))
    curators = {Address(account) for account in settings.curators}
    return curators | _judges(network, epoch) | (sitting if settings.newcomers else own & sitting)


def seats_of(network: Network, epoch: int) -> list[Seat]:
    """Returns the seats of an epoch; none while it is open."""
    state = network.scores.epoch(epoch)
    return network.validators.seats(state.set_id) if state.closed_at else []


def _judges(network: Network, epoch: int) -> set[Address]:
    """Returns the seats of open votes on candidates that are judged on an epoch's records."""
    judges: set[Address] = set()
    last = network.judgements.last_round()
    for number in range(max(1, last - _ROUNDS + 1), last + 1):
        judged = network.judgements.round(number)
        if judged.state == RoundState.VOTING and judged.first <= epoch <= judged.last:
            judges |= _operators(network.validators.seats(judged.set_id))
    return judges


def _operators(seats: list[Seat]) -> set[Address]:
    return {seat.operator for seat in seats}
