"""The arguments of a call, from the transaction that made it. Total: every input returns arguments or raises one error.

A reveal and an answer to a demand leave their bytes in calldata only. Calldata proves nothing by itself, because a
transaction may have called another contract first. So the transaction must call the contract directly, and whoever
reads the bytes compares their hash with what the contract logged.
"""

from typing import Any

from eth_abi.abi import decode
from eth_abi.codec import ABICodec
from eth_abi.decoding import StringDecoder
from eth_abi.encoding import TextStringEncoder
from eth_abi.exceptions import DecodingError
from eth_abi.registry import BaseEquals
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address
from web3._utils.abi import build_strict_registry

from kula.protocol.errors import MalformedInput

MAX_BYTES = 256 * 1024
"""The most calldata that is read. Pools accept half of that."""


def call_arguments(abi: Any, address: str, transaction: Any) -> dict[str, Any]:
    """Returns the arguments of a call of one function, by name. `abi` is the function's entry in the contract's ABI.

    A tuple comes as a dict by the names of its fields, and an account with its checksum. Raises MalformedInput if the
    transaction does not call this function of the contract at `address` directly. Raises it too if its calldata does not
    hold the function's arguments.
    """
    where = f"the transaction that should call {abi['name']}"
    try:
        target, calldata = str(transaction["to"]), bytes_of(transaction["input"])
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedInput(where, "has no target or no calldata") from error
    if target.lower() != address.lower():
        raise MalformedInput(where, f"calls {target}, not {address}")
    if calldata[:4] != function_abi_to_4byte_selector(abi):
        raise MalformedInput(where, "calls another function")
    if len(calldata) > MAX_BYTES:
        raise MalformedInput(where, f"has {len(calldata)} bytes of calldata, at most {MAX_BYTES}")
    try:
        values = decode([collapse_if_tuple(parameter) for parameter in abi["inputs"]], calldata[4:])
    except (DecodingError, ValueError, OverflowError, TypeError, RecursionError, MemoryError) as error:
        raise MalformedInput(where, f"has calldata that is not its arguments ({type(error).__name__})") from error
    return _named(abi["inputs"], values)


def _named(parameters: Any, values: Any) -> dict[str, Any]:
    return {parameter["name"]: _value(parameter, value) for parameter, value in zip(parameters, values, strict=True)}


def _value(parameter: Any, value: Any) -> Any:
    if parameter["type"] == "tuple":
        return _named(parameter["components"], value)
    if parameter["type"].startswith("tuple["):
        return [_named(parameter["components"], one) for one in value]
    return to_checksum_address(value) if parameter["type"] == "address" else value


def bytes_of(value: Any) -> bytes:
    """Reads text, or bytes of web3.py. `bytes` would make zeros of a number that stands there, however many."""
    if isinstance(value, bytes):
        return bytes(value)
    if not isinstance(value, str):
        raise TypeError("neither text nor bytes")
    return bytes.fromhex(value.removeprefix("0x"))


def lenient_codec() -> ABICodec:
    """Returns web3.py's own codec, but bytes of a string that are no UTF-8 become U+FFFD. Strangers write strings too."""
    registry = build_strict_registry()
    registry.unregister("string")
    registry.register(BaseEquals("string", with_sub=False), TextStringEncoder, StringDecoder("replace"), label="string")
    return ABICodec(registry)
