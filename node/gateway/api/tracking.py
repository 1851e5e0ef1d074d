"""GET what became of records and accounts, from our rows and the chain."""

from dataclasses import dataclass
from typing import Annotated, Self, cast

from fastapi import APIRouter, Query

from kula.node.gateway.api.context import Context, GatewayContext
from kula.node.gateway.api.shapes.fields import Account, Kind
from kula.node.gateway.api.shapes.requests import GrantMessage, RecordMessage
from kula.node.gateway.api.shapes.responses import (
    AccountStatus,
    GrantStatus,
    Pay,
    ReceiptPart,
    RecordStatus,
    State,
    TraceStart,
    Withheld,
)
from kula.node.gateway.database.tables import OutcomeRow, RecordRow
from kula.node.gateway.problems import Problem, raises
from kula.protocol.chain.presets import post_seconds_of
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.types import VOID

router = APIRouter(prefix="/v1")
_LATEST = 50
"""Records of an account, and its grants, that one answer holds."""
Before = Annotated[int, Query(ge=0, lt=2**63, description="the sequence number of the last record of the page before")]


@router.get("/records/{record}")
@raises("unknown-record")
def get_record(record: str, context: Context) -> RecordStatus:
    """Serves where a record stands, its score with the reasons, and its pay."""
    row = _row(context, record)
    outcome = context.repository.outcome(row.hash)
    return _status(row, outcome, _Progress.of(context))


@router.get("/accounts/{address}")
def get_account(address: Account, context: Context, before: Before = 2**63 - 1) -> AccountStatus:
    """Serves an account's earnings, its grants, and its newest records; `before` asks for those that came earlier."""
    earned = context.network.token.earned_of(address)
    rows = context.repository.records_of(address, _LATEST, before)
    outcomes = context.repository.outcomes_of([row.hash for row in rows])
    progress = _Progress.of(context)
    records = [_status(row, outcomes.get(row.hash), progress) for row in rows]
    known = sum(record.pay.amount for record in records if record.pay)
    return AccountStatus(
        account=address,
        earned=earned,
        pending=max(0, known - earned),
        grants=[GrantStatus.of(row) for row in context.repository.grants_of(address, _LATEST)],
        records=records,
    )


@router.get("/trace/{record}")
@raises("unknown-record")
def get_trace(record: str, context: Context) -> TraceStart:
    """Serves what a trace starts from: the public parts of a record. It shows no salt, no key and no content."""
    row = _row(context, record)
    return TraceStart(
        record=RecordMessage.of(row),
        hash=row.hash,
        grant=GrantMessage.of(row.grant),
        grant_signature=row.grant.signature,
        signature=row.signature,
        gateway=context.address,
        seq=row.seq,
        link=row.served_link,
        receipt=row.receipt,
        last_epoch=row.last_epoch,
    )


def _row(context: Context, record: str) -> RecordRow:
    """Returns the row of a record hash as the path writes it. Raises Problem `unknown-record`."""
    try:
        row = context.repository.record(unhex(record, 32))
    except MalformedInput as error:
        raise Problem("unknown-record", f"a record hash is 0x and 64 hexadecimal digits, not {record[:70]}") from error
    if not row:
        raise Problem("unknown-record", f"this gateway did not take the record {record}")
    return row


def _status(row: RecordRow, outcome: OutcomeRow | None, progress: "_Progress") -> RecordStatus:
    final = outcome is not None and outcome.epoch <= progress.final_upto
    return RecordStatus(
        record=row.hash,
        owner=row.owner,
        kind=cast(Kind, row.kind),
        parent=row.parent,
        state=_state(row, outcome, progress),
        epoch=outcome.epoch if outcome else None,
        position=outcome.position if outcome else None,
        score=outcome.score if outcome else None,
        reasons=outcome.reasons if outcome else [],
        pay=_pay(outcome, final) if outcome else None,
        receipt=ReceiptPart(seq=row.seq, last_epoch=row.last_epoch, signature=row.receipt),
        until=progress.posts_at if row.seq >= progress.next_seq and not row.withheld else None,
        withheld=cast(Withheld, row.withheld.why) if row.withheld else None,
    )


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far this gateway and the chain are. It is read once for all rows of an answer."""

    next_seq: int
    final_upto: int
    posts_at: int
    """When (block time, seconds) this gateway is about to post what waits."""

    @classmethod
    def of(cls, context: GatewayContext) -> Self:
        network = context.network
        batches, parameters = network.batches, network.parameters
        before = context.settings.post_seconds or post_seconds_of(network.addresses.chain_id)
        posts_at = batches.opened_at(batches.current()) + parameters.open_seconds - before
        now = network.connection.now()
        return cls(batches.next_seq(context.address), network.reports.final_upto(), max(now, posts_at))


def _state(row: RecordRow, outcome: OutcomeRow | None, progress: _Progress) -> State:
    if not outcome:
        return "posted" if progress.next_seq > row.seq else "received"
    if outcome.score == VOID:
        return "void"
    return "final" if outcome.epoch <= progress.final_upto else "reported"


def _pay(outcome: OutcomeRow, final: bool) -> Pay:
    amount = outcome.credit * outcome.price
    return Pay(credit=outcome.credit, price=outcome.price, amount=amount, final=final)
