"""What is published of an epoch beside its records: the node that a report names, and the manifests of batches."""

from kula.protocol.errors import IntegrityError
from kula.protocol.ipfs.cid import DAG_CBOR, bytes32_to_cid, cid_of, cid_to_bytes32, encode_node, link
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.types import Batch

SUBTREE = 256
"""Rows that are demanded and shown at once."""


def report_files(ledger: Ledger, rows_file: str) -> bytes:
    """The DAG-CBOR node that a report's `files` names."""
    return encode_node({"v": 1, "epoch": ledger.epoch, "root": ledger.root, "rows": link(rows_file)})


def files_digest(ledger: Ledger, rows_file: str) -> bytes:
    """What stands in the report as `files`."""
    return cid_to_bytes32(cid_of(report_files(ledger, rows_file), DAG_CBOR))


def subtrees(records: int) -> int:
    """How many subtrees of SUBTREE rows a ledger has."""
    return -(-records // SUBTREE)


def read_manifest(store: Store, batch: Batch) -> list[tuple[bytes, str]]:
    """A batch's (record hash, content id of its block) in order. Raises IntegrityError when their number is wrong."""
    node = store.get_node(bytes32_to_cid(batch.manifest))
    entries = [(bytes(digest), str(cid)) for digest, cid in node["records"]]
    if len(entries) != batch.count:
        raise IntegrityError(f"manifest of batch {batch.number}", f"names {len(entries)} records, not {batch.count}")
    return entries
