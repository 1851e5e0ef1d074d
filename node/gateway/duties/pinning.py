"""Pinning: the blocks of acknowledged records go to IPFS as they come, so that posting a batch only adds its manifest.

A kill between any two lines is harmless: a block that was written is written again, and the mark moves last.
"""

from collections.abc import Sequence

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import NO_BLOCK, NO_LINK, RecordRow
from kula.node.gateway.duties.screening import screen
from kula.protocol.ipfs.cid import DAG_CBOR, RAW, cid_of, link
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block

AT_ONCE = 1_024
"""Records that one import holds in memory: at most 64 MB."""


def pin_waiting(store: Store, repository: Repository, now: int = 0) -> int:
    """Pins the next acknowledged records that are not pinned yet, at most AT_ONCE; returns how many.

    What the operator refuses is quarantined first. `now` is block time in seconds.
    """
    first = repository.pinned_upto()
    rows = repository.records_from(first, AT_ONCE, blocks=True)
    if rows and screen(repository, rows, now):
        rows = repository.records_from(first, AT_ONCE, blocks=True)
    if rows:
        pin_batch(store, rows)
        repository.mark_pinned(first + len(rows))
    return len(rows)


def pin_batch(store: Store, rows: Sequence[RecordRow]) -> str:
    """Writes the blocks and the manifest of a batch in one import, and pins the manifest, which keeps them all.

    A block that is withheld is not written: no bytes stand in its place.
    """
    blocks = [(row.link, row.block) for row in rows if row.block is not None and row.is_served]
    assert all(cid_of(block, RAW) == name for name, block in blocks), "rows hold the block of their link"
    manifest = _manifest(rows)
    store.write_blocks([*blocks, *_no_blocks(rows), manifest], [manifest[0]])
    return manifest[0]


def pin_manifest(store: Store, rows: Sequence[RecordRow]) -> str:
    """Writes the manifest of a batch whose blocks are pinned; returns its CID."""
    manifest = _manifest(rows)
    store.write_blocks([*_no_blocks(rows), manifest], [manifest[0]])
    return manifest[0]


def _no_blocks(rows: Sequence[RecordRow]) -> list[Block]:
    return [] if all(row.is_served for row in rows) else [(NO_LINK, NO_BLOCK)]


def _manifest(rows: Sequence[RecordRow]) -> Block:
    node = encode_node({"v": 1, "records": [[row.hash, link(row.served_link)] for row in rows]})
    return cid_of(node, DAG_CBOR), node
