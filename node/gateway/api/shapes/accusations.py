"""A proof that a gateway broke its receipt, as clients keep it, and what became of it."""

from typing import Literal

from pydantic import Field, model_validator

from kula.node.gateway.api.shapes.fields import U32, U64, Account, Hash, Shape, Signature
from kula.protocol.promises.state import Promise
from kula.protocol.types import Receipt

State = Literal["waiting", "accusing", "accused", "convicted", "answered", "kept", "dropped"]


class PostAccusation(Shape):
    """A receipt, and the parts of the record's leaf that only its author knows."""

    gateway: Account
    seq: U64
    record: Hash
    last_epoch: U32
    signature: Signature
    pay_to: Account | None = None
    signatures_hash: Hash | None = Field(
        default=None, description="keccak256 of the grant's signature and the record's signature, joined"
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> "PostAccusation":
        if (self.pay_to is None) != (self.signatures_hash is None):
            raise ValueError("pay_to and signatures_hash come together")
        return self

    def to_promise(self) -> Promise:
        """Returns the proof as the protocol knows it."""
        receipt = Receipt(gateway=self.gateway, seq=self.seq, record=self.record, last_epoch=self.last_epoch)
        return Promise(receipt, self.signature, self.pay_to, self.signatures_hash or b"")


class Accusation(Shape):
    """What this gateway does with a proof."""

    id: Hash = Field(description="the receipt's EIP-712 digest")
    gateway: Account
    record: Hash
    seq: int
    state: State = Field(
        description="`waiting` for a deposit or for leaves, `accusing`, `accused`, then `convicted` or `answered`; "
        "`kept` if the record was posted meanwhile, `dropped` if the gateway has no bond left"
    )
    accuser: Account | None = Field(description="who accused, once that is final")
    until: int | None = Field(description="when the time to answer ends: block time in seconds")
