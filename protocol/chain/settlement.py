"""One epoch with the numbers that its deployment has for it: what is committed to, what ledger follows, what is signed. Sends nothing."""

from collections.abc import Mapping, Sequence

from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.encoding import commit_hash, report_digest
from kula.protocol.ledgers.ledger import Earlier, Ledger, compute_ledger
from kula.protocol.types import Address, Leaf, Report


def commitment(
    network: Network, epoch: int, state: ScoreRound, *, validator: Address, scores: bytes, salt: bytes
) -> bytes:
    """What a validator commits to in a closed epoch, of which `state` is the chain's."""
    return commit_hash(
        network.addresses.chain_id,
        network.addresses.scores,
        epoch,
        batches_root=state.batches_root,
        validator=validator,
        scorer_id=state.scorer_id,
        scores=scores,
        salt=salt,
    )


def settle(
    network: Network, epoch: int, leaves: Sequence[Leaf], medians: bytes, earlier: Mapping[Address, Earlier]
) -> Ledger:
    """The one honest ledger of a closed epoch; leaves and medians by position."""
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
    """The report of a ledger on that of `parent_epoch` (0: none), after all reports that have fallen."""
    parent = network.reports.standing(parent_epoch).digest
    return ledger.report(attempt=network.reports.attempt(), parent=parent, files=files)


def signed_digest(network: Network, report: Report) -> bytes:
    """What validators sign for a report."""
    return report_digest(network.dom, report, network.batches.parameters_hash())
