"""Bytes as text: 0x and hexadecimal digits, with strict reading. Pure."""

import re
from typing import Any

from kula.protocol.errors import MalformedInput

_DIGITS = re.compile("[0-9a-fA-F]*")


def hex0(value: bytes) -> str:
    """Returns 0x and the bytes as lower-case digits."""
    return f"0x{value.hex()}"


def unhex_up_to(value: Any, size: int) -> bytes:
    """Returns the bytes of 0x text of at most `size` bytes. Raises MalformedInput.

    Signatures of contract wallets need it, because they have no fixed length.
    """
    if not isinstance(value, str) or len(value) > 2 + 2 * size or len(value) % 2:
        raise MalformedInput("hex", f"expected 0x and up to {2 * size} digits")
    return unhex(value, len(value) // 2 - 1)


def unhex(value: Any, size: int) -> bytes:
    """Returns the bytes of 0x text of exactly `size` bytes. Raises MalformedInput."""
    if not isinstance(value, str) or not value.startswith("0x") or len(value) != 2 + 2 * size:
        raise MalformedInput("hex", f"expected 0x and {2 * size} digits")
    # bytes.fromhex skips spaces, so it would return fewer bytes for some text.
    if not _DIGITS.fullmatch(value, 2):
        raise MalformedInput("hex", "holds other characters than hexadecimal digits")
    return bytes.fromhex(value[2:])
