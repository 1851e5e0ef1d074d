"""THE CHAIN: Vyper contracts and their compiled interfaces. Imports nothing of Kula.

Token       the coin; balance and everything ever earned in one slot
Grants      contract wallets' grants, session keys' revocations; the verifyingContract of all messages
Gateways    gateways' bonds and the receipts that they stand behind
Batches     the open epoch, its batches, the budget in flight; the Parameters
Validators  stakes, seats by rank, snapshots, jail
Scorers     which judge an epoch is scored with
Scores      commit and reveal
Reports     the line of ledgers: propose, finalise, expire
Challenges  faults F0 to F4, equivocation
Demands     fault F5: what is in a report must be shown
Pay         what validators earn and lose by their reveals; fault F6
Claims      any row of a final ledger is a cheque
Registry    datasets, models, votes and adoption
Royalties   licences sold, and who is paid for them
"""

import json
from pathlib import Path
from typing import Any

NAMES = (
    "Token",
    "Grants",
    "Gateways",
    "Batches",
    "Validators",
    "Scorers",
    "Scores",
    "Reports",
    "Challenges",
    "Demands",
    "Pay",
    "Claims",
    "Registry",
    "Royalties",
)
FOLDER = Path(__file__).parent


def artifact(name: str) -> dict[str, Any]:
    """The compiled contract: {"abi": […], "bytecode": "0x…"}, written by `python -m kula.contracts.compile`."""
    return json.loads((FOLDER / "abi" / f"{name}.json").read_text())
