"""Results as an endpoint gives them: the form that each method's result must have, and the fields of a block that we use."""

from collections.abc import Callable, Mapping
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


def require_form(method: str, result: Any) -> None:
    """Raises IntegrityError if a result cannot be one of a method. web3.py would fail at it, and no other endpoint be asked."""
    form = _FORMS.get(method)
    if form:
        try:
            form(result)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise IntegrityError(f"the result of {method}", "has another form") from error


def block_of(answer: Any) -> Block:
    """Returns a block from its JSON. Raises IntegrityError if it is not one."""
    try:
        return Block(
            number=_number(answer["number"]),
            hash=_hash(answer["hash"]),
            parent=_hash(answer["parentHash"]),
            time=_number(answer["timestamp"]),
            bloom=_integer(answer.get("logsBloom") or "0x0", 2_048),
            gas_used=_number(answer.get("gasUsed") or "0x1"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IntegrityError("block", f"is not one: {type(error).__name__}") from error


def bloom_of(address: str) -> int:
    """Returns the three bits that an address sets in the filter of a block in which it logs."""
    digest = keccak(bytes.fromhex(address.removeprefix("0x")))
    return sum({1 << (int.from_bytes(digest[i : i + 2], "big") & 2047) for i in (0, 2, 4)})


def _number(text: Any) -> int:
    return _integer(text, 64)


def _integer(text: Any, bits: int) -> int:
    """Reads text only: JSON may hold a number of any size, and `true` counts as one in Python."""
    number = int(_text(text), 16)
    if not 0 <= number < 1 << bits:
        raise ValueError("not a number of a block")
    return number


def _bytes(text: Any) -> bytes:
    return bytes.fromhex(_text(text).removeprefix("0x"))


def _hash(text: Any) -> bytes:
    digest = _bytes(text)
    if len(digest) != 32:
        raise ValueError("not a hash")
    return digest


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _quantity(text: Any) -> None:
    _integer(text, 256)


def _receipt(receipt: Any) -> None:
    """A number of a block must fit into the journal."""
    _integer(receipt["blockNumber"], 63)
    _integer(receipt["status"], 1)
    _hash(receipt["transactionHash"])


def _mapping(value: Any) -> None:
    if not isinstance(value, Mapping):
        raise TypeError("not an object")


def _list(value: Any) -> None:
    if not isinstance(value, list):
        raise TypeError("not a list")


def _or_null(form: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda value: None if value is None else form(value)


_FORMS: dict[str, Callable[[Any], object]] = {
    "eth_blockNumber": _quantity,
    "eth_call": _bytes,
    "eth_chainId": _quantity,
    "eth_estimateGas": _quantity,
    "eth_gasPrice": _quantity,
    "eth_getBalance": _quantity,
    "eth_getBlockByNumber": _or_null(block_of),
    "eth_getCode": _bytes,
    "eth_getLogs": _list,
    "eth_getTransactionByHash": _or_null(_mapping),
    "eth_getTransactionCount": _quantity,
    "eth_getTransactionReceipt": _or_null(_receipt),
    "eth_maxPriorityFeePerGas": _quantity,
    "eth_sendRawTransaction": _hash,
}
