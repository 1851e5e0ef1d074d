"""What an account is told of its records: totals, pages, days, and the stream of what happens."""

from typing import Literal

from pydantic import Field

from kula.node.gateway.api.shapes.fields import Account, Amount, Hash, Kind, Shape, Signature
from kula.node.gateway.api.shapes.requests import GrantMessage

State = Literal["received", "posted", "reported", "final", "void"]
"""Received, in a batch on chain, scored by a report that can still fall, scored for good, or not counted."""
Withheld = Literal["quarantined", "taken-back", "erasing", "erased"]
Unestimated = Literal["no-scorer", "waiting", "unreadable", "scored"]
"""This gateway scores nothing, it has not come to it yet, it no longer holds the words, or the real score is here."""

Stage = Literal["first", "whole"]
"""Of an estimate: by the scorer's first stage alone, or by the whole scorer, which replaces it."""


class ReceiptPart(Shape):
    """A receipt beside its record."""

    seq: int
    last_epoch: int
    signature: Signature


class Pay(Shape):
    """What a record earned. It is claimable when its epoch is final, and `paid` when its account has claimed it."""

    credit: int
    price: Amount
    amount: Amount
    final: bool
    paid: bool


class Estimate(Shape):
    """What this gateway's copy of the adopted scorer says of a record. It is no promise: the validators' median counts."""

    score: int
    reasons: list[str]
    stage: Stage = Field(
        description="`first`: by the first stage of the scorer, within a second or two; the whole scorer will replace it"
    )
    scorer: Hash
    at: int = Field(description="block time, in seconds")


class RecordStatus(Shape):
    """Where a record stands. All times are block time, in seconds."""

    record: Hash
    owner: Account
    kind: Kind
    parent: Hash
    signed_at: int = Field(description="the time in the record's nonce, as its signer says")
    received_at: int | None = Field(description="when this gateway took it; null for what an older release took")
    state: State
    epoch: int | None = Field(description="the epoch that scored it")
    position: int | None
    score: int | None
    floor: int = Field(description="a record is paid above this score")
    reasons: list[str]
    pay: Pay | None
    estimate: Estimate | None
    unestimated: Unestimated | None = Field(description="why there is no estimate; null if there is one")
    again: bool = Field(
        description="its language or kind was unknown, and the adopted scorer knows it now: it can be sent anew"
    )
    receipt: ReceiptPart
    until: int | None = Field(
        description="until about when it can be taken back; a full batch is posted earlier. Null if it cannot"
    )
    withheld: Withheld | None


class Records(Shape):
    """A page of an account's records, newest first. `next` is the cursor of the next page; null after the last."""

    records: list[RecordStatus]
    next: str | None


class GrantStatus(GrantMessage):
    """A grant that the gateway keeps."""

    hash: Hash


class Counts(Shape):
    """How many records of an account are in each state. A record that is reported and not counted is `void`."""

    received: int
    posted: int
    reported: int
    final: int
    void: int


class AccountStatus(Shape):
    """The totals of all records that an account sent here, and its grants. `earned` is `claimable` plus `paid`."""

    account: str
    records: Counts
    earned: Amount = Field(description="by records of final epochs")
    claimable: Amount = Field(description="of that, what is not claimed yet; gateways claim it unasked")
    paid: Amount = Field(description="of that, what was paid out")
    pending: Amount = Field(description="by records that are scored and not final; a report that falls takes it along")
    grants: list[GrantStatus]


class Day(Shape):
    """What the records of one day earned, by the UTC day on which they were signed. Days without a score are left out."""

    day: str = Field(examples=["2026-11-29"])
    records: int
    paid: Amount
    claimable: Amount
    pending: Amount


class Days(Shape):
    """A page of days, newest first. `next` is the cursor of the next page; null after the last."""

    days: list[Day]
    next: str | None


class Change(Shape):
    """One event of an account's stream. A field that says nothing about this kind of change is null.

    `record`: a record came into `state`, with its score if it has one. `estimate`: it has an estimated `score`,
    by this `stage` of the scorer. `epoch`: `epoch` is in another `phase`. `paid`: `amount` was paid out for records of the account. `reset`: events were
    missed, so read the account anew.
    """

    change: Literal["record", "estimate", "epoch", "paid", "reset"]
    at: int = Field(description="block time, in seconds")
    record: Hash | None = None
    state: State | None = None
    score: int | None = None
    stage: Stage | None = None
    epoch: int | None = None
    phase: str | None = None
    amount: Amount | None = None
