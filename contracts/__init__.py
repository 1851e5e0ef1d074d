"""THE CHAIN: Vyper contracts and their compiled interfaces. Imports nothing of Kula.

Token       the coin; balance and everything ever earned in one slot
Validators  stakes, seats by rank, snapshots
Batches     the open epoch, gateways' batches, session keys' revocations, the Parameters
Scores      commit and reveal
Reports     the ledger's line of reports, challenges F0 to F2, claims
Registry    datasets, models, votes and adoption
"""

import json
from pathlib import Path
from typing import Any

NAMES = ("Token", "Validators", "Batches", "Scores", "Reports", "Registry")
FOLDER = Path(__file__).parent


def artifact(name: str) -> dict[str, Any]:
    """The compiled contract: {"abi": […], "bytecode": "0x…"}, written by `python -m contracts.compile`."""
    return json.loads((FOLDER / "abi" / f"{name}.json").read_text())
