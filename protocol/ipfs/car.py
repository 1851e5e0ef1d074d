"""CAR archives, version 1: many blocks in one stream. Pure. Format: the CARv1 specification of IPLD."""

from collections.abc import Iterable, Iterator

from kula.protocol.errors import IntegrityError
from kula.protocol.ipfs.cid import binary, encode_node, link, text_of, verify
from kula.protocol.ipfs.unixfs import Block, read_varint, varint

_CID_BYTES = 36


def write_car(roots: Iterable[str], blocks: Iterable[Block]) -> bytes:
    """Returns an archive that holds `blocks` and names `roots`."""
    header = encode_node({"version": 1, "roots": [link(root) for root in roots]})
    parts = [varint(len(header)), header]
    for cid, block in blocks:
        parts += [varint(_CID_BYTES + len(block)), binary(cid), block]
    return b"".join(parts)


def read_car(archive: bytes) -> Iterator[Block]:
    """Yields the blocks of an archive, each checked against its id. Raises IntegrityError."""
    for cid, block in read_sections(archive):
        yield cid, verify(cid, block)


def read_sections(archive: bytes) -> Iterator[Block]:
    """Yields the blocks of an archive, unchecked. Raises IntegrityError if the archive is cut off."""
    size, at = read_varint(archive, 0)
    at += size
    while at < len(archive):
        size, at = read_varint(archive, at)
        if size < _CID_BYTES or at + size > len(archive):
            raise IntegrityError("CAR", "is cut off")
        cid = text_of(archive[at : at + _CID_BYTES])
        yield cid, archive[at + _CID_BYTES : at + size]
        at += size
