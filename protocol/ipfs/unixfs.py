"""Files as UnixFS v1 trees, with the content ids that `ipfs add --cid-version=1` gives. Pure.

Raw leaves of 262,144 bytes, balanced, at most 174 links a node. Formats: the DAG-PB and UnixFS specifications of IPFS.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kula.protocol.errors import IntegrityError
from kula.protocol.ipfs.cid import DAG_PB, RAW, binary, cid_of, text_of

CHUNK_BYTES = 262_144
MAX_LINKS = 174
_FILE = 2

Block = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class _Part:
    """A subtree: its id, the bytes of the file in it, and the bytes of all its blocks."""

    cid: str
    size: int
    total: int


def blocks_of(chunks: Iterable[bytes]) -> Iterator[Block]:
    """The blocks of a file given as chunks of CHUNK_BYTES (the last may be shorter); the last block is the root."""
    parts: list[_Part] = []
    for chunk in chunks:
        cid = cid_of(chunk, RAW)
        parts.append(_Part(cid, len(chunk), len(chunk)))
        yield cid, chunk
    if not parts:
        yield cid_of(b"", RAW), b""
    while len(parts) > 1:
        level: list[_Part] = []
        for start in range(0, len(parts), MAX_LINKS):
            children = parts[start : start + MAX_LINKS]
            node = _encode(children)
            cid = cid_of(node, DAG_PB)
            level.append(_Part(cid, sum(c.size for c in children), len(node) + sum(c.total for c in children)))
            yield cid, node
        parts = level


def children_of(node: bytes) -> list[str]:
    """The content ids that a file's inner node links to, in order. Raises IntegrityError for other DAG-PB."""
    links: list[str] = []
    for number, value in _fields(node):
        if number == 2 and isinstance(value, bytes):
            hashes = [v for n, v in _fields(value) if n == 1 and isinstance(v, bytes)]
            if len(hashes) != 1 or len(hashes[0]) != 36:
                raise IntegrityError("UnixFS node", "holds a link that is not a CIDv1")
            links.append(text_of(hashes[0]))
    if not links:
        raise IntegrityError("UnixFS node", "is not a file made of raw leaves")
    return links


def _encode(children: list[_Part]) -> bytes:
    links = b"".join(
        _bytes_field(2, _bytes_field(1, binary(c.cid)) + _bytes_field(2, b"") + _int_field(3, c.total))
        for c in children
    )
    size = sum(c.size for c in children)
    data = _int_field(1, _FILE) + _int_field(3, size) + b"".join(_int_field(4, c.size) for c in children)
    return links + _bytes_field(1, data)


def varint(value: int) -> bytes:
    """Unsigned LEB128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """A varint and the place after it. Raises IntegrityError at the end of the data."""
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise IntegrityError("varint", "is cut off")
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def _int_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def _bytes_field(number: int, value: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(value)) + value


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        value, at = read_varint(data, at)
        if key & 7 == 2:
            if at + value > len(data):
                raise IntegrityError("UnixFS node", "is cut off")
            yield key >> 3, data[at : at + value]
            at += value
        elif key & 7 == 0:
            yield key >> 3, value
        else:
            raise IntegrityError("UnixFS node", "holds a field of unknown type")
