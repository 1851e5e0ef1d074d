"""Headers of blocks as an endpoint gives them: checked, with the fields that we use."""

from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from kula.protocol.errors import IntegrityError


@dataclass(frozen=True, slots=True)
class Block:
    """A block. `time` is its time in seconds."""

    number: int
    hash: bytes
    parent: bytes
    time: int
    bloom: int
    """The filter of its logs, as a number of 2,048 bits."""
    gas_used: int

    def may_log(self, addresses: "list[int]") -> bool:
        """Tells whether contracts may have logged in this block. `addresses` are the `bloom_of` them.

        Some chains leave the filter empty. So an empty one says something only about a block that used no gas.
        """
        if not self.gas_used:
            return False
        return not self.bloom or any(self.bloom & bits == bits for bits in addresses)


def block_of(answer: Any) -> Block:
    """Returns a block from its JSON. Raises IntegrityError if it is not one."""
    try:
        return Block(
            number=_number(answer["number"]),
            hash=_hash(answer["hash"]),
            parent=_hash(answer["parentHash"]),
            time=_number(answer["timestamp"]),
            bloom=int(str(answer.get("logsBloom") or "0x0"), 16),
            gas_used=_number(answer.get("gasUsed") or "0x1"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IntegrityError("block", f"is not one: {type(error).__name__}") from error


def bloom_of(address: str) -> int:
    """Returns the three bits that an address sets in the filter of a block in which it logs."""
    digest = keccak(bytes.fromhex(address.removeprefix("0x")))
    return sum({1 << (int.from_bytes(digest[i : i + 2], "big") & 2047) for i in (0, 2, 4)})


def _number(text: Any) -> int:
    number = int(text, 16) if isinstance(text, str) else text
    if not isinstance(number, int) or not 0 <= number < 2**64:
        raise ValueError("not a number of a block")
    return number


def _hash(text: Any) -> bytes:
    digest = bytes.fromhex(text.removeprefix("0x")) if isinstance(text, str) else bytes(text)
    if len(digest) != 32:
        raise ValueError("not a hash")
    return digest
