"""What the API answers: the shapes of /openapi.json, from which the page's TypeScript is generated."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kula.node.gateway.api.requests import Account, GrantMessage, Hex, Kind, RecordMessage

State = Literal["received", "posted", "reported", "final", "void"]
Amount = Annotated[str, Field(description="an integer in the token's smallest unit; JSON numbers lose digits")]


class ProblemDocument(BaseModel):
    """RFC 9457: `type` is stable, `field` names what is wrong in the request."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None


class GrantKept(BaseModel):
    """A grant's hash."""

    grant: Hex


class Receipt(BaseModel):
    """The gateway's promise to post a record."""

    record: Hex
    gateway: Account
    seq: int
    last_epoch: int
    signature: Hex


class Receipts(BaseModel):
    """One for each record, in order."""

    records: list[Receipt]


class Claimed(BaseModel):
    """What an account was paid just now."""

    account: Account
    amount: Amount
    transactions: list[Hex]


class Revoked(BaseModel):
    """A session key that ended."""

    owner: Account
    key: Account
    transaction: Hex


class ServedModel(BaseModel):
    """The model that the chain serves."""

    model: int
    manifest: Hex


class Deployed(BaseModel):
    """Where the contracts stand; the addresses file."""

    model_config = ConfigDict(extra="allow")
    chain_id: int
    token: Account
    grants: Account


class Network(BaseModel):
    """What a client needs before its first signature."""

    chain_id: int
    addresses: Deployed
    gateway: Account
    origin: str
    licences: list[str]
    rpc: str
    epoch: int
    now: int
    parameters: dict[str, str]
    served: ServedModel


class ReceiptPart(BaseModel):
    """A receipt beside the record that it is of."""

    seq: int
    last_epoch: int
    signature: Hex


class Pay(BaseModel):
    """What a record earned; claimable when final."""

    credit: int
    price: Amount
    amount: Amount
    final: bool


class RecordStatus(BaseModel):
    """Where a record stands."""

    record: Hex
    owner: Account
    kind: Kind
    parent: Hex
    state: State
    epoch: int | None
    position: int | None
    score: int | None
    reasons: list[str]
    pay: Pay | None
    receipt: ReceiptPart


class GrantStatus(GrantMessage):
    """A grant that the gateway keeps."""

    hash: Hex


class AccountStatus(BaseModel):
    """An account's earnings, grants and newest records."""

    account: str
    earned: Amount
    pending: Amount
    grants: list[GrantStatus]
    records: list[RecordStatus]


class BatchStatus(BaseModel):
    """A batch of an epoch."""

    number: int
    manifest: str
    count: int


class ReportStatus(BaseModel):
    """The report that stands."""

    digest: Hex
    root: Hex
    price: Amount


class EpochStatus(BaseModel):
    """An epoch's phase, batches and report."""

    epoch: int
    phase: str
    records: int
    batches: list[BatchStatus]
    report: ReportStatus | None


class DatasetStatus(BaseModel):
    """A dataset version; parent 0 is none."""

    version: int
    cid: str
    rows: int
    parent: int
    first_epoch: int
    last_epoch: int


class Datasets(BaseModel):
    """All versions, oldest first."""

    datasets: list[DatasetStatus]


class ModelStatus(BaseModel):
    """A model; parent 0 is none."""

    version: int
    cid: str
    parent: int
    trainer: Account
    judged_on: int
    state: str
    datasets: list[int]
    served: bool


class Models(BaseModel):
    """All models, the base first."""

    models: list[ModelStatus]


class TraceStart(BaseModel):
    """The public parts of a record: neither salt, nor key, nor content."""

    record: RecordMessage
    hash: Hex
    grant: GrantMessage
    grant_signature: Hex
    signature: Hex
    gateway: Account
    seq: int
    link: str
    receipt: Hex
    last_epoch: int


class Leaves(BaseModel):
    """A batch's leaf hashes in order."""

    leaves: list[Hex]


class SeatSignature(BaseModel):
    """One seat's signature under one report."""

    seat: int
    digest: Hex
    signature: Hex


class Bulletin(BaseModel):
    """The signatures of an epoch's current attempt."""

    attempt: int
    signatures: list[SeatSignature]


class Signed(BaseModel):
    """The report that was signed."""

    digest: Hex


class Status(BaseModel):
    """A word for monitors."""

    status: str
