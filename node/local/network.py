"""A local network: which programs run, with which keys, money and settings. Used by `kula up` and `kula demo`.

The keys are random and the coin is anvil's; nothing here is for a real chain.
"""

from dataclasses import dataclass
from pathlib import Path

from protocol.parameters import TOKEN, Parameters

STAKE = 10_000 * TOKEN
BOND = 1_000 * TOKEN
"""What the gateway and the trainer put up."""
COIN = 1_000 * TOKEN
"""Gas money for each program, in wei."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPlan:
    """What a local network looks like before it starts."""

    folder: Path
    parameters: Parameters
    validators: int = 5
    port: int = 0
    """The gateway's port; 0 takes a free one."""
    ipfs: str | None = None
    """URL of a Kubo RPC; without one, a block directory that all programs share through its own RPC."""
    block_seconds: int = 1
    relay_threshold: int = TOKEN // 100
    """Claims below this amount wait until more has come together."""
