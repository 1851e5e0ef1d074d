"""Files as UnixFS v1 trees, with the content ids that `ipfs add --cid-version=1` gives. Pure.

A tree is balanced. Its leaves are raw blocks of 262,144 bytes, and a node has at most 174 links. Formats: the DAG-PB
and UnixFS specifications of IPFS.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import DAG_PB, RAW, binary, cid_of, text_of_foreign

CHUNK_BYTES = 262_144
MAX_LINKS = 174
MAX_INNER_BYTES = 65_536
"""Most bytes of a node above the leaves. Ours have up to 9,750; other writers make nodes of up to 1,024 links."""
MAX_LEVELS = 5
"""Most levels of nodes above the leaves."""
_FILE = 2

Block = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class _Part:
    """A subtree: its id, the number of file bytes in it, and the number of bytes of all its blocks."""

    cid: str
    size: int
    total: int


def blocks_of(chunks: Iterable[bytes]) -> Iterator[Block]:
    """Yields the blocks of a file. The last block is the root.

    `chunks` are the file's pieces of CHUNK_BYTES. The last one may be shorter.
    """
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
    """Returns the content ids that a file's inner node links to, in order.

    Raises MalformedInput for any other DAG-PB node, and for more than MAX_INNER_BYTES.
    """
    if len(node) > MAX_INNER_BYTES:
        raise MalformedInput("UnixFS node", f"has {len(node)} bytes; at most {MAX_INNER_BYTES} are allowed")
    links: list[str] = []
    for number, value in _fields(node):
        if number == 2 and isinstance(value, bytes):
            hashes = [v for n, v in _fields(value) if n == 1 and isinstance(v, bytes)]
            if len(hashes) != 1:
                raise MalformedInput("UnixFS node", "holds a link without one content id")
            links.append(text_of_foreign(hashes[0]))
    if not links:
        raise MalformedInput("UnixFS node", "is not a file made of raw leaves")
    return links


def _encode(children: list[_Part]) -> bytes:
    links = b"".join(
        _bytes_field(2, _bytes_field(1, binary(c.cid)) + _bytes_field(2, b"") + _int_field(3, c.total))
        for c in children
    )
    size = sum(c.size for c in children)
    file = _int_field(1, _FILE) + _int_field(3, size) + b"".join(_int_field(4, c.size) for c in children)
    return links + _bytes_field(1, file)


def varint(value: int) -> bytes:
    """Returns the bytes of a number as unsigned LEB128."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def read_varint(raw: bytes, at: int) -> tuple[int, int]:
    """Reads the varint at index `at`. Returns its value and the index after it.

    Raises MalformedInput if the bytes end inside the varint, or if it exceeds 64 bits.
    """
    value = shift = 0
    while True:
        if at >= len(raw) or shift > 63:
            raise MalformedInput("varint", "is cut off")
        value |= (raw[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not raw[at - 1] & 0x80:
            return value, at


def _int_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def _bytes_field(number: int, value: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(value)) + value


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(message):
        key, at = read_varint(message, at)
        value, at = read_varint(message, at)
        if key & 7 == 2:
            if at + value > len(message):
                raise MalformedInput("UnixFS node", "is cut off")
            yield key >> 3, message[at : at + value]
            at += value
        elif key & 7 == 0:
            yield key >> 3, value
        else:
            raise MalformedInput("UnixFS node", "holds a field of unknown type")
