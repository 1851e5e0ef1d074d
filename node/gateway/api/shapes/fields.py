"""The types of single fields. Each reads JSON strictly and writes the same form back."""

import re
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, Self

from eth_utils.address import is_checksum_address, to_checksum_address
from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from kula.protocol.errors import MalformedInput
from kula.protocol.hex import hex0, unhex, unhex_up_to
from kula.protocol.records.entry import MAX_GRANT_SIGNATURE
from kula.protocol.types import Address

_SMALL = re.compile("0x[0-9a-f]{40}")


class Shape(BaseModel):
    """A JSON object with exactly the declared fields, each of exactly its declared type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def of(cls, source: object) -> Self:
        """Returns this shape of an object whose attributes have the names of the fields: a row or a protocol type."""
        return cls.model_validate(source, from_attributes=True, by_alias=False, by_name=True)


def _from_hex(size: int, value: Any) -> bytes:
    """Returns the `size` bytes of 0x text. Rows give bytes, which JSON never does, so bytes pass as they are."""
    if isinstance(value, bytes):
        return value
    try:
        return unhex(value, size)
    except MalformedInput as error:
        raise PydanticCustomError("hex", "must be 0x and {digits} hexadecimal digits", {"digits": 2 * size}) from error


def _from_any_hex(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return unhex_up_to(value, MAX_GRANT_SIGNATURE)
    except MalformedInput as error:
        most = 2 * MAX_GRANT_SIGNATURE
        raise PydanticCustomError("hex", "must be 0x and at most {most} hexadecimal digits", {"most": most}) from error


@lru_cache(maxsize=4_096)
def _is_account(text: str) -> bool:
    return is_checksum_address(text)


def _checksummed(text: str) -> Address:
    if not _is_account(text):
        raise PydanticCustomError("account", "must be an address with its EIP-55 checksum")
    return Address(text)


def _of_any_case(text: str) -> Address:
    """Returns an address with its checksum. Small letters alone carry none, so there is none to be wrong."""
    return _checksummed(to_checksum_address(text) if _SMALL.fullmatch(text) else text)


def _nonce(value: Any) -> int:
    """Returns a nonce from decimal text, or from an integer that JSON holds without losing digits."""
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**64:
        raise PydanticCustomError("nonce", "must be a 64-bit integer as decimal text")
    return number


def _whole(value: Any) -> int:
    """Returns a 256-bit number from decimal text."""
    number = int(value) if isinstance(value, str) and len(value) <= 78 and value.isascii() and value.isdigit() else -1
    if not 0 <= number < 2**256:
        raise PydanticCustomError("whole", "must be a 256-bit integer as decimal text")
    return number


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must be text that is not empty")
    return text


_WRITE_HEX = PlainSerializer(hex0, return_type=str)
_WRITE_TEXT = PlainSerializer(str, return_type=str)
_HEX_SCHEMA = WithJsonSchema({"type": "string", "format": "hex", "examples": ["0x00"]})
_AMOUNT = "an integer in the token's smallest unit; JSON numbers lose digits"

Hash = Annotated[bytes, BeforeValidator(partial(_from_hex, 32)), _WRITE_HEX, _HEX_SCHEMA]
"""32 bytes: hashes, commitments, salts, content keys."""
Signature = Annotated[bytes, BeforeValidator(partial(_from_hex, 65)), _WRITE_HEX, _HEX_SCHEMA]
"""A key's signature, 65 bytes."""
OwnerSignature = Annotated[bytes, BeforeValidator(_from_any_hex), _WRITE_HEX, _HEX_SCHEMA]
"""An owner's signature under a grant. A contract wallet signs in its own way, with up to MAX_GRANT_SIGNATURE bytes."""
Account = Annotated[
    Address,
    AfterValidator(_checksummed),
    WithJsonSchema({"type": "string", "format": "address", "description": "checksummed"}),
]
AnyCase = Annotated[
    Address,
    AfterValidator(_of_any_case),
    WithJsonSchema({"type": "string", "format": "address", "description": "checksummed, or in small letters"}),
]
"""An account that is read and not signed for, such as wallets name it."""
Nonce = Annotated[
    int,
    BeforeValidator(_nonce),
    _WRITE_TEXT,
    WithJsonSchema({"type": "string", "description": "a random 64-bit integer as text"}),
]
Amount = Annotated[int, _WRITE_TEXT, WithJsonSchema({"type": "string", "description": _AMOUNT})]
"""Only responses hold amounts: they are built from integers."""
Whole = Annotated[
    int,
    BeforeValidator(_whole),
    _WRITE_TEXT,
    WithJsonSchema({"type": "string", "description": "an integer of at most 256 bits as decimal text"}),
]
"""Amounts and times in requests."""
Number = Annotated[int, Path(ge=0, lt=2**32)]
"""The number of an epoch or a batch in a path. The contracts hold no larger one."""
U32 = Annotated[int, Field(ge=0, lt=2**32)]
U64 = Annotated[int, Field(ge=0, lt=2**64)]
"""Integers with the ranges of Solidity's types: others cannot be hashed."""
Text = Annotated[str, AfterValidator(_not_blank)]
Kind = Literal["conversation", "rating", "correction", "preference"]
