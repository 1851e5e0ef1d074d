"""Manifests of direct records, which are submitted without a gateway (Batches.submit_direct).

The manifest of a direct record carries its entry, because no gateway serves it. The entry holds the key, so whoever
fetches a direct record can read it.
"""

from dataclasses import replace
from typing import Any

from kula.protocol.ipfs.cid import bytes32_to_cid, link
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.published import MAX_DIRECT_BYTES
from kula.protocol.records.entry import Entry, entry_from_json, entry_to_json
from kula.protocol.types import Batch


def direct_manifest(entry: Entry, record: bytes) -> dict[str, Any]:
    """Returns the DAG-CBOR node of a direct record: a batch manifest with one record, and its entry.

    `record` is the record hash.
    """
    return {"v": 1, "records": [[record, link(entry.link)]], "entry": entry_to_json(entry)}


def direct_entries(store: Store, batch: Batch) -> list[Entry]:
    """Reads the one entry of a direct batch.

    The chain gives the entry its number, which the contributor could not know in advance.
    Raises Unavailable if the store does not hold the manifest, or MalformedInput if it is too large or carries no entry.
    """
    node = store.get_node(bytes32_to_cid(batch.manifest), MAX_DIRECT_BYTES)
    return [replace(entry_from_json(node.get("entry")), seq=batch.first_seq)]
