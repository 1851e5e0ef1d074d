"""Reading what others published about an epoch, and checking it against the chain: ledgers, batch manifests, reasons."""

from kula.protocol.chain.network import Network
from kula.protocol.encoding import unpack_rows
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.ipfs.cid import DAG_CBOR, bytes32_to_cid, cid_of, cid_to_bytes32, encode_node, link
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.types import Address, Batch, Row

SUBTREE = 256
"""Rows that are demanded and shown at once."""


def report_files(ledger: Ledger, rows_file: str) -> bytes:
    """The DAG-CBOR node that a report's `files` names."""
    return encode_node({"v": 1, "epoch": ledger.epoch, "root": ledger.root, "rows": link(rows_file)})


def files_digest(ledger: Ledger, rows_file: str) -> bytes:
    """What stands in the report as `files`."""
    return cid_to_bytes32(cid_of(report_files(ledger, rows_file), DAG_CBOR))


def read_ledger(network: Network, store: Store, epoch: int) -> Ledger:
    """The ledger of an epoch's standing or final report: its file, or else its rows as they were shown on demand.

    Raises Unavailable when there is none or it is not to be had, IntegrityError when it is not that of the root.
    """
    state = network.reports.standing(epoch)
    if not state.exists:
        raise Unavailable(f"epoch {epoch} has no ledger")
    try:
        rows = _rows_in_store(network, store, epoch)
    except Unavailable:
        rows = _rows_on_chain(network, state.digest, state.records)
    ledger = Ledger(network.dom, epoch, tuple(rows), state.price)
    if len(rows) != state.records or ledger.root != state.root:
        raise IntegrityError(f"ledger of epoch {epoch}", "does not hash to the root on chain")
    return ledger


def subtrees(records: int) -> int:
    """How many subtrees of SUBTREE rows a ledger has."""
    return -(-records // SUBTREE)


def _rows_in_store(network: Network, store: Store, epoch: int) -> list[Row]:
    proposed = network.reports.proposed(epoch)
    if not proposed:
        raise Unavailable(f"the proposal of epoch {epoch} is not to be found")
    node = store.get_node(bytes32_to_cid(proposed["args"]["files"]))
    return unpack_rows(store.read_file(str(node["rows"])))


def _rows_on_chain(network: Network, digest: bytes, records: int) -> list[Row]:
    shown = {e["args"]["subtree"]: e for e in network.demands.events("RowsOpened", digest=digest)}
    rows: list[Row] = []
    for subtree in range(subtrees(records)):
        if subtree not in shown:
            raise Unavailable(f"rows {subtree * SUBTREE} and on are neither in the store nor shown on demand")
        transaction = network.connection.web3.eth.get_transaction(shown[subtree]["transactionHash"])
        _, sent = network.demands.contract.decode_function_input(transaction["input"])  # type: ignore[typeddict-item]
        rows += [Row(**row) for row in sent["rows"]]
    return rows


def epochs_with_ledger(network: Network, upto: int) -> list[int]:
    """The line of epochs with a ledger that ends at `upto` (0: none), oldest first."""
    line: list[int] = []
    epoch = upto
    while epoch:
        line.append(epoch)
        epoch = network.reports.standing(epoch).parent
    return line[::-1]


def earlier_payments(network: Network, store: Store, tip: int) -> dict[Address, Earlier]:
    """What every account's last row in the line up to `tip` says."""
    earlier: dict[Address, Earlier] = {}
    for epoch in epochs_with_ledger(network, tip):
        earlier = read_ledger(network, store, epoch).earlier_after(earlier)
    return earlier


def read_manifest(store: Store, batch: Batch) -> list[tuple[bytes, str]]:
    """A batch's (record hash, content id of its block) in order. Raises IntegrityError when their number is wrong."""
    node = store.get_node(bytes32_to_cid(batch.manifest))
    entries = [(bytes(digest), str(cid)) for digest, cid in node["records"]]
    if len(entries) != batch.count:
        raise IntegrityError(f"manifest of batch {batch.number}", f"names {len(entries)} records, not {batch.count}")
    return entries
