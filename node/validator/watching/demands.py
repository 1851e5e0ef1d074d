"""Both sides of a demand (F5): asking for what a standing report hides, and showing what ours holds."""

from collections.abc import Iterator, Sequence

from web3.contract.contract import ContractFunction

from kula.node.validator.epoch import leaf_proof
from kula.protocol.chain.clients.demands import DemandKind
from kula.protocol.chain.network import Network
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.merkle import depth
from kula.protocol.reading.material import Material
from kula.protocol.reading.published import SUBTREE, subtrees
from kula.protocol.types import Address


def opened_payees(network: Network, epoch: int) -> dict[int, Address]:
    """Each position's payee whose batch leaf was shown on demand."""
    digest = network.reports.standing(epoch).digest
    events = network.demands.events("LeafOpened", digest=digest)
    return {event["args"]["pos"]: Address(event["args"]["leaf"]["pay_to"]) for event in events}


def ask_for_rows(network: Network, epoch: int, now: int) -> ContractFunction | None:
    """The next call that gets hidden rows shown or the report down: a demand, or its deadline's fault. None: wait."""
    state = network.reports.standing(epoch)
    for subtree in range(subtrees(state.records)):
        asked = network.demands.demand(state.digest, DemandKind.ROWS, subtree)
        if not asked.until and now < state.proposed_at + network.parameters.challenge_seconds // 3:
            return network.demands.demand_rows(epoch, subtree)
        if asked.until and not asked.answered and now >= asked.until:
            return network.demands.challenge_unopened(epoch, DemandKind.ROWS, subtree)
    return None


def ask_for_leaf(network: Network, ledger: Ledger, unknown: Sequence[int], now: int) -> ContractFunction | None:
    """The same for the batch leaves of rows above the floor that nobody has shown us. None: wait, or too late."""
    state = network.reports.standing(ledger.epoch)
    for row in (row for row in ledger.rows if row.pos in set(unknown)):
        asked = network.demands.demand(state.digest, DemandKind.LEAF, row.pos)
        if not asked.until:
            return network.demands.demand_leaf(ledger.epoch, *ledger.proven(row.t))
        if not asked.answered and now >= asked.until:
            return network.demands.challenge_unopened(ledger.epoch, DemandKind.LEAF, row.pos)
    return None


def answer_demands(network: Network, ledger: Ledger, material: Material) -> Iterator[ContractFunction]:
    """What shows everything that is demanded of a report that is ours."""
    digest = network.reports.standing(ledger.epoch).digest
    for event in network.demands.events("RowsDemanded", digest=digest):
        subtree = event["args"]["subtree"]
        if not network.demands.demand(digest, DemandKind.ROWS, subtree).answered:
            rows = ledger.rows[subtree * SUBTREE : (subtree + 1) * SUBTREE]
            proof = ledger.tree.subtree_proof(subtree, min(8, depth(len(ledger.rows))))
            yield network.demands.answer_rows(ledger.epoch, subtree, rows, proof)
    for event in network.demands.events("LeafDemanded", digest=digest):
        pos = event["args"]["pos"]
        if material.leaves[pos].known and not network.demands.demand(digest, DemandKind.LEAF, pos).answered:
            yield network.demands.answer_leaf(ledger.epoch, pos, *leaf_proof(network, material, pos))
