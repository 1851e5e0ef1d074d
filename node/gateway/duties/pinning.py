"""Pinning: the blocks of acknowledged records go to IPFS as they come, so that posting a batch only adds its manifest.

A kill between any two lines is harmless: a block that was written is written again, and the mark moves last.
"""

from collections.abc import Sequence

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.protocol.ipfs.cid import DAG_CBOR, RAW, cid_of, link
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block

AT_ONCE = 1_024
"""Records that one import holds in memory: at most 64 MB."""


def pin_waiting(store: Store, repository: Repository) -> int:
    """Pins the next acknowledged records that are not pinned yet, at most AT_ONCE; returns how many."""
    first = repository.pinned_upto()
    rows = repository.records_from(first, AT_ONCE, blocks=True)
    if rows:
        pin_batch(store, rows)
        repository.mark_pinned(first + len(rows))
    return len(rows)


def pin_batch(store: Store, rows: Sequence[RecordRow]) -> str:
    """Writes the blocks and the manifest of a batch in one import, and pins the manifest, which keeps them all."""
    blocks = [(row.link, row.block) for row in rows if row.block is not None]
    assert all(cid_of(block, RAW) == name for name, block in blocks), "rows hold the block of their link"
    manifest = _manifest(rows)
    store.write_blocks([*blocks, manifest], [manifest[0]])
    return manifest[0]


def pin_manifest(store: Store, rows: Sequence[RecordRow]) -> str:
    """Writes the manifest of a batch whose blocks are pinned; returns its CID."""
    manifest = _manifest(rows)
    store.write_blocks([manifest], [manifest[0]])
    return manifest[0]


def _manifest(rows: Sequence[RecordRow]) -> Block:
    node = encode_node({"v": 1, "records": [[row.hash, link(row.link)] for row in rows]})
    return cid_of(node, DAG_CBOR), node
