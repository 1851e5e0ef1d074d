"""A store that answers for so many seconds in all. What many slow blocks make of a minute, one limit per block does not tell."""

import time
from collections.abc import Iterable

from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block


class InTime(Store):
    """Another store, for `seconds` from now on: then nothing more is read of it. No call takes longer either."""

    def __init__(self, store: Store, seconds: float) -> None:
        self._store = store.within(seconds)
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def __str__(self) -> str:
        return str(self._store)

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Writes to the store."""
        self._store.write_blocks(blocks, roots)

    def read_block(self, cid: str) -> bytes:
        """Returns a block, unchecked. Raises Unavailable also if the time is up."""
        self._require_time(cid)
        return self._store.read_block(cid)

    def get_block(self, cid: str, most: int = MAX_NODE_BYTES) -> bytes:
        """Returns a checked block. Raises as the interface says, and Unavailable also if the time is up."""
        self._require_time(cid)
        return self._store.get_block(cid, most)

    def pinned(self, cid: str) -> bool:
        """Tells whether the store pins the block."""
        return self._store.pinned(cid)

    def _require_time(self, cid: str) -> None:
        if time.monotonic() > self._until:
            raise Unavailable(f"{self} has not given all within {self._seconds:g} s; {cid} is asked for next time")
