"""The shortest windows that a chain allows, from its finality lag, the nodes' work and the time to send. Pure.

An epoch is lost if honest nodes cannot act in time. So each window is at least what the slowest step needs:

    two lags     to see the step before it, and to be sure of the own one
    work         what the nodes compute meanwhile
    sending      until the transactions of all seats or gateways are in
    patience     for failures of the RPC; where people must act, also the time to wake somebody
"""

from collections.abc import Mapping
from dataclasses import asdict
from math import ceil

from kula.contracts.modules.constants import MAX_CANDIDATES
from kula.protocol.chain.presets import ENVELOPE_BYTES, Preset
from kula.protocol.errors import RefusedByPolicy
from kula.protocol.parameters import Parameters
from kula.protocol.types import MAX_PLACES, MAX_SEATS

# Gas of one transaction at the limits of the protocol. tests/gas/test_chains.py compares it with what was measured.
COMMIT_GAS = 75_000
REVEAL_GAS = 680_030
PROPOSE_GAS = 500_000
DEMAND_GAS = 190_000
ANSWER_GAS = 985_340
VOTE_GAS = 150_000
BATCH_GAS = 300_000
DEMANDS = 64
"""Demands, or answers to them, that may have to be sent at once: all rows of a full epoch are 64 ranges."""
LARGEST_REVEAL_GAS = 850_000
"""Gas that a Sender asks for to reveal the scores of a full epoch. It asks for a quarter more than the reveal uses."""
LARGEST_REVEAL_BYTES = 16_836
"""Bytes of the signed transaction that reveals the scores of a full epoch."""


def least_windows(preset: Preset) -> dict[str, int]:
    """Returns the shortest windows of a chain in seconds, by the name of their Parameter, and `post_seconds`."""
    work, two_lags = preset.work, 2 * preset.lag_seconds
    reveal = two_lags + sending(preset, MAX_SEATS, REVEAL_GAS) + work.patience
    published = work.ledger + work.collect + work.turns
    report = two_lags + published + sending(preset, MAX_SEATS, PROPOSE_GAS) + work.patience
    challenged = two_lags + work.gather + work.score + sending(preset, DEMANDS, DEMAND_GAS)
    candidates = MAX_CANDIDATES * work.candidate
    return {
        # An epoch does not wait for the reveals and the report of the one before.
        "open_seconds": reveal + report + preset.lag_seconds + work.patience,
        "commit_seconds": two_lags + work.gather + work.score + sending(preset, MAX_SEATS, COMMIT_GAS) + work.patience,
        "reveal_seconds": reveal,
        "report_seconds": report,
        # A watcher may need three tries.
        "challenge_seconds": 3 * (challenged + work.patience + work.people),
        "answer_seconds": two_lags + sending(preset, DEMANDS, ANSWER_GAS) + work.patience + work.people,
        "vote_seconds": two_lags + candidates + sending(preset, MAX_SEATS, VOTE_GAS) + work.patience,
        "post_seconds": sending(preset, MAX_PLACES, BATCH_GAS) + 2 * preset.block_seconds + work.collect,
    }


def sending(preset: Preset, count: int, gas: int) -> int:
    """Returns the seconds until `count` transactions of `gas` are in.

    A quarter of each block is to be had, and the fee may have to be raised twice.
    """
    return 3 * preset.block_seconds * ceil(count * gas / (preset.block_gas // 4))


def require_windows(preset: Preset, parameters: Parameters) -> None:
    """Raises RefusedByPolicy if a window is shorter than the chain allows, and names all that are.

    It refuses a vote that outlasts a challenge window too, as the contracts do, because stake could leave before its end.
    """
    require_at_least(least_windows(preset), asdict(parameters), preset.name)
    vote, challenge = parameters.vote_seconds, parameters.challenge_seconds
    if vote > challenge:
        longest = f"vote_seconds is {vote}, at most challenge_seconds ({challenge})"
        raise RefusedByPolicy("parameters", f"{longest}. Lower the one or raise the other in --parameters")


def require_at_least(least: Mapping[str, int], windows: Mapping[str, int], chain: str) -> None:
    """Raises RefusedByPolicy if a window of `windows` is shorter than the one of the same name in `least`."""
    short = [
        f"{name} is {windows[name]}, at least {need}" for name, need in least.items() if windows.get(name, need) < need
    ]
    if short:
        raise RefusedByPolicy(
            "parameters", f"too short for {chain} (seconds): {'; '.join(short)}. Raise them in --parameters"
        )


def require_lag(preset: Preset, lag_seconds: int) -> None:
    """Raises RefusedByPolicy if the chain's measured finality lag is longer than the preset plans for."""
    if lag_seconds > preset.lag_seconds:
        raise RefusedByPolicy(
            "lag",
            f"{preset.finality} blocks of {preset.name} are {lag_seconds} s behind, "
            f"the windows allow {preset.lag_seconds} s; wait until the chain has recovered, or ask another RPC",
        )


def require_room(preset: Preset | None, block_gas: int) -> None:
    """Raises RefusedByPolicy if the largest reveal does not fit into a transaction or block of the chain.

    `block_gas` is the gas limit of its newest block. Without a preset, only the block is known.
    """
    fits = preset is None or preset.holds(LARGEST_REVEAL_GAS, LARGEST_REVEAL_BYTES - ENVELOPE_BYTES)
    if not fits or block_gas < LARGEST_REVEAL_GAS:
        raise RefusedByPolicy(
            "limits",
            f"a reveal of a full epoch asks for {LARGEST_REVEAL_GAS:,} gas and {LARGEST_REVEAL_BYTES:,} bytes, "
            "which this chain does not take; choose another chain",
        )
