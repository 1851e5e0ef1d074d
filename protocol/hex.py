"""Bytes as 0x text, strictly. Pure."""

from typing import Any

from kula.protocol.errors import MalformedInput


def hex0(value: bytes) -> str:
    """0x and lower-case digits."""
    return f"0x{value.hex()}"


def unhex_up_to(value: Any, size: int) -> bytes:
    """Bytes of 0x text of at most `size` bytes: contract wallets sign in their own way. Raises MalformedInput."""
    if not isinstance(value, str) or len(value) > 2 + 2 * size or len(value) % 2:
        raise MalformedInput("hex", f"expected 0x and up to {2 * size} digits")
    return unhex(value, len(value) // 2 - 1)


def unhex(value: Any, size: int) -> bytes:
    """Bytes of 0x text of exactly `size` bytes. Raises MalformedInput."""
    if not isinstance(value, str) or not value.startswith("0x") or len(value) != 2 + 2 * size:
        raise MalformedInput("hex", f"expected 0x and {2 * size} digits")
    try:
        return bytes.fromhex(value[2:])
    except ValueError as error:
        raise MalformedInput("hex", "holds other characters than hexadecimal digits") from error
