"""Shapes: what a value from outside must be, stated once, and the typed value that it becomes. Pure.

A shape is a function of a value and its place, which is a path such as ``records[2].link``. It returns a typed value, or
raises MalformedInput, and never another error. `canonical.loads_strict` and `ipfs.nodes.decode_node` read the value from
bytes within budgets, so a shape needs none of its own but for counts and lengths. Integers have the ranges of Solidity's
types: what passes a shape can be hashed, signed and sent.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from eth_utils.address import to_checksum_address

from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex, unhex_up_to
from kula.protocol.types import Address

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
Shape = Callable[[Any, str], T]
_ACCOUNT = re.compile("0x[0-9a-fA-F]{40}")
_UPPER = re.compile("(?<=[a-z])[A-Z]")


def number(bits: int) -> Shape[int]:
    """Returns the shape of an integer from 0 to 2^bits − 1."""

    def read(value: Any, where: str) -> int:
        if type(value) is not int or not 0 <= value < 1 << bits:
            raise MalformedInput(where, f"must be an integer of at most {bits} bits")
        return value

    return read


def integer(bits: int) -> Shape[int]:
    """Returns the shape of an integer from −2^(bits − 1) to 2^(bits − 1) − 1."""

    def read(value: Any, where: str) -> int:
        if type(value) is not int or not -(1 << bits - 1) <= value < 1 << bits - 1:
            raise MalformedInput(where, f"must be a signed integer of at most {bits} bits")
        return value

    return read


def decimal(bits: int) -> Shape[int]:
    """Returns the shape of an integer from 0 to 2^bits − 1, as decimal text or as a number."""
    longest, as_number = len(str((1 << bits) - 1)), number(bits)

    def read(value: Any, where: str) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= longest:
            value = int(value)
        return as_number(value, where)

    return read


def text(most: int) -> Shape[str]:
    """Returns the shape of text of at most `most` characters, all of which UTF-8 can encode."""

    def read(value: Any, where: str) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise MalformedInput(where, f"must be text of at most {most} characters")
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise MalformedInput(where, "holds a lone surrogate, which is no character")
        return str(value)

    return read


def raw(size: int) -> Shape[bytes]:
    """Returns the shape of exactly `size` bytes."""

    def read(value: Any, where: str) -> bytes:
        if not isinstance(value, bytes) or len(value) != size:
            raise MalformedInput(where, f"must be {size} bytes")
        return value

    return read


def hexadecimal(size: int) -> Shape[bytes]:
    """Returns the shape of exactly `size` bytes as 0x text."""
    return _placed(lambda value: unhex(value, size))


def hexadecimal_up_to(size: int) -> Shape[bytes]:
    """Returns the shape of at most `size` bytes as 0x text."""
    return _placed(lambda value: unhex_up_to(value, size))


def account(value: Any, where: str) -> Address:
    """Is the shape of an account as 0x text, in any case. Returns it with its EIP-55 checksum."""
    if not isinstance(value, str) or len(value) != 42 or not _ACCOUNT.fullmatch(value):
        raise MalformedInput(where, "must be an account: 0x and 40 hexadecimal digits")
    return _checksummed(value)


def boolean(value: Any, where: str) -> bool:
    """Is the shape of true or false."""
    if not isinstance(value, bool):
        raise MalformedInput(where, "must be true or false")
    return value


def constant(wanted: T) -> Shape[T]:
    """Returns the shape of exactly this number or text."""

    def read(value: Any, where: str) -> T:
        if type(value) is not type(wanted) or value != wanted:
            raise MalformedInput(where, f"must be {wanted!r}")
        return wanted

    return read


def optional(shape: Shape[T]) -> Shape[T | None]:
    """Returns the shape of a field that may be null or missing."""
    return lambda value, where: None if value is None else shape(value, where)


def many(shape: Shape[T], most: int) -> Shape[tuple[T, ...]]:
    """Returns the shape of a list of at most `most` values of one shape."""

    def read(value: Any, where: str) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise MalformedInput(where, f"must be a list of at most {most} values")
        return tuple([shape(one, f"{where}[{index}]") for index, one in enumerate(value)])

    return read


def pair(first: Shape[A], second: Shape[B]) -> Shape[tuple[A, B]]:
    """Returns the shape of a list of two values."""

    def read(value: Any, where: str) -> tuple[A, B]:
        if not isinstance(value, list) or len(value) != 2:
            raise MalformedInput(where, "must be a list of two values")
        return first(value[0], f"{where}[0]"), second(value[1], f"{where}[1]")

    return read


def fields(build: Callable[..., T], **shapes: Shape[Any]) -> Shape[T]:
    """Returns the shape of an object or map with these fields. Other fields are ignored; a missing one counts as null.

    `build` gets the fields as keyword arguments. A name in camel case, as in EIP-712 messages, becomes one with underscores.
    """
    names = {name: _UPPER.sub(lambda capital: f"_{capital[0].lower()}", name) for name in shapes}

    def read(value: Any, where: str) -> T:
        if not isinstance(value, Mapping):
            raise MalformedInput(where, "must be an object with named fields")
        return build(**{names[name]: shape(value.get(name), f"{where}.{name}") for name, shape in shapes.items()})

    return read


def any_fields(value: Any, where: str) -> dict[str, Any]:
    """Is the shape of an object with whatever fields."""
    if not isinstance(value, dict):
        raise MalformedInput(where, "must be an object")
    return value


def versioned(build: Callable[..., T], **shapes: Shape[Any]) -> Shape[T]:
    """Returns the shape of a map with these fields, and with the field `v`, which must be 1."""
    return fields(lambda v, **others: build(**others), v=constant(1), **shapes)


def _placed(read: Callable[[Any], T]) -> Shape[T]:
    """The shape of a reader that does not know the place."""

    def read_at(value: Any, where: str) -> T:
        try:
            return read(value)
        except MalformedInput as error:
            raise MalformedInput(where, error.problem) from error

    return read_at


@lru_cache(maxsize=4_096)
def _checksummed(value: str) -> Address:
    return Address(to_checksum_address(value))
