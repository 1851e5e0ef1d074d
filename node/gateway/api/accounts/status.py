"""A record's row, outcome and estimate as its API shape."""

from typing import cast

from kula.node.gateway.api.context import GatewayContext
from kula.node.gateway.api.shapes.accounts import (
    Estimate,
    Pay,
    ReceiptPart,
    RecordStatus,
    Stage,
    State,
    Unestimated,
    Withheld,
)
from kula.node.gateway.api.shapes.fields import Kind
from kula.node.gateway.database.accounts import Listed, Progress
from kula.node.gateway.database.chain_tables import EpochRow, EstimateRow
from kula.node.gateway.database.estimates import STAGES
from kula.node.gateway.database.tables import OutcomeRow
from kula.node.gateway.problems import Problem
from kula.protocol.chain.presets import post_seconds_of
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.records.nonce import signed_at


def progress_of(context: GatewayContext) -> Progress:
    """Returns how far the chain is."""
    state = context.chain()
    before = context.settings.post_seconds or post_seconds_of(context.network.addresses.chain_id)
    current = context.repository.chain.row(EpochRow, state.epoch)
    posts_at = current.opened_at + context.network.parameters.open_seconds - before if current else 0
    return Progress(state.next_seq, state.final_upto, max(state.now, posts_at))


def listed(context: GatewayContext, record: str) -> Listed:
    """Returns the row of a record hash as the path writes it. Raises Problem `unknown-record`."""
    try:
        row = context.repository.accounts.listed(unhex(record, 32))
    except MalformedInput as error:
        raise Problem("unknown-record", f"a record hash is 0x and 64 hexadecimal digits, not {record[:70]}") from error
    if not row:
        raise Problem("unknown-record", f"this gateway did not take the record {record}")
    return row


def status_of(one: Listed, progress: Progress, context: GatewayContext) -> RecordStatus:
    """Returns where a record stands."""
    row, outcome = one.record, one.outcome
    estimate = _estimate(one.estimate)
    return RecordStatus(
        record=row.hash,
        owner=row.owner,
        kind=cast(Kind, row.kind),
        parent=row.parent,
        signed_at=signed_at(row.nonce),
        received_at=row.received_at or None,
        state=cast(State, progress.state_of(row, outcome)),
        epoch=outcome.epoch if outcome else None,
        position=outcome.position if outcome else None,
        score=outcome.score if outcome else None,
        floor=context.network.parameters.floor,
        reasons=outcome.reasons if outcome else [],
        pay=_pay(outcome, progress, one.paid) if outcome else None,
        estimate=estimate,
        unestimated=None if estimate else _why_not(one, context),
        again=bool(one.estimate and one.estimate.again),
        receipt=ReceiptPart(seq=row.seq, last_epoch=row.last_epoch, signature=row.receipt),
        until=progress.posts_at if row.seq >= progress.next_seq and not row.withheld else None,
        withheld=cast(Withheld, row.withheld.why) if row.withheld else None,
    )


def _estimate(row: EstimateRow | None) -> Estimate | None:
    if not row or row.state not in STAGES:
        return None
    stage = cast(Stage, STAGES[row.state])
    return Estimate(score=row.score, reasons=row.reasons, stage=stage, scorer=row.scorer, at=row.at)


def _why_not(one: Listed, context: GatewayContext) -> Unestimated:
    if one.outcome:
        return "scored"
    if not context.settings.estimate:
        return "no-scorer"
    return "waiting" if one.estimate and one.estimate.state == "waiting" else "unreadable"


def _pay(outcome: OutcomeRow, progress: Progress, paid: int) -> Pay:
    amount, final = outcome.credit * outcome.price, outcome.epoch <= progress.final_upto
    return Pay(
        credit=outcome.credit,
        price=outcome.price,
        amount=amount,
        final=final,
        paid=final and amount > 0 and outcome.due <= paid,
    )
