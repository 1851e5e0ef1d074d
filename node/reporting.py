"""The report of an epoch as one validator computes it, and the transactions that propose or challenge it."""

from dataclasses import dataclass

from web3.contract.contract import ContractFunction

from protocol.chain.network import Network
from protocol.encoding import chunk_hashes, pack_rows, report_digest
from protocol.errors import KulaError
from protocol.ipfs.cid import DAG_CBOR
from protocol.ledger import Ledger, find_fault, settle_epoch
from protocol.material import Material
from protocol.published import (
    earlier_payments,
    epochs_with_ledger,
    files_digest,
    read_ledger,
    report_files,
)
from protocol.scores import medians
from protocol.store import Store
from protocol.types import CHUNK_BYTES, Report, Seat


@dataclass(frozen=True)
class OwnReport:
    """Our ledger of an epoch, and the digest that a report of it has on its parent."""

    ledger: Ledger
    files: bytes
    digest: bytes
    attempt: int


def own_report(network: Network, store: Store, material: Material, parent_epoch: int) -> OwnReport:
    """Settle an epoch on the report of `parent_epoch` (0: none) and write the ledger's file to the store."""
    epoch = material.epoch
    parameters = network.parameters
    ledger = settle_epoch(
        network.dom,
        epoch,
        material.leaves,
        epoch_medians(network, epoch),
        floor=parameters.floor,
        earlier=earlier_payments(network, store, parent_epoch),
        budget=parameters.budget,
        cap=parameters.cap,
    )
    rows_file = store.add_file(pack_rows(ledger.rows))
    store.put_block(report_files(ledger, rows_file), DAG_CBOR)
    files = files_digest(ledger, rows_file)
    attempt = network.reports.attempt(epoch)
    report = Report(
        epoch=epoch,
        attempt=attempt,
        parent=network.reports.standing(parent_epoch).digest,
        root=ledger.root,
        records=len(ledger.rows),
        sum_credit=ledger.sum_credit,
        files=files,
    )
    digest = report_digest(network.dom, report, network.batches.parameters_hash())
    return OwnReport(ledger, files, digest, attempt)


def epoch_medians(network: Network, epoch: int) -> bytes:
    """The stake-weighted medians of what was revealed."""
    state = network.scores.epoch(epoch)
    return medians(_revealed(network, epoch), state.records)


def proposal(network: Network, own: OwnReport, signatures: dict[int, bytes]) -> ContractFunction:
    """The transaction that puts our report up."""
    rows, epoch = own.ledger.rows, own.ledger.epoch
    proof = own.ledger.tree.proof(len(rows) - 1)
    return network.reports.propose(epoch, own.ledger.root, own.files, rows[-1], proof, signatures=signatures)


def challenge(network: Network, store: Store, epoch: int) -> ContractFunction | None:
    """The transaction that brings the standing report down by F0, F1 or F2, or None if it commits none of them."""
    ledger = read_ledger(network, store, epoch)
    parent = network.reports.standing(epoch).parent
    fault = find_fault(
        ledger.rows,
        epoch_medians(network, epoch),
        epoch=epoch,
        floor=network.parameters.floor,
        epochs_with_ledger=frozenset(epochs_with_ledger(network, parent)),
    )
    if not fault:
        return None
    row, proof = ledger.rows[fault.t], ledger.tree.proof(fault.t)
    if fault.kind == "form":
        return network.reports.challenge_form(epoch, row, proof)
    if fault.kind == "median":
        revealed = [scores for _, scores in _revealed(network, epoch)]
        start = row.pos // CHUNK_BYTES * CHUNK_BYTES
        chunks = [scores[start : start + CHUNK_BYTES] for scores in revealed]
        return network.reports.challenge_median(epoch, row, proof, chunks, [chunk_hashes(s) for s in revealed])
    t = max(0, fault.t - 1)
    before = (ledger.rows[t], ledger.tree.proof(t))
    return network.reports.challenge_order(epoch, before, (row, proof))


def same_as_standing(network: Network, store: Store, material: Material) -> bool:
    """Whether the report that stands is the one that we compute on its parent."""
    state = network.reports.standing(material.epoch)
    try:
        return own_report(network, store, material, state.parent).ledger.root == state.root
    except KulaError:
        # An ancestor's file is not to be had now: look again next turn rather than challenge blindly.
        return True


def _revealed(network: Network, epoch: int) -> list[tuple[Seat, bytes]]:
    seats = network.validators.seats(network.scores.epoch(epoch).set_id)
    return [(seats[reveal.seat], reveal.scores) for reveal in network.scores.reveals(epoch)]
