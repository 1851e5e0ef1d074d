"""CAR archives, version 1: many blocks in one stream. Pure. Format: the CARv1 specification of IPLD."""

from collections.abc import Iterable, Iterator

from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import CID_BYTES, binary, link, text_of_foreign, verify
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES, encode_node
from kula.protocol.ipfs.unixfs import Block, read_varint, varint

MAX_BLOCKS = 2**20
"""Most blocks in one archive."""


def write_car(roots: Iterable[str], blocks: Iterable[Block]) -> bytes:
    """Returns an archive that holds `blocks` and names `roots`."""
    header = encode_node({"version": 1, "roots": [link(root) for root in roots]})
    parts = [varint(len(header)), header]
    for cid, block in blocks:
        parts += [varint(CID_BYTES + len(block)), binary(cid), block]
    return b"".join(parts)


def read_car(archive: bytes) -> Iterator[Block]:
    """Yields the blocks of an archive, each checked against its id. Raises IntegrityError, or as `read_sections`."""
    for cid, block in read_sections(archive):
        yield cid, verify(cid, block)


def read_sections(archive: bytes) -> Iterator[Block]:
    """Yields the blocks of an archive, unchecked.

    Raises MalformedInput if the archive is cut off, for a block above MAX_NODE_BYTES, and for more than MAX_BLOCKS.
    """
    size, at = read_varint(archive, 0)
    at += size
    blocks = 0
    while at < len(archive):
        size, at = read_varint(archive, at)
        blocks += 1
        if size < CID_BYTES or size > CID_BYTES + MAX_NODE_BYTES or blocks > MAX_BLOCKS:
            raise MalformedInput("CAR", f"holds no block, one above {MAX_NODE_BYTES} bytes, or more than {MAX_BLOCKS}")
        cid = text_of_foreign(archive[at : at + CID_BYTES])
        block = archive[at + CID_BYTES : at + size]
        at += size
        if at > len(archive):
            break
        yield cid, block
    if at != len(archive):
        raise MalformedInput("CAR", "is cut off")
