"""A store that is a directory: one file per block, named by its content id."""

from collections.abc import Iterable
from pathlib import Path

from kula.protocol.errors import Unavailable
from kula.protocol.files import write_whole
from kula.protocol.ipfs.cid import DAG_CBOR, DAG_PB, binary, codec_of
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES, decode_node, links_of
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block, children_of


class BlockDirectory(Store):
    """A store of blocks under `folder`. It removes nothing by itself, so everything that is complete is pinned."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __str__(self) -> str:
        return f"the block directory {self._folder}"

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Writes each block so that a reader sees all of it or nothing. A block that was changed is replaced."""
        for cid, block in blocks:
            path = self._path(cid)
            if not path.exists() or path.read_bytes() != block:
                write_whole(path, block)

    def read_block(self, cid: str) -> bytes:
        """Returns the bytes in the block's file. Raises Unavailable if there is no such file, or a larger one."""
        try:
            with self._path(cid).open("rb") as file:
                block = file.read(MAX_NODE_BYTES + 1)
        except OSError as error:
            raise Unavailable(f"{self} does not hold {cid}") from error
        if len(block) > MAX_NODE_BYTES:
            raise Unavailable(f"{self} holds more than {MAX_NODE_BYTES} bytes under {cid}")
        return block

    def holds(self, cid: str) -> bool:
        """Tells whether the folder holds a block."""
        return self._path(cid).exists()

    def pinned(self, cid: str) -> bool:
        """Tells whether the folder holds the block and all blocks that it links to, each looked at once."""
        waiting, known = [cid], {cid}
        while waiting:
            one = waiting.pop()
            if not self._path(one).exists():
                return False
            linked = set(self._linked(one)) - known
            known |= linked
            waiting += linked
        return True

    def tree(self, cid: str) -> list[str]:
        """Returns the blocks that the folder holds of those that a block links to, itself first. What it lacks is left out."""
        if not self.holds(cid):
            return []
        tree, known = [cid], {cid}
        for one in tree:
            linked = [child for child in self._linked(one) if child not in known and self.holds(child)]
            known |= set(linked)
            tree += linked
        return tree

    def remove(self, cid: str) -> None:
        """Deletes a block. Whoever links to it finds it no more."""
        self._path(cid).unlink(missing_ok=True)

    def _linked(self, cid: str) -> Iterable[str]:
        codec = codec_of(cid)
        if codec == DAG_CBOR:
            return links_of(decode_node(self.get_block(cid)))
        return children_of(self.get_block(cid)) if codec == DAG_PB else []

    def _path(self, cid: str) -> Path:
        binary(cid)
        return self._folder / cid[-2:] / cid
