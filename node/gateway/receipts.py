"""Receipts: signing them, keeping what they promise when a record could not be read, and answering who doubts them."""

from collections.abc import Callable, Iterator

from eth_account.signers.local import LocalAccount
from structlog import get_logger
from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.protocol.chain.network import Network
from kula.protocol.encoding import batch_leaf
from kula.protocol.hex import unhex
from kula.protocol.merkle import Tree
from kula.protocol.signatures import SigningDomain, receipt_digest, sign
from kula.protocol.types import Address, Leaf, Receipt

EPOCHS_TO_POST = 1
"""A receipt's last epoch for posting is the open one and so many more."""
RESENDS = 2
"""A record that nobody could read is sent again so often, and then given up."""

LeafOf = Callable[[RecordRow], Leaf]


def signer(domain: SigningDomain, account: LocalAccount, record: bytes, last_epoch: int) -> Callable[[int], bytes]:
    """A function that signs the receipt of a record under the number that it gets."""

    def sign_for(seq: int) -> bytes:
        promise = Receipt(gateway=Address(account.address), seq=seq, record=record, last_epoch=last_epoch)
        return sign(receipt_digest(domain, promise), bytes(account.key))

    return sign_for


def resend_unavailable(network: Network, repository: Repository, account: LocalAccount) -> int:
    """Give records of final epochs that validators could not read a new number; returns how many."""
    last = network.batches.current() + EPOCHS_TO_POST
    rows = repository.unavailable(network.reports.final_upto(), RESENDS)
    for row in rows:
        repository.resend(row.hash, last - EPOCHS_TO_POST, last, signer(network.signing, account, _id(row), last))
        get_logger("receipts").info("sent again", record=row.hash)
    return len(rows)


def answer_accusations(
    network: Network, repository: Repository, gateway: Address, leaf_of: LeafOf
) -> Iterator[ContractFunction]:
    """The calls that show the leaf of every receipt of ours that somebody doubts."""
    if not network.gateways.open_against(gateway):
        return
    for event in network.gateways.events("Accused", gateway=gateway):
        row = next(iter(repository.records_from(event["args"]["seq"], 1)), None)
        if row and not network.gateways.settled(event["args"]["digest"]):
            call = _answer(network, repository, row, event, leaf_of)
            if call:
                yield call


def _answer(
    network: Network, repository: Repository, row: RecordRow, event: EventData, leaf_of: LeafOf
) -> ContractFunction | None:
    receipt = Receipt(gateway=event["args"]["gateway"], seq=row.seq, record=_id(row), last_epoch=row.last_epoch)
    if receipt_digest(network.signing, receipt) != event["args"]["digest"]:
        # Signed with our key for another record: there is no leaf that would answer it.
        get_logger("receipts").error("foreign receipt", seq=row.seq, problem="somebody else signs with our key")
        return None
    batch = network.batches.batch_with(receipt.gateway, row.seq)
    if not batch:
        return None
    rows = repository.records_from(batch.first_seq, batch.count)
    tree = Tree([batch_leaf(network.dom, leaf_of(one)) for one in rows])
    return network.gateways.answer(receipt, batch.number, leaf_of(row), tree.proof(row.seq - batch.first_seq))


def _id(row: RecordRow) -> bytes:
    return unhex(row.hash, 32)
