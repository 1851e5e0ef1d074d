"""THE CHAIN: the contracts in Vyper and their compiled interfaces. Imports nothing of Kula; everything else may import it.

Token       the coin; an account's balance and lifetime earnings in one slot
Grants      grants of contract wallets, revoked session keys; the verifyingContract of all messages
Gateways    gateways' bonds and places, and the receipts that these bonds secure
Batches     the open epoch and its batches, the budgets in flight, the Parameters
Validators  stakes with their owners and operators, seats, snapshots, jail
Scorers     which scorer each epoch is scored with
Scores      commit, reveal and the seed
Reports     one report per epoch: propose, finalise, expire, pass over lost epochs
Challenges  faults F0 to F4, and equivocation
Demands     fault F5: the rows and leaves of a report must be published
Pay         what validators earn and lose by their reveals; fault F6
Claims      pays contributors by the rows of final ledgers
Registry    datasets, models, trainers' bonds, and which model is served
Judgements  rounds, and the seats' numbers that decide which candidate is adopted
Royalties   licences, and the accounts that earn from them
state/      parts of contracts that keep state of their own
modules/    rules without state, and constants.vy, the one place for shared numbers
interfaces/ what the contracts know of each other
abi/        the compiled contracts
compile/    the command that writes them

A report is live while it can still fall: from its proposal to the end of its challenge window. It falls when a call
proves a fault in it. Each function that changes state names its caller in NatSpec (`@custom:caller`).
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
    "Judgements",
    "Royalties",
)
FOLDER = Path(__file__).parent


def artifact(name: str) -> dict[str, Any]:
    """The compiled contract: {"abi": […], "bytecode": "0x…"}, written by `python -m kula.contracts.compile`."""
    return json.loads((FOLDER / "abi" / f"{name}.json").read_text())
