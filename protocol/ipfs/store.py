"""The interface of a store: blocks, nodes and files by content id.

It checks every byte that it returns against the content id, so that no concrete store has to.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.ipfs.cid import (
    DAG_CBOR,
    DAG_PB,
    RAW,
    cid_of,
    codec_of,
    decode_node,
    encode_node,
    verify,
)
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, Block, blocks_of, children_of


class Store(ABC):
    """A store of blocks. A concrete store only moves bytes. This class checks and decodes them."""

    @abstractmethod
    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Writes blocks, and pins `roots` with all blocks that they link to. Writing a block again changes nothing."""

    @abstractmethod
    def read_block(self, cid: str) -> bytes:
        """Returns the bytes that the store has for an id, unchecked. Raises Unavailable if it has none."""

    @abstractmethod
    def pinned(self, cid: str) -> bool:
        """Tells whether the store pins the block and all blocks that it links to."""

    def get_block(self, cid: str) -> bytes:
        """Returns a checked block. Raises Unavailable or IntegrityError."""
        return verify(cid, self.read_block(cid))

    def put_block(self, block: bytes, codec: int = RAW) -> str:
        """Writes one block and pins it. Returns its content id."""
        cid = cid_of(block, codec)
        self.write_blocks([(cid, block)], [cid])
        return cid

    def put_node(self, node: dict[str, Any]) -> str:
        """Writes one DAG-CBOR node and pins it with all blocks that it links to. Returns its content id."""
        return self.put_block(encode_node(node), DAG_CBOR)

    def get_node(self, cid: str) -> dict[str, Any]:
        """Returns a checked DAG-CBOR node. Its links are content ids as text. Raises as `get_block`."""
        return decode_node(self.get_block(cid))

    def add_file(self, source: Path | bytes) -> str:
        """Writes a file as UnixFS and pins it. Returns the id that `ipfs add --cid-version=1` gives."""
        blocks = list(blocks_of(_chunks(source)))
        root = blocks[-1][0]
        self.write_blocks(blocks, [root])
        return root

    def read_file(self, cid: str) -> bytes:
        """Returns a whole file, checked. Raises as `iter_file`."""
        return b"".join(self.iter_file(cid))

    def iter_file(self, cid: str) -> Iterator[bytes]:
        """Yields a file's chunks in order, each checked. Raises as `get_block`, or MalformedInput if it is no file."""
        if codec_of(cid) == RAW:
            yield self.get_block(cid)
        elif codec_of(cid) == DAG_PB:
            for child in children_of(self.get_block(cid)):
                yield from self.iter_file(child)
        else:
            raise MalformedInput("cid", f"{cid} is not a file")

    def save_file(self, cid: str, path: Path, most: int | None = None) -> None:
        """Writes a file to `path`. It continues a partial file of an earlier call, chunk by chunk.

        Raises IntegrityError as soon as the file has more than `most` bytes.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        chunks = partial.stat().st_size // CHUNK_BYTES if partial.exists() else 0
        with partial.open("r+b" if chunks else "wb") as file:
            for number, leaf in enumerate(self._leaves(cid)):
                if most is not None and number * CHUNK_BYTES >= most:
                    raise IntegrityError(cid, f"has more than {most} bytes")
                if number < chunks and hashes_to(leaf, file.read(CHUNK_BYTES)):
                    continue
                chunks = 0
                file.seek(number * CHUNK_BYTES)
                file.write(self.get_block(leaf))
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)

    def _leaves(self, cid: str) -> Iterator[str]:
        if codec_of(cid) == RAW:
            yield cid
            return
        for child in children_of(self.get_block(cid)):
            yield from self._leaves(child)


def hashes_to(cid: str, block: bytes) -> bool:
    """Tells whether a block has this content id."""
    return cid_of(block, codec_of(cid)) == cid


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK_BYTES):
            yield source[start : start + CHUNK_BYTES]
        return
    with source.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
