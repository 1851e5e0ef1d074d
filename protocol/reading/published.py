"""What is published beside an epoch's records: the node that a report names, and the manifests of batches."""

from kula.protocol.errors import IntegrityError
from kula.protocol.ipfs.cid import DAG_CBOR, bytes32_to_cid, cid_of, cid_to_bytes32, encode_node, link
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.types import Batch


def report_files(ledger: Ledger, rows_file: str) -> bytes:
    """Returns the DAG-CBOR node that a report's `files` names. `rows_file` is the content id of the ledger's file."""
    return encode_node({"v": 1, "epoch": ledger.epoch, "root": ledger.root, "rows": link(rows_file)})


def files_digest(ledger: Ledger, rows_file: str) -> bytes:
    """Returns the sha2-256 digest of that node. The report holds it as `files`."""
    return cid_to_bytes32(cid_of(report_files(ledger, rows_file), DAG_CBOR))


def read_manifest(store: Store, batch: Batch) -> list[tuple[bytes, str]]:
    """Reads a batch's manifest: (record hash, content id of the block) per record, in order.

    Raises IntegrityError if the number of records is wrong.
    """
    node = store.get_node(bytes32_to_cid(batch.manifest))
    entries = [(bytes(record_hash), str(cid)) for record_hash, cid in node["records"]]
    if len(entries) != batch.count:
        raise IntegrityError(f"manifest of batch {batch.number}", f"names {len(entries)} records, not {batch.count}")
    return entries
