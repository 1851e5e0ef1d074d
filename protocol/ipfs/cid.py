"""Content ids (CIDv1, sha2-256, base32). Pure."""

import hashlib
import re
from base64 import b32decode, b32encode

from kula.protocol.errors import IntegrityError, MalformedInput

RAW = 0x55
DAG_PB = 0x70
DAG_CBOR = 0x71
CODECS = (RAW, DAG_PB, DAG_CBOR)
CID_BYTES = 36
_PREFIX_BYTES = 4
_TEXT = re.compile("b[a-z2-7]{57}[aeimquy4]")
"""The last character holds two bits that are no part of the id, and are zero."""


class Link(str):
    """A content id inside a node: what `link` returns. It is encoded as an IPLD link, and behaves as its text."""

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
    if not isinstance(cid, str) or len(cid) != 59 or not _TEXT.fullmatch(cid):
        raise MalformedInput("cid", f"{str(cid)[:80]!r} is not a CIDv1 in base32 with sha2-256")
    decoded = b32decode(cid[1:].upper() + "======")
    return _checked(decoded)


def text_of_foreign(binary: bytes) -> str:
    """Returns a content id's bytes as text. Raises MalformedInput for another id than a CIDv1 with sha2-256."""
    return text_of(_checked(binary))


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


def _checked(binary: bytes) -> bytes:
    known = len(binary) == CID_BYTES and binary[0] == 1 and binary[1] in CODECS
    if not known or binary[2:_PREFIX_BYTES] != b"\x12\x20":
        raise MalformedInput("cid", "is not a CIDv1 of a raw, DAG-PB or DAG-CBOR block with sha2-256")
    return binary
