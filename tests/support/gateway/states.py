"""A state of the chain with plausible values, each of which a test can change."""

from dataclasses import asdict
from typing import Any

from kula.node.gateway.database.chain import ChainState


def chain_state(**changes: Any) -> dict[str, Any]:
    """Returns the fact that the database keeps of a state."""
    values: dict[str, Any] = {
        "block": 1,
        "hash": "11" * 32,
        "now": 1_000,
        "epoch": 1,
        "head": 0,
        "tip": 0,
        "final_upto": 0,
        "attempt": 0,
        "turned_at": 0,
        "paused_until": 0,
        "next_seq": 0,
        "served": 1,
        "last_dataset": 0,
        "last_model": 1,
        "last_batch": 0,
        "claimed": "0",
        "scorer": "0x" + "22" * 32,
    }
    return asdict(ChainState(**{**values, **changes}))
