"""Receipts: signing them, sending records again that nobody could read, and answering accusations."""

from collections.abc import Callable, Iterator, Sequence

from eth_account.signers.local import LocalAccount
from structlog import get_logger
from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.contracts.modules.constants import MAX_AHEAD
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.protocol.chain.clients.gateways import Term
from kula.protocol.chain.network import Network
from kula.protocol.encoding import batch_leaf
from kula.protocol.hex import hex0
from kula.protocol.merkle import Tree
from kula.protocol.records.receipt import EPOCHS_TO_POST
from kula.protocol.signatures import SigningDomain, receipt_digest, sign
from kula.protocol.types import Address, Receipt

ENDS = ("Answered", "Convicted")
"""The events that end an accusation."""
RESENDS = 2
"""A record that nobody could read is sent again at most this often."""


def signer(domain: SigningDomain, account: LocalAccount, record: bytes, last_epoch: int) -> Callable[[int], bytes]:
    """Returns a function from a record's sequence number to its signed receipt."""

    def sign_for(seq: int) -> bytes:
        receipt = Receipt(gateway=Address(account.address), seq=seq, record=record, last_epoch=last_epoch)
        return sign(receipt_digest(domain, receipt), bytes(account.key))

    return sign_for


def why_not_to_sign(term: Term, epoch: int, waiting: int) -> str:
    """Returns the problem's slug if a receipt could not be kept whatever others do, or an empty string.

    A gateway under notice, or with MAX_AHEAD numbers that wait to be posted, signs none. So every number that it has
    signed can be posted before a conviction, even if its share of an epoch falls to the least. With fewer than none, the
    chain has numbers that our rows lack: they are an older copy, and would give numbers twice.
    """
    if not term.covers(epoch) or term.ends or waiting < 0:
        return "no-place"
    return "backlog-full" if waiting >= MAX_AHEAD else ""


def leaf_hashes(network: Network, gateway: Address, rows: Sequence[RecordRow]) -> list[bytes]:
    """Returns the hash of each row's leaf, in order: the leaves under a batch's root."""
    return [batch_leaf(network.dom, row.entry().leaf(network.signing, gateway)) for row in rows]


def resend_unavailable(network: Network, repository: Repository, account: LocalAccount) -> int:
    """Gives a new number to the records of final epochs that validators could not read; returns how many."""
    epoch, us = network.batches.current(), Address(account.address)
    rows = repository.unavailable(network.reports.final_upto(), RESENDS)
    waiting = repository.last_seq() + len(rows) - network.batches.next_seq(us)
    if not rows or why_not_to_sign(network.gateways.term_of(us), epoch, waiting):
        return 0
    for row in rows:
        resend(network, repository, account, row.hash, epoch)
        get_logger("receipts").info("sent again", record=hex0(row.hash))
    return len(rows)


def resend(network: Network, repository: Repository, account: LocalAccount, record: bytes, epoch: int) -> None:
    """Gives a record a new number and receipt, as if it had come in during an epoch."""
    last = epoch + EPOCHS_TO_POST
    repository.resend(record, epoch, last, signer(network.signing, account, record, last))


def open_accusations(network: Network, gateway: Address) -> Iterator[EventData]:
    """Yields the events of the accusations against a gateway that are not settled, in order of their deadlines.

    The chain is asked about those alone that are taken, so that a flood of accusations makes no turn slow. Raises Unavailable
    after the last of them if an endpoint hides others.
    """
    gateways, count = network.gateways, network.gateways.open_against(gateway)
    if not count:
        return
    ended = {one["args"]["digest"] for name in ENDS for one in gateways.events(name, gateway=gateway)}
    waiting = 0
    for one in gateways.events("Accused", gateway=gateway):
        # An endpoint may hide that one has ended.
        if one["args"]["digest"] not in ended and not gateways.settled(one["args"]["digest"]):
            waiting += 1
            yield one
    if waiting < count:
        gateways.miss(f"{count - waiting} accusations against {gateway}", ("Accused", *ENDS), since=0)


def answer_to(network: Network, repository: Repository, event: EventData) -> ContractFunction | None:
    """Returns the call that shows the leaf of an accused receipt; None if it is not ours or its record is not posted."""
    row = next(iter(repository.records_from(event["args"]["seq"], 1)), None)
    return _answer(network, repository, row, event) if row else None


def _answer(network: Network, repository: Repository, row: RecordRow, event: EventData) -> ContractFunction | None:
    """Returns the call that answers one accusation; None if the record is not posted or the receipt is not ours."""
    receipt = Receipt(gateway=event["args"]["gateway"], seq=row.seq, record=row.hash, last_epoch=row.last_epoch)
    if receipt_digest(network.signing, receipt) != event["args"]["digest"]:
        # Our key signed this receipt for another record, so no leaf answers it.
        get_logger("receipts").error("foreign receipt", seq=row.seq, problem="somebody else signs with our key")
        return None
    batch = network.batches.batch_with(receipt.gateway, row.seq)
    if not batch:
        return None
    rows = repository.records_from(batch.first_seq, batch.count)
    tree = Tree(leaf_hashes(network, receipt.gateway, rows))
    leaf = row.entry().leaf(network.signing, receipt.gateway)
    return network.gateways.answer(receipt, batch.number, leaf, tree.proof(row.seq - batch.first_seq))
