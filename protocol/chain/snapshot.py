"""The state of a deployment as a genesis, so that a network can move to new contracts. Reads only.

Stakes of the 31 largest owners stay stakes. All other coin that the contracts hold for somebody goes back to its owner.
That is: smaller stakes, stakes and bonds on their way out, and bonds of gateways and trainers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kula.protocol.chain.genesis import COIN, STAKE, Founding, Genesis
from kula.protocol.chain.network import Network
from kula.protocol.errors import IntegrityError, RefusedByPolicy
from kula.protocol.types import MAX_SEATS, ZERO_HASH, Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A deployment at one block."""

    genesis: Genesis
    supply: int
    """All coin at the block (10^-18 KULA)."""
    left_behind: dict[str, int]
    """Coin that no row covers, by the contract that holds it: deposits of disputes and unclaimed royalties."""
    unclaimed: int
    """Pay of final ledgers that nobody has claimed yet. It is lost unless it is claimed before the block."""


def take_snapshot(network: Network) -> Snapshot:
    """Returns the snapshot at the block or finality of the network's connection.

    Raises IntegrityError if the chain's numbers do not add up, and RefusedByPolicy if holdings of the deployment's own
    genesis are not minted at the block.
    """
    token, validators = network.token, network.validators
    if token.pending() != ZERO_HASH:
        raise RefusedByPolicy("genesis", "is not minted to its end, so its holders would lose coin; mint it first")
    balances, supply = token.balances(), token.supply()
    if sum(balances.values()) != supply:
        raise IntegrityError("Token", f"transfers add up to {sum(balances.values())}, the supply is {supply}")
    seated = _seated(validators.stakes(), validators.minimum())
    held = {
        "validators": _sum(validators.stakes(), validators.leaving_stakes()),
        "gateways": network.gateways.bonds(),
        "registry": network.registry.bonds(),
    }
    own = {name: place for name, place in network.addresses.contracts().items() if balances.get(place)}
    left_behind = {name: balances[place] - sum(held.get(name, {}).values()) for name, place in own.items()}
    if any(amount < 0 for amount in left_behind.values()):
        raise IntegrityError("contracts", f"hold less coin than they owe: {left_behind}")
    people = {account: amount for account, amount in balances.items() if account not in own.values()}
    coin = _sum(people, *held.values())
    coin.subtract(seated)
    genesis = Genesis(rows=_rows(network, seated, +coin), models=tuple(network.registry.line()))
    return Snapshot(
        genesis=genesis,
        supply=supply,
        left_behind={name: amount for name, amount in left_behind.items() if amount},
        unclaimed=network.reports.allotted() - network.claims.paid(),
    )


def _seated(stakes: Mapping[Address, int], minimum: int) -> dict[Address, int]:
    """Returns the stakes that can hold a seat: the 31 largest of those that are large enough."""
    largest = sorted(stakes.items(), key=lambda stake: (-stake[1], stake[0]))[:MAX_SEATS]
    return {owner: amount for owner, amount in largest if amount >= minimum}


def _sum(*parts: Mapping[Address, int]) -> Counter[Address]:
    total: Counter[Address] = Counter()
    for part in parts:
        total.update(part)
    return total


def _rows(network: Network, stakes: Mapping[Address, int], coin: Mapping[Address, int]) -> tuple[Founding, ...]:
    names = {account: party for party, accounts in network.addresses.parties.items() for account in accounts}

    operators = {owner: operator for owner in stakes if (operator := network.validators.operator_of(owner)) != owner}

    def rows(kind: str, amounts: Iterable[tuple[Address, int]]) -> list[Founding]:
        return [
            Founding(
                party=names.get(account, account),
                account=account,
                amount=amount,
                kind=kind,
                operator=operators.get(account) if kind == STAKE else None,
            )
            for account, amount in sorted(amounts, key=lambda pair: (-pair[1], pair[0]))
        ]

    return (*rows(STAKE, stakes.items()), *rows(COIN, coin.items()))
