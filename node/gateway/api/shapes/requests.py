"""The bodies that endpoints take. The EIP-712 messages keep the field names of their types."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from kula.node.gateway.api.shapes.fields import (
    U32,
    U64,
    Account,
    Hash,
    Kind,
    Nonce,
    OwnerSignature,
    Shape,
    Signature,
    Whole,
)
from kula.protocol.records.entry import MAX_LICENCE, MAX_LICENCES, MAX_ORIGIN
from kula.protocol.transfers import TransferWithFee
from kula.protocol.types import Grant, Record

MOST_AT_ONCE = 32
"""Records in one request."""


Licence = Annotated[str, Field(max_length=MAX_LICENCE)]


class GrantMessage(Shape):
    """The EIP-712 type Grant."""

    owner: Account
    key: Account
    pay_to: Account = Field(alias="payTo")
    licences: Annotated[tuple[Licence, ...], Field(strict=False, max_length=MAX_LICENCES)]
    origin: str = Field(max_length=MAX_ORIGIN)
    max_per_epoch: U32 = Field(alias="maxPerEpoch")
    expiry: U64
    nonce: Nonce

    def to_grant(self) -> Grant:
        """Returns the grant as the protocol knows it."""
        return Grant(**dict(self))


class RecordMessage(Shape):
    """The EIP-712 type Record."""

    owner: Account
    kind: Kind
    commitment: Hash
    licence: Licence
    parent: Hash
    nonce: Nonce

    def to_record(self) -> Record:
        """Returns the record as the protocol knows it."""
        return Record(**dict(self))


class PostGrant(Shape):
    """A grant with its owner's signature."""

    grant: GrantMessage
    signature: OwnerSignature


class PostRecord(Shape):
    """A record with its session key's signature, and the content and salt that it commits to."""

    record: RecordMessage
    grant: Hash
    signature: Signature
    salt: Hash
    content: dict[str, Any] = Field(description="the canonical content, see docs/protocol.md")


class PostRecords(Shape):
    """Up to 32 records in one request."""

    records: list[PostRecord] = Field(min_length=1, max_length=MOST_AT_ONCE)


ONE, MANY = "(one)", "(many)"
"""Tags of the two bodies of POST /v1/records. Pydantic puts them into the path of an error, where no field has such a name."""


def _one_or_many(value: Any) -> str:
    return MANY if isinstance(value, dict) and "records" in value else ONE


OneOrMany = Annotated[
    Annotated[PostRecord, Tag(ONE)] | Annotated[PostRecords, Tag(MANY)],
    Discriminator(_one_or_many),
]


class PostClaim(Shape):
    """An account that wants the pay that final ledgers owe it."""

    account: Account


class TransferMessage(Shape):
    """The EIP-712 type TransferWithFee, in the Token's domain."""

    owner: Account = Field(alias="from")
    to: Account
    amount: Whole = Field(alias="value")
    relayer: Account
    fee: Whole
    valid_after: Whole = Field(alias="validAfter")
    valid_before: Whole = Field(alias="validBefore")
    nonce: Hash

    def to_transfer(self) -> TransferWithFee:
        """Returns the transfer as the protocol knows it."""
        return TransferWithFee(**dict(self))


class PostTransfer(Shape):
    """A transfer of coin that its account signed, for this gateway to send."""

    transfer: TransferMessage
    signature: OwnerSignature


class PostRevocation(Shape):
    """The end of a session key, signed by its owner."""

    owner: Account
    key: Account
    signature: OwnerSignature


class PostSignature(Shape):
    """A seat's signature under a report, with the report's fields that the gateway cannot know."""

    seat: U32
    attempt: U32
    root: Hash
    files: Hash
    sum_credit: U64
    signature: Signature


class AccessHeader(Shape):
    """The Authorization header of a private path, from base64: the account, the last second, its signature."""

    account: Account
    deadline: U64
    signature: OwnerSignature
