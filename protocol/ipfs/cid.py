"""Content ids (CIDv1, sha2-256, base32) and DAG-CBOR nodes. Pure."""

import hashlib
from base64 import b32decode, b32encode
from collections.abc import Iterator, Mapping
from typing import Any, cast

import dag_cbor
from multiformats import CID

from kula.protocol.errors import IntegrityError, MalformedInput

RAW = 0x55
DAG_PB = 0x70
DAG_CBOR = 0x71
CODECS = (RAW, DAG_PB, DAG_CBOR)
_PREFIX_BYTES = 4


class Link(str):
    """A content id inside a node. It is encoded as an IPLD link, and behaves as its text."""

    __slots__ = ()


def cid_of(block: bytes, codec: int) -> str:
    """Returns the content id of a block."""
    return bytes32_to_cid(hashlib.sha256(block).digest(), codec)


def bytes32_to_cid(digest: bytes, codec: int = DAG_CBOR) -> str:
    """Returns the content id with this sha2-256 digest. All digests on chain are of DAG-CBOR nodes."""
    return text_of(bytes([1, codec, 0x12, 0x20]) + digest)


def text_of(binary: bytes) -> str:
    """Returns a content id's 36 bytes as multibase text in base32 (prefix b, RFC 4648, lower case, no padding)."""
    return "b" + b32encode(binary).decode().lower().rstrip("=")


def binary(cid: str) -> bytes:
    """Returns a content id's 36 bytes. Raises MalformedInput for any other form of id."""
    if not cid.startswith("b") or len(cid) != 59:
        raise MalformedInput("cid", f"{cid[:80]!r} is not a CIDv1 in base32 with sha2-256")
    try:
        decoded = b32decode(cid[1:].upper() + "=" * (-(len(cid) - 1) % 8))
    except ValueError as error:
        raise MalformedInput("cid", f"{cid!r} is not base32") from error
    if decoded[0] != 1 or decoded[1] not in CODECS or decoded[2:_PREFIX_BYTES] != b"\x12\x20":
        raise MalformedInput("cid", f"{cid} is not a CIDv1 of a raw, DAG-PB or DAG-CBOR block with sha2-256")
    return decoded


def cid_to_bytes32(cid: str) -> bytes:
    """Returns the sha2-256 digest inside a content id."""
    return binary(cid)[_PREFIX_BYTES:]


def codec_of(cid: str) -> int:
    """Returns the codec in a content id: RAW, DAG_PB or DAG_CBOR."""
    return binary(cid)[1]


def verify(cid: str, block: bytes) -> bytes:
    """Returns the block. Raises IntegrityError unless it hashes to its content id."""
    if hashlib.sha256(block).digest() != cid_to_bytes32(cid):
        raise IntegrityError(cid, "the bytes do not hash to this content id")
    return block


def link(cid: str) -> Link:
    """Returns a content id as a link for a DAG-CBOR node. Raises MalformedInput if the text is no content id."""
    binary(cid)
    return Link(cid)


def encode_node(node: Mapping[str, Any]) -> bytes:
    """Returns the DAG-CBOR bytes of a node. Links in the node are of type `Link`."""
    return dag_cbor.encode(cast(Any, _with_cids(node)))


def decode_node(block: bytes) -> dict[str, Any]:
    """Reads a DAG-CBOR map. Its links become `Link`s. Raises IntegrityError for anything else."""
    try:
        node = dag_cbor.decode(block)
    except Exception as error:  # dag_cbor raises several unrelated classes.
        raise IntegrityError("DAG-CBOR node", f"does not decode: {error}") from error
    if not isinstance(node, dict):
        raise IntegrityError("DAG-CBOR node", "is not a map")
    return cast(dict[str, Any], _with_links(node))


def links_of(node: Any) -> Iterator[Link]:
    """Yields all links in a node that `decode_node` returned. Text that looks like a content id is not a link."""
    if isinstance(node, Link):
        yield node
    elif isinstance(node, dict):
        for one in node.values():
            yield from links_of(one)
    elif isinstance(node, list):
        for one in node:
            yield from links_of(one)


def _with_links(value: Any) -> Any:
    if isinstance(value, CID):
        return Link(value.encode("base32"))
    if isinstance(value, dict):
        return {key: _with_links(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_links(one) for one in value]
    return value


def _with_cids(value: Any) -> Any:
    if isinstance(value, Link):
        return CID.decode(value)
    if isinstance(value, Mapping):
        return {key: _with_cids(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_cids(one) for one in value]
    return value
