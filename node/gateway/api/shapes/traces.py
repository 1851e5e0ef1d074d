"""The trace of a record: steps that a client can verify by itself, each against the chain or a signature."""

from typing import Annotated, Literal

from pydantic import Field

from kula.node.gateway.api.shapes.fields import Account, Amount, Hash, OwnerSignature, Shape, Signature
from kula.node.gateway.api.shapes.requests import GrantMessage, RecordMessage


class RecordStep(Shape):
    """The session key signed the record whose EIP-712 digest is `hash`, and the owner the grant."""

    step: Literal["record"] = "record"
    hash: Hash
    grant: Hash = Field(description="the grant's EIP-712 digest")


class ReceiptStep(Shape):
    """The gateway signed the receipt whose EIP-712 digest is `hash`."""

    step: Literal["receipt"] = "receipt"
    hash: Hash
    seq: int
    last_epoch: int


class BatchStep(Shape):
    """The leaf stands at `index` of `count` under the root that batch `number` has on chain (`Batches.batch`)."""

    step: Literal["batch"] = "batch"
    number: int
    epoch: int
    position: int
    leaf: Hash
    index: int
    count: int
    proof: list[Hash]
    root: Hash
    manifest: str
    block: str = Field(description="the content id of the encrypted record")


class LedgerRow(Shape):
    """A row as it is hashed."""

    t: int
    pay_to: Account
    pos: int
    median: int
    credits: int
    sum_credit: int
    before: Amount
    since: int


class RowStep(Shape):
    """The row stands at its `t` of `count` under the root of the epoch's report on chain (`Reports.standing`)."""

    step: Literal["row"] = "row"
    epoch: int
    row: LedgerRow
    leaf: Hash
    count: int
    proof: list[Hash]
    root: Hash
    report: Hash = Field(description="the report's digest")
    final: bool


class PaymentStep(Shape):
    """The row entitles `account` to `due` in all, at `price` per credit; `Token.earned_of` says `paid` of it."""

    step: Literal["payment"] = "payment"
    account: Account
    price: Amount
    due: Amount
    paid: Amount


class DatasetStep(Shape):
    """A dataset of the epoch. The row `row` is in it, unless it was left out, as records with a check's question are."""

    step: Literal["dataset"] = "dataset"
    version: int
    manifest: str
    row: Hash = Field(description="keccak256(salt ‖ dataset id)")


class ModelStep(Shape):
    """A model that was trained on that dataset."""

    step: Literal["model"] = "model"
    version: int
    manifest: str
    state: str
    served: bool


TraceStep = Annotated[
    RecordStep | ReceiptStep | BatchStep | RowStep | PaymentStep | DatasetStep | ModelStep,
    Field(discriminator="step"),
]


class TraceStart(Shape):
    """The public parts of a record, and the steps that it has reached. It holds no salt, no key and no content.

    The steps `dataset` and `model` are only for whoever proves to hold the salt.
    """

    record: RecordMessage
    hash: Hash
    grant: GrantMessage
    grant_signature: OwnerSignature
    signature: Signature
    gateway: Account
    seq: int
    link: str
    receipt: Signature
    last_epoch: int
    steps: list[TraceStep]
