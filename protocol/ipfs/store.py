"""The store interface: blocks, nodes and files by content id, over whatever holds the bytes.

Every byte that comes back is checked against its content id here, once, for all kinds of stores.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kula.protocol.errors import MalformedInput
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
    """Where blocks are. A concrete store moves bytes; what they mean and whether they are right is decided here."""

    @abstractmethod
    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Write blocks and keep `roots` with all that they link to. Writing again is harmless."""

    @abstractmethod
    def read_block(self, cid: str) -> bytes:
        """The bytes that a store has for an id, unchecked. Raises Unavailable when it has none."""

    @abstractmethod
    def pinned(self, cid: str) -> bool:
        """Whether the store keeps the id and all that it links to."""

    def get_block(self, cid: str) -> bytes:
        """A block, checked. Raises Unavailable or IntegrityError."""
        return verify(cid, self.read_block(cid))

    def put_block(self, block: bytes, codec: int = RAW) -> str:
        """Write one block and keep it."""
        cid = cid_of(block, codec)
        self.write_blocks([(cid, block)], [cid])
        return cid

    def put_node(self, node: dict[str, Any]) -> str:
        """Write one DAG-CBOR node and keep it with all that it links to."""
        return self.put_block(encode_node(node), DAG_CBOR)

    def get_node(self, cid: str) -> dict[str, Any]:
        """A DAG-CBOR node; its links come back as content id strings."""
        return decode_node(self.get_block(cid))

    def add_file(self, source: Path | bytes) -> str:
        """Write a file as UnixFS and keep it; returns the id that `ipfs add --cid-version=1` gives."""
        blocks = list(blocks_of(_chunks(source)))
        root = blocks[-1][0]
        self.write_blocks(blocks, [root])
        return root

    def read_file(self, cid: str) -> bytes:
        """A whole file, checked."""
        return b"".join(self.iter_file(cid))

    def iter_file(self, cid: str) -> Iterator[bytes]:
        """A file's chunks in order, each checked."""
        if codec_of(cid) == RAW:
            yield self.get_block(cid)
        elif codec_of(cid) == DAG_PB:
            for child in children_of(self.get_block(cid)):
                yield from self.iter_file(child)
        else:
            raise MalformedInput("cid", f"{cid} is not a file")

    def save_file(self, cid: str, path: Path) -> None:
        """Write a file to `path`; a partial one from an earlier try is continued chunk by chunk."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        have = partial.stat().st_size // CHUNK_BYTES if partial.exists() else 0
        with partial.open("r+b" if have else "wb") as out:
            for number, leaf in enumerate(self._leaves(cid)):
                if number < have and verify_quietly(leaf, out.read(CHUNK_BYTES)):
                    continue
                have = 0
                out.seek(number * CHUNK_BYTES)
                out.write(self.get_block(leaf))
            out.truncate()
            out.flush()
            os.fsync(out.fileno())
        os.replace(partial, path)

    def _leaves(self, cid: str) -> Iterator[str]:
        if codec_of(cid) == RAW:
            yield cid
            return
        for child in children_of(self.get_block(cid)):
            yield from self._leaves(child)


def verify_quietly(cid: str, block: bytes) -> bool:
    """Whether a block is the one that an id names."""
    return cid_of(block, codec_of(cid)) == cid


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK_BYTES):
            yield source[start : start + CHUNK_BYTES]
        return
    with source.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
