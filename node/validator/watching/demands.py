"""Both sides of a demand: asking for what a standing report withholds, and posting what ours holds."""

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
    """The payees of the batch leaves that were posted on demand, by position."""
    digest = network.reports.standing(epoch).digest
    events = network.demands.events("LeafOpened", digest=digest)
    return {event["args"]["pos"]: Address(event["args"]["leaf"]["pay_to"]) for event in events}


def ask_for_rows(network: Network, epoch: int, now: int) -> ContractFunction | None:
    """The next call that gets withheld rows posted, or the report down: a demand, or the fault of a missed deadline.

    None if nothing can be done now: each answer may still come, or it is too late for a demand.
    """
    state = network.reports.standing(epoch)
    for subtree in range(subtrees(state.records)):
        demand = network.demands.demand(state.digest, DemandKind.ROWS, subtree)
        if not demand.until and now < state.proposed_at + network.parameters.challenge_seconds // 3:
            return network.demands.demand_rows(epoch, subtree)
        if demand.until and not demand.answered and now >= demand.until:
            return network.demands.challenge_unopened(epoch, DemandKind.ROWS, subtree)
    return None


def ask_for_leaf(network: Network, ledger: Ledger, unknown: Sequence[int], now: int) -> ContractFunction | None:
    """The same for batch leaves of paid rows, at the positions `unknown`. None while each answer may still come."""
    state = network.reports.standing(ledger.epoch)
    for row in (row for row in ledger.rows if row.pos in set(unknown)):
        demand = network.demands.demand(state.digest, DemandKind.LEAF, row.pos)
        if not demand.until:
            return network.demands.demand_leaf(ledger.epoch, *ledger.proven(row.t))
        if not demand.answered and now >= demand.until:
            return network.demands.challenge_unopened(ledger.epoch, DemandKind.LEAF, row.pos)
    return None


def answer_demands(network: Network, ledger: Ledger, material: Material) -> Iterator[ContractFunction]:
    """The calls that post every row and leaf demanded of a standing report that is the same as ours."""
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
