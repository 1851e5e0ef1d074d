"""Records that come past all gateways (Batches.submit_direct): their manifest carries what a gateway would have shown.

No gateway keeps their key for them, so the manifest names it: whoever fetches such a record can read it.
"""

from typing import Any

from kula.protocol.ipfs.cid import bytes32_to_cid, link
from kula.protocol.ipfs.store import Store
from kula.protocol.records.entry import Entry, entry_from_json, entry_to_json
from kula.protocol.types import Batch


def direct_manifest(entry: Entry, record: bytes) -> dict[str, Any]:
    """The DAG-CBOR node of a direct record: a batch manifest of one, and its entry."""
    return {"v": 1, "records": [[record, link(entry.link)]], "entry": entry_to_json(entry)}


def direct_entries(store: Store, batch: Batch) -> list[Entry]:
    """The one entry of a direct batch.

    Raises Unavailable when the manifest is not to be had, MalformedInput when it carries no entry.
    """
    node = store.get_node(bytes32_to_cid(batch.manifest))
    entry = entry_from_json(node.get("entry") or {})
    return [_numbered(entry, batch.first_seq)]


def _numbered(entry: Entry, seq: int) -> Entry:
    """The entry under the number that the chain gave it: who submits cannot know it before."""
    return Entry(**{**{name: getattr(entry, name) for name in Entry.__dataclass_fields__}, "seq": seq})
