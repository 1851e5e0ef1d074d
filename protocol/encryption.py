"""Encryption of a record's block on IPFS: AES-256-GCM under one random key per record.

The record's commitment is the associated data. GCM does not commit to its key: one block can open to two texts under
two keys. Therefore `decrypt` checks the commitment again. Pure but for the random numbers.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kula.protocol.encoding import commitment
from kula.protocol.errors import IntegrityError
from kula.protocol.types import CONTENT_KEY_BYTES, MAX_RECORD_BYTES

NONCE_BYTES = 12
TAG_BYTES = 16
MAX_BLOCK_BYTES = NONCE_BYTES + MAX_RECORD_BYTES + TAG_BYTES
"""Most bytes of a record's block."""


def encrypt(content: bytes, committed: bytes) -> tuple[bytes, bytes]:
    """Encrypts a record's canonical bytes. Returns a new random key and the block nonce12 ‖ ciphertext ‖ tag16.

    `committed` is the record's commitment.
    """
    key = secrets.token_bytes(CONTENT_KEY_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return key, nonce + AESGCM(key).encrypt(nonce, content, committed)


def decrypt(block: bytes, key: bytes, committed: bytes, salt: bytes) -> bytes:
    """Opens a block and returns the record's canonical bytes.

    Raises IntegrityError if the key does not open the block, or if the bytes do not match the commitment.
    """
    if len(block) < NONCE_BYTES + TAG_BYTES:
        raise IntegrityError("record block", f"has {len(block)} bytes, too few for a nonce and a tag")
    try:
        content = AESGCM(key).decrypt(block[:NONCE_BYTES], block[NONCE_BYTES:], committed)
    except (InvalidTag, ValueError) as error:
        raise IntegrityError("record block", "does not open with this key and commitment") from error
    if commitment(salt, content) != committed:
        raise IntegrityError("record block", "opens to bytes that the record did not commit to")
    return content
