"""A store that is a directory: one file per block, named by its content id."""

from collections.abc import Iterable
from pathlib import Path

from kula.protocol.errors import Unavailable
from kula.protocol.files import write_whole
from kula.protocol.ipfs.cid import DAG_CBOR, DAG_PB, binary, codec_of, decode_node, links_of
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block, children_of


class BlockDirectory(Store):
    """A store of blocks under `folder`. It removes nothing, so everything that is complete is pinned."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Writes each block so that a reader sees all of it or nothing."""
        for cid, block in blocks:
            path = self._path(cid)
            if path.exists() and path.stat().st_size == len(block):
                continue
            write_whole(path, block)

    def read_block(self, cid: str) -> bytes:
        """Returns the bytes in the block's file. Raises Unavailable if there is no such file."""
        try:
            return self._path(cid).read_bytes()
        except FileNotFoundError as error:
            raise Unavailable(f"the block directory does not hold {cid}") from error

    def holds(self, cid: str) -> bool:
        """Tells whether the folder holds a block."""
        return self._path(cid).exists()

    def pinned(self, cid: str) -> bool:
        """Tells whether the folder holds the block and all blocks that it links to."""
        if not self._path(cid).exists():
            return False
        block = self.get_block(cid)
        if codec_of(cid) == DAG_CBOR:
            return all(self.pinned(child) for child in links_of(decode_node(block)))
        if codec_of(cid) == DAG_PB:
            return all(self.pinned(child) for child in children_of(block))
        return True

    def _path(self, cid: str) -> Path:
        binary(cid)
        return self._folder / cid[-2:] / cid
