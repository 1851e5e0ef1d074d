"""The interface of a store: blocks, nodes and files by content id.

It checks every byte that it returns against the content id, so that no concrete store has to.
"""

import os
import shutil
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.ipfs.cid import DAG_CBOR, DAG_PB, RAW, cid_of, codec_of
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES, decode_node, encode_node
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, MAX_LEVELS, Block, blocks_of, children_of

_TRIES = 2
"""How often a block is read if the store gives other bytes for its id."""


class Store(ABC):
    """A store of blocks. A concrete store only moves bytes. This class checks and decodes them."""

    @abstractmethod
    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Writes blocks, and pins `roots` with all blocks that they link to. Writing a block again changes nothing."""

    @abstractmethod
    def read_block(self, cid: str) -> bytes:
        """Returns the bytes that the store has for an id, unchecked, and at most MAX_NODE_BYTES of them.

        Raises Unavailable if it has none, or more.
        """

    @abstractmethod
    def pinned(self, cid: str) -> bool:
        """Tells whether the store pins the block and all blocks that it links to."""

    def unpin(self, cid: str) -> None:
        """Lets the store drop a block that was pinned, with all blocks that only it links to. A store may keep them."""
        del cid

    def within(self, seconds: float) -> "Store":
        """Returns this store with another limit on the time of each call. A store that answers at once has none."""
        return self

    def get_block(self, cid: str, most: int = MAX_NODE_BYTES) -> bytes:
        """Returns a checked block.

        Raises Unavailable if the store does not hold it, or holds other bytes under its id: another store may hold the
        right ones. Raises MalformedInput if the block itself has more than `most` bytes.
        """
        for _ in range(_TRIES):
            block = self.read_block(cid)
            if hashes_to(cid, block):
                if len(block) > most:
                    raise MalformedInput(cid, f"has {len(block)} bytes; at most {most} are allowed")
                return block
        raise Unavailable(f"{self} gives other bytes for {cid}; try another store, or write the block again")

    def put_block(self, block: bytes, codec: int = RAW) -> str:
        """Writes one block and pins it. Returns its content id."""
        cid = cid_of(block, codec)
        self.write_blocks([(cid, block)], [cid])
        return cid

    def put_node(self, node: dict[str, Any]) -> str:
        """Writes one DAG-CBOR node and pins it with all blocks that it links to. Returns its content id."""
        return self.put_block(encode_node(node), DAG_CBOR)

    def get_node(self, cid: str, most: int = MAX_NODE_BYTES) -> dict[str, Any]:
        """Returns a checked DAG-CBOR node of at most `most` bytes.

        Raises Unavailable as `get_block`, or MalformedInput as `decode_node`.
        """
        return decode_node(self.get_block(cid, most))

    def add_file(self, source: Path | bytes) -> str:
        """Writes a file as UnixFS and pins it. Returns the id that `ipfs add --cid-version=1` gives."""
        blocks = list(blocks_of(_chunks(source)))
        root = blocks[-1][0]
        self.write_blocks(blocks, [root])
        return root

    def read_file(self, cid: str, most: int) -> bytes:
        """Returns a whole file of at most `most` bytes, checked. Raises as `iter_file`."""
        return b"".join(self.iter_file(cid, most))

    def iter_file(self, cid: str, most: int, kept: Callable[[int], bytes] = lambda _: b"") -> Iterator[bytes]:
        """Yields a file's chunks in order, each checked, and reads no more blocks than a file of `most` bytes has.

        `kept` returns what is already there of a chunk, by its number. A chunk that is right is not read again.
        Raises Unavailable as `get_block`, or MalformedInput if the id is no file in chunks of CHUNK_BYTES, or a larger one.
        """
        size = 0
        for number, leaf in enumerate(self._leaves(cid)):
            if size != number * CHUNK_BYTES or size > most:
                raise MalformedInput(cid, f"has more than {most} bytes, or a chunk of other than {CHUNK_BYTES}")
            chunk = kept(number)
            if not hashes_to(leaf, chunk):
                chunk = self.get_block(leaf)
            size += len(chunk)
            if size > most:
                raise MalformedInput(cid, f"has more than {most} bytes")
            yield chunk

    def save_file(self, cid: str, path: Path, most: int) -> None:
        """Sees to it that `path` holds a file of at most `most` bytes. It continues a partial file of an earlier call.

        What is there is hashed again: if it is right, the store is not asked. Raises the same errors as `iter_file`, and then
        changes nothing at `path`.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        if _is_file(cid, path):
            if path.stat().st_size > most:
                raise MalformedInput(cid, f"has more than {most} bytes")
            return
        partial = path.with_name(path.name + ".partial")
        if path.is_file() and not partial.exists() and path.stat().st_size <= most:
            shutil.copyfile(path, partial)  # Its right chunks are not read again.
        partial.touch()
        try:
            self._continue_file(cid, partial, most)
        except MalformedInput:
            partial.unlink()
            raise
        os.replace(partial, path)

    def _continue_file(self, cid: str, partial: Path, most: int) -> None:
        with partial.open("r+b") as file:

            def kept(number: int) -> bytes:
                file.seek(number * CHUNK_BYTES)
                return file.read(CHUNK_BYTES)

            size = 0
            for chunk in self.iter_file(cid, most, kept):
                file.seek(size)
                size += file.write(chunk)
            file.truncate(size)
            file.flush()
            os.fsync(file.fileno())

    def _leaves(self, cid: str, level: int = 0) -> Iterator[str]:
        """Yields the ids of a file's leaves. Every node has a child, so the nodes are few for few leaves."""
        codec = codec_of(cid)
        if codec == RAW:
            yield cid
        elif codec == DAG_PB and level < MAX_LEVELS:
            for child in children_of(self.get_block(cid)):
                yield from self._leaves(child, level + 1)
        else:
            raise MalformedInput("cid", f"{cid} is not a file of at most {MAX_LEVELS} levels")


def hashes_to(cid: str, block: bytes) -> bool:
    """Tells whether a block has this content id."""
    return cid_of(block, codec_of(cid)) == cid


def _is_file(cid: str, path: Path) -> bool:
    """Tells whether there is a file that has this content id as our own writer makes trees."""
    try:
        (root, _), *_ = deque(blocks_of(_chunks(path)), maxlen=1)
    except FileNotFoundError:
        return False
    return root == cid


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK_BYTES):
            yield source[start : start + CHUNK_BYTES]
        return
    with source.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
