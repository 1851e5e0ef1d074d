"""The report of an epoch as this validator computes it, and the transaction that proposes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from web3.contract.contract import ContractFunction

from kula.node.validator.epoch import epoch_medians
from kula.node.validator.journal import SignedReport
from kula.protocol.chain.network import Network
from kula.protocol.chain.settlement import next_report, settle, signed_digest
from kula.protocol.encoding import pack_rows, unpack_rows
from kula.protocol.errors import KulaError
from kula.protocol.ipfs.cid import DAG_CBOR
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.reading.published import files_digest, report_files
from kula.protocol.types import Leaf


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Our ledger of an epoch, and what a report of it says."""

    ledger: Ledger
    files: bytes
    """The content id of the node that names the ledger's file, as 32 bytes."""
    digest: bytes
    """What validators sign under the report."""
    attempt: int
    """How many reports had fallen when it was computed."""
    parent: bytes
    """The digest of the report before it on the line. Zero if there is none."""

    def signed(self) -> SignedReport:
        """What the journal keeps of it before its signature leaves."""
        return SignedReport(
            epoch=self.ledger.epoch,
            attempt=self.attempt,
            parent=self.parent,
            digest=self.digest,
            root=self.ledger.root,
            files=self.files,
            sum_credit=self.ledger.sum_credit,
            price=self.ledger.price,
            rows=pack_rows(self.ledger.rows),
            taken=False,
        )


def own_report(ledgers: Ledgers, epoch: int, leaves: Sequence[Leaf], parent_epoch: int) -> OwnReport:
    """Compute an epoch's ledger after the report of `parent_epoch` (0: none), and write its file to the store.

    `leaves` are in order of position. Raises Unavailable if an earlier ledger cannot be fetched.
    """
    network, store = ledgers.network, ledgers.store
    earlier = ledgers.payments_upto(parent_epoch)
    ledger = settle(network, epoch, leaves, epoch_medians(network, epoch), earlier)
    rows_file = store.add_file(pack_rows(ledger.rows))
    store.put_block(report_files(ledger, rows_file), DAG_CBOR)
    files = files_digest(ledger, rows_file)
    report = next_report(network, ledger, files, parent_epoch)
    return OwnReport(ledger, files, signed_digest(network, report), report.attempt, report.parent)


def ledger_of(network: Network, signed: SignedReport) -> Ledger:
    """The ledger of a report that we signed, from the journal."""
    return Ledger(network.dom, signed.epoch, tuple(unpack_rows(signed.rows)), signed.price)


def proposal(network: Network, own: SignedReport, signatures: dict[int, bytes]) -> ContractFunction:
    """The transaction that proposes our report, with the signatures under it by seat."""
    ledger = ledger_of(network, own)
    proof = ledger.tree.proof(len(ledger.rows) - 1)
    return network.reports.propose(own.epoch, own.root, own.files, ledger.rows[-1], proof, signatures=signatures)


def same_as_standing(ledgers: Ledgers, material: Material) -> bool:
    """Whether the epoch's standing report is the one that we compute after the same parent.

    It reads no rows of that report. If it is ours, its rows are at hand from now on, whatever the store gives. It
    counts as another one while ours cannot be computed. That harms no honest report, which shows no fault.
    """
    network, epoch = ledgers.network, material.epoch
    state = network.reports.standing(epoch)
    try:
        earlier = ledgers.payments_upto(state.parent)
        own = settle(network, epoch, material.leaves, epoch_medians(network, epoch), earlier)
    except KulaError:
        return False
    if own.root != state.root:
        return False
    ledgers.learn(own)
    return True
