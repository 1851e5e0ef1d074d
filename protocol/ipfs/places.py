"""Several stores as one: what one does not hold, or holds wrong, comes from the next."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block

T = TypeVar("T")


class Places(Store):
    """Stores in order of preference. The first one takes what is written, and tells what is pinned."""

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = stores

    def __str__(self) -> str:
        return ", ".join(map(str, self._stores))

    def within(self, seconds: float) -> "Places":
        """Returns the same stores with another limit on the time of each call. A block may take one call to each."""
        return Places([store.within(seconds) for store in self._stores])

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Writes to the first store."""
        self._stores[0].write_blocks(blocks, roots)

    def read_block(self, cid: str) -> bytes:
        """Returns the bytes of the first store that has any, unchecked. Raises Unavailable if none has."""
        return self._first(lambda store: store.read_block(cid))

    def get_block(self, cid: str, most: int = MAX_NODE_BYTES) -> bytes:
        """Returns a checked block of the first store that holds the right one. Raises as the interface says."""
        return self._first(lambda store: store.get_block(cid, most))

    def pinned(self, cid: str) -> bool:
        """Tells whether the first store pins the block and all blocks that it links to."""
        return self._stores[0].pinned(cid)

    def unpin(self, cid: str) -> None:
        """Unpins in the first store: the others hold nothing that we wrote."""
        self._stores[0].unpin(cid)

    def _first(self, read: Callable[[Store], T]) -> T:
        problems: list[str] = []
        for store in self._stores:
            try:
                return read(store)
            except Unavailable as error:
                problems.append(str(error))
        raise Unavailable("; ".join(problems))
