"""What is published beside an epoch's records: the nodes that a report and a reveal name, and the manifests of batches.

Strangers write these nodes. Each reader here has budgets that follow from what the chain says. It raises only Unavailable, if
the store does not hold a block, and MalformedInput.
"""

from collections.abc import Sequence

from kula.protocol.encoding import ROW_BYTES, unpack_rows
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import DAG_CBOR, bytes32_to_cid, cid_of, cid_to_bytes32, link
from kula.protocol.ipfs.nodes import encode_node, link_shape
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.shapes import many, pair, raw, text, versioned
from kula.protocol.types import MAX_RECORDS, Batch, Row

MAX_DIRECT_BYTES = 16_384
"""Most bytes of a direct record's manifest, which holds its entry."""
_REPORT_BYTES = 512
_RECORD_BYTES = 80
"""Bytes of one record in a manifest: 76, rounded up."""
_MOST_CODES = 16
"""Most reasons of one record."""
_MOST_CODE = 64
"""Most characters of a reason."""

_report_node = versioned(lambda rows: rows, rows=link_shape)
_manifest = versioned(lambda records: records, records=many(pair(raw(32), link_shape), MAX_RECORDS))
_reveal_node = versioned(lambda leaves: leaves, leaves=link_shape)
_reasons = versioned(lambda reasons: reasons, reasons=many(many(text(_MOST_CODE), _MOST_CODES), MAX_RECORDS))


def report_files(ledger: Ledger, rows_file: str) -> bytes:
    """Returns the DAG-CBOR node that a report's `files` names. `rows_file` is the content id of the ledger's file."""
    return encode_node({"v": 1, "epoch": ledger.epoch, "root": ledger.root, "rows": link(rows_file)})


def files_digest(ledger: Ledger, rows_file: str) -> bytes:
    """Returns the sha2-256 digest of that node. The report holds it as `files`."""
    return cid_to_bytes32(cid_of(report_files(ledger, rows_file), DAG_CBOR))


def read_rows(store: Store, files: bytes, records: int) -> list[Row]:
    """Reads the rows that a report of `records` records names by `files`. Only its root tells whether they are its rows."""
    where = bytes32_to_cid(files)
    packed = store.read_file(_report_node(store.get_node(where, _REPORT_BYTES), where), ROW_BYTES * records)
    if len(packed) != ROW_BYTES * records:
        raise MalformedInput(where, f"names {len(packed)} bytes, not {records} rows of {ROW_BYTES}")
    return unpack_rows(packed)


def read_manifest(store: Store, batch: Batch) -> list[tuple[bytes, str]]:
    """Reads a batch's manifest: (record hash, content id of the block) per record, in order.

    Raises MalformedInput also if the number of records is wrong.
    """
    node = store.get_node(bytes32_to_cid(batch.manifest), MAX_DIRECT_BYTES + _RECORD_BYTES * batch.count)
    records = _manifest(node, f"manifest of batch {batch.number}")
    if len(records) != batch.count:
        raise MalformedInput(f"manifest of batch {batch.number}", f"names {len(records)} records, not {batch.count}")
    return list(records)


def read_leaves(store: Store, files: bytes, size: int) -> bytes:
    """Reads the file of leaves that a reveal names. Only the batches' roots tell whether they are the leaves."""
    where = bytes32_to_cid(files)
    packed = store.read_file(_reveal_node(store.get_node(where), where), size)
    if len(packed) != size:
        raise MalformedInput(where, f"names {len(packed)} bytes of leaves, not {size}")
    return packed


def read_reasons(store: Store, files: bytes, records: int) -> Sequence[Sequence[str]]:
    """Reads the reasons that a seat published with its scores, by position: one list of codes for each of the `records`."""
    where = bytes32_to_cid(files)
    reasons = _reasons(store.get_node(where), where)
    if len(reasons) != records:
        raise MalformedInput(where, f"gives reasons for {len(reasons)} records, not {records}")
    return reasons
