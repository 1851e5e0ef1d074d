"""GET a record, and the totals, records and days of an account."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from kula.node.gateway.api.accounts.status import listed, progress_of, status_of
from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.accounts import (
    AccountStatus,
    Counts,
    Day,
    Days,
    GrantStatus,
    Records,
    RecordStatus,
    State,
)
from kula.node.gateway.api.shapes.fields import AnyCase, Kind
from kula.node.gateway.problems import Problem, raises

router = APIRouter(prefix="/v1")
_GRANTS = 50
_NEWEST = 2**63 - 1
_DAY_SECONDS = 86_400
Cursor = Annotated[str, Query(max_length=64, description="`next` of the page before; empty for the first page")]
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/records/{record}")
@raises("unknown-record")
def get_record(record: str, context: Context) -> RecordStatus:
    """Serves where a record stands, its score with the reasons, its estimate, and its pay."""
    return status_of(listed(context, record), progress_of(context), context)


@router.get("/accounts/{address}")
def get_account(address: AnyCase, context: Context) -> AccountStatus:
    """Serves the sums over all records that an account sent here, and its grants, those that expire last first."""
    totals = context.repository.accounts.totals(address, progress_of(context))
    return AccountStatus(
        account=address,
        records=Counts(**{state: totals.states[state] for state in Counts.model_fields}),
        earned=totals.claimable + totals.paid,
        claimable=totals.claimable,
        paid=totals.paid,
        pending=totals.pending,
        grants=[GrantStatus.of(row) for row in context.repository.grants_of(address, _GRANTS)],
    )


@router.get("/accounts/{address}/records")
def get_account_records(
    address: AnyCase,
    context: Context,
    cursor: Cursor = "",
    limit: Limit = 50,
    state: State | None = None,
    kind: Kind | None = None,
) -> Records:
    """Serves a page of an account's records, newest first, all or those of one state or kind."""
    progress, before = progress_of(context), _read_cursor(cursor)
    rows = context.repository.accounts.page(address, progress, before=before, limit=limit + 1, state=state, kind=kind)
    page = rows[:limit]
    return Records(
        records=[status_of(one, progress, context) for one in page],
        next=_cursor(page[-1].record.seq) if len(rows) > limit else None,
    )


@router.get("/accounts/{address}/days")
def get_account_days(address: AnyCase, context: Context, cursor: Cursor = "", limit: Limit = 31) -> Days:
    """Serves what an account's records earned, by the UTC day on which they were signed, newest first."""
    progress, before = progress_of(context), min(_read_cursor(cursor), 2**31 - 1)
    rows = context.repository.accounts.days(address, progress, before, limit + 1)
    days = [
        Day(
            day=datetime.fromtimestamp(day * _DAY_SECONDS, UTC).date().isoformat(),
            records=sums.records,
            paid=sums.paid,
            claimable=sums.claimable,
            pending=sums.pending,
        )
        for day, sums in rows[:limit]
    ]
    return Days(days=days, next=_cursor(rows[limit - 1][0]) if len(rows) > limit else None)


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(str(place).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> int:
    if not cursor:
        return _NEWEST
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        place = int(text) if text.isdigit() else -1
    except (binascii.Error, ValueError):
        place = -1
    if not 0 <= place <= _NEWEST:
        raise Problem("malformed", "take the cursor from `next` of the page before", "cursor")
    return place
