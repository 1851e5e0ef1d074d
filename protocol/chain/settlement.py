"""The commitment, ledger and report of one epoch, computed with its deployment's numbers. Sends nothing."""

from collections.abc import Mapping, Sequence

from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.encoding import commit_hash, report_digest
from kula.protocol.ledgers.ledger import Earlier, Ledger, compute_ledger
from kula.protocol.types import Address, Leaf, Report


def commitment(
    network: Network, epoch: int, state: ScoreRound, *, operator: Address, scores: bytes, salt: bytes
) -> bytes:
    """Returns a seat's commitment to its scores in a closed epoch. `state` is the chain's state of the epoch."""
    return commit_hash(
        network.addresses.chain_id,
        network.addresses.scores,
        epoch,
        batches_root=state.batches_root,
        operator=operator,
        scorer_id=state.scorer_id,
        scores=scores,
        salt=salt,
    )


def settle(
    network: Network, epoch: int, leaves: Sequence[Leaf], medians: bytes, earlier: Mapping[Address, Earlier]
) -> Ledger:
    """Computes the one honest ledger of a closed epoch.

    `leaves` and `medians` are in order of position. `earlier` holds each account's last row before the epoch.
    """
    return compute_ledger(
        network.dom,
        epoch,
        leaves,
        medians,
        floor=network.parameters.floor,
        earlier=earlier,
        budget=network.batches.budget_of(epoch),
        cap=network.parameters.cap,
    )


def next_report(network: Network, ledger: Ledger, files: bytes, parent_epoch: int) -> Report:
    """Returns the report of a ledger, as the next one to propose.

    `files` is the digest of the published node. `parent_epoch` is the epoch of the previous ledger, or 0.
    """
    parent = network.reports.standing(parent_epoch).digest
    return ledger.report(attempt=network.reports.attempt(), parent=parent, files=files)


def signed_digest(network: Network, report: Report) -> bytes:
    """Returns the digest that validators sign for a report."""
    return report_digest(network.dom, report, network.batches.parameters_hash())
