"""Gas per paid record over whole epochs, with every transaction counted, and the gas of each challenge.

A figure is named `{first,steady}_{validators}_{accounts}x{records each}`. In its first epoch an account writes an empty
slot; in later ones it changes that slot. A report carries only the signatures that it needs. A relayer sends the
claims, many in one transaction.

functions   the gas of every function, in one scenario
largest     the largest transactions that the limits allow
record      writes the figures that tests/gas compares
table       the tables of docs/chains.md and docs/chains/transactions.md
accounts    plays what accounts do outside epochs
epochs      plays epochs from the first posting to the last claim
absences    plays what happens when something is absent
disputes    every fault, demand and answer
learning    plays datasets, candidates, a new scorer and licences
book        one figure per function and case
world       a deployment on anvil and whole epochs on it
played      one epoch that was played up to its reveals
spent       what transactions cost

record → functions | largest → accounts | epochs | absences | disputes | learning → book → world → played | spent.
Imports node.local and protocol. tests/support imports `played`.
"""

import random
from collections.abc import Iterator

from kula.bench.figures import Figures
from kula.bench.gas.disputes import measure_disputes
from kula.bench.gas.spent import Spent
from kula.bench.gas.world import World
from kula.node.local.anvil import Anvil
from kula.protocol.ledgers.claims import plan_claims
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.types import MAX_POSTED, MAX_SEATS

SHAPES = ((1000, 1), (1000, 10), (100, 100))
VALIDATORS = (5, 7, 31)
PEERS = {
    "vana_v1": 1_779_719,
    "vana_v2_1000x1": 387_000,
    "vana_v2_1000x10_most": 418_000,
    "vana_v2_100x100_most": 373_000,
}
"""Register, score and pay one record in Vana's contracts, measured on the same anvil as ours."""


def run() -> Figures:
    """Measures all shapes with 5, 7 and 31 validators, one full epoch, and the disputes with 5 and with 31 seats."""
    figures: dict[str, float] = {}
    beside: dict[str, float] = dict(PEERS)
    largest = {"gas": 0, "calldata": 0}
    for validators in VALIDATORS:
        for accounts, each in SHAPES:
            for name, spent, records in play_shape(validators, accounts, each):
                figures[f"{name}_{validators}_{accounts}x{each}"] = round(spent.total / records, 1)
                for part, gas in spent.gas.items():
                    beside[f"{name}_{validators}_{accounts}x{each}_{part}"] = sum(gas)
                    largest["gas"] = max(largest["gas"], *gas)
                    largest["calldata"] = max(largest["calldata"], spent.calldata[part])
    for name, spent, _ in play_shape(5, MAX_POSTED, 1, epochs=1):
        largest["gas"] = max([largest["gas"], *(g for gas in spent.gas.values() for g in gas)])
        largest["calldata"] = max([largest["calldata"], *spent.calldata.values()])
        beside[f"full_epoch_{name}_per_record"] = round(spent.total / MAX_POSTED, 1)
    figures["largest_transaction_gas"] = largest["gas"]
    figures["largest_transaction_bytes"] = largest["calldata"]
    for name, gas, size in measure_disputes():
        figures[f"gas_{name}"] = gas
        beside[f"bytes_{name}"] = size
    for name, gas, size in measure_disputes(MAX_SEATS, MAX_POSTED):
        figures[f"gas_{name}_{MAX_SEATS}_seats"] = gas
        beside[f"bytes_{name}_{MAX_SEATS}_seats"] = size
    return Figures(figures, beside)


def play_shape(validators: int, accounts: int, each: int, epochs: int = 3) -> Iterator[tuple[str, Spent, int]]:
    """Plays epochs of `accounts` with `each` records.

    Yields what the first and the last spent. All records are paid.
    """
    rng = random.Random(7)
    with Anvil() as anvil:
        world = World(anvil, validators)
        people = [world.new_address() for _ in range(accounts)]
        payees = people * each
        for turn in range(epochs):
            world.restart()
            scores = bytes(rng.randrange(65, 256) for _ in payees)
            played = world.play(payees, [_near(scores, rng) for _ in range(validators)])
            ledger = world.settle(played)
            world.propose(ledger)
            world.finish(ledger)
            claim_all(world, ledger)
            world.pay_seats(played.epoch)
            if turn in (0, epochs - 1):
                yield "first" if turn == 0 else "steady", world.restart(), len(payees)


def claim_all(world: World, ledger: Ledger) -> None:
    """Relays every account's claim. Raises RuntimeError if an account has not what its ledger says."""
    claims, token = world.network.claims, world.network.token
    for claim in plan_claims(ledger, list(ledger.last_rows().values())):
        call = (
            claims.claim_range(ledger.epoch, claim.levels, claim.rows, claim.siblings)
            if claim.is_range
            else claims.claim_rows(ledger.epoch, claim.rows, claim.siblings)
        )
        world.send(world.relayer, call, "claims")
    for account, row in list(ledger.last_rows().items())[::50]:
        if token.earned_of(account) != ledger.earned(row):
            raise RuntimeError(f"{account} has {token.earned_of(account)}, the ledger says {ledger.earned(row)}")


def _near(scores: bytes, rng: random.Random) -> bytes:
    """Scores as another honest machine gives them: 1 in 1,000 differs by a level."""
    return bytes(s if rng.random() > 0.001 or s in (64, 255) else s + 1 for s in scores)
