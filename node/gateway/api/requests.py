"""What the API is asked, as /openapi.json shows it. These shapes only tell: node/gateway/intake.py and the endpoints read requests
themselves, strictly, so that a problem document names the field.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

Hex = Annotated[str, Field(json_schema_extra={"format": "hex"}, examples=["0x00"])]
Account = Annotated[str, Field(json_schema_extra={"format": "address"}, description="checksummed")]
Nonce = Annotated[str, Field(description="a random 64-bit integer as text")]
Kind = Literal["conversation", "rating", "correction", "preference"]


class GrantMessage(BaseModel):
    """The EIP-712 type Grant."""

    owner: Account
    key: Account
    payTo: Account  # noqa: N815 - the name in the EIP-712 type
    licences: list[str]
    origin: str
    maxPerEpoch: int  # noqa: N815
    expiry: int
    nonce: Nonce


class RecordMessage(BaseModel):
    """The EIP-712 type Record."""

    owner: Account
    kind: Kind
    commitment: Hex
    licence: str
    parent: Hex
    nonce: Nonce


class PostGrant(BaseModel):
    """A grant with its owner's signature."""

    grant: GrantMessage
    signature: Hex


class PostRecord(BaseModel):
    """A record with its session key's signature, and what it commits to."""

    record: RecordMessage
    grant: Hex
    signature: Hex
    salt: Hex
    content: dict[str, Any] = Field(description="the canonical content, see docs/protocol.md")


class PostRecords(BaseModel):
    """Up to 32 records at once."""

    records: list[PostRecord]


class PostClaim(BaseModel):
    """Whom to pay what final ledgers owe."""

    account: Account


class PostRevocation(BaseModel):
    """The end of a session key, signed by its owner."""

    owner: Account
    key: Account
    signature: Hex


class PostSignature(BaseModel):
    """A seat's signature under a report."""

    seat: int
    attempt: int
    root: Hex
    files: Hex
    sum_credit: int
    signature: Hex
