"""The bodies that endpoints return."""

from pydantic import Field

from kula.node.gateway.api.shapes.clocks import EpochTimes
from kula.node.gateway.api.shapes.fields import Account, Amount, Hash, Kind, OwnerSignature, Shape, Signature
from kula.node.gateway.api.shapes.requests import GrantMessage, RecordMessage


class GrantKept(Shape):
    """The hash of a grant that the gateway keeps, and its signature in the form that leaves cover."""

    grant: Hash
    signature: OwnerSignature


class Receipt(Shape):
    """The gateway's promise to post a record."""

    record: Hash
    gateway: Account
    seq: int
    last_epoch: int
    signature: Signature


class Receipts(Shape):
    """One receipt per record, in the order of the request."""

    records: list[Receipt]


class Claimed(Shape):
    """What this request paid to an account."""

    account: Account
    amount: Amount
    transactions: list[Hash]


class Transferred(Shape):
    """A transfer that this gateway has sent."""

    nonce: Hash
    transaction: Hash


class Revoked(Shape):
    """A session key that has ended."""

    owner: Account
    key: Account
    transaction: Hash


class BatchStatus(Shape):
    """A batch of an epoch."""

    number: int
    manifest: str
    count: int


class ReportStatus(Shape):
    """The live report of an epoch."""

    digest: Hash
    root: Hash
    price: Amount


class ScoreSpread(Shape):
    """How the scores of one kind of this gateway's records lie in an epoch: half of them between `low` and `high`."""

    kind: Kind
    records: int
    low: int
    middle: int
    high: int
    bins: list[int] = Field(description="how many records score 0 to 15, 16 to 31 and so on, up to 240 to 255")


class EpochStatus(Shape):
    """An epoch's phase, batches and report, and how the scores of this gateway's records lie."""

    epoch: int
    phase: str
    records: int
    batches: list[BatchStatus]
    report: ReportStatus | None
    times: EpochTimes
    scores: list[ScoreSpread] = Field(description="kinds of which there are at least five records with a score")


class DatasetStatus(Shape):
    """A dataset version; parent 0 means that it has none."""

    version: int
    cid: str
    rows: int
    parent: int
    first_epoch: int
    last_epoch: int


class Datasets(Shape):
    """A page of versions, oldest first. `last` is the newest version's number."""

    last: int
    datasets: list[DatasetStatus]


class ModelLoss(Shape):
    """Mean losses on the same records, in milli-nats per token: the middle of what validators posted on chain."""

    before: int = Field(description="of the model's parent")
    after: int = Field(description="of the model")
    seats: int = Field(description="how many validators measured it")


class ModelStatus(Shape):
    """A model; parent 0 means that it has none."""

    version: int
    cid: str
    parent: int
    trainer: Account
    round: int
    state: str
    datasets: list[int]
    served: bool
    loss: ModelLoss | None = Field(description="null if no vote adopted it, or this gateway has not read it yet")


class Models(Shape):
    """A page of models, the base first. `last` is the newest model's number."""

    last: int
    models: list[ModelStatus]


class SeatReveal(Shape):
    """Whether a validator that had a seat in an epoch revealed scores there."""

    epoch: int
    revealed: bool


class ValidatorStatus(Shape):
    """A validator, and what it did in the newest epochs whose reveals are over: only those in which it had a seat."""

    owner: Account
    operator: Account
    stake: Amount
    seated: bool
    jailed_until: int
    epochs: list[SeatReveal]


class Validators(Shape):
    """Who has a seat now, or had one in `epochs`; most stake first. It is at most ten minutes old."""

    epochs: list[int]
    validators: list[ValidatorStatus]


class Leaves(Shape):
    """The leaf hashes of a batch, in order."""

    leaves: list[Hash]


class Entry(Shape):
    """One record with everything that its scorers need: signatures, the key of its block, the salt."""

    seq: int
    record: RecordMessage
    grant: GrantMessage
    grant_signature: OwnerSignature
    signature: Signature
    content_key: Hash
    salt: Hash
    link: str


class BatchEntries(Shape):
    """The entries of one batch, in order."""

    number: int
    entries: list[Entry]


class EpochEntries(Shape):
    """The entries of all batches that this gateway posted into an epoch."""

    batches: list[BatchEntries]


class SeatSignature(Shape):
    """One seat's signature under one report, with what the report's digest covers beside epoch and attempt.

    So whoever sees two of a seat can prove it.
    """

    seat: int
    digest: Hash
    parent: Hash
    root: Hash
    files: Hash
    sum_credit: int
    signature: Signature


class Bulletin(Shape):
    """The signatures under reports of an epoch's current attempt."""

    attempt: int
    signatures: list[SeatSignature]


class Signed(Shape):
    """The report that was signed."""

    digest: Hash


class Status(Shape):
    """A word for monitors."""

    status: str
