"""The stream of an account: server-sent events instead of polling."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from kula.node.gateway.api.context import Context
from kula.node.gateway.api.feed import Queue
from kula.node.gateway.api.shapes.accounts import Change
from kula.node.gateway.api.shapes.fields import AnyCase
from kula.node.gateway.database.chain_tables import EventRow

router = APIRouter(prefix="/v1")
HEARTBEAT_SECONDS = 15.0
_MISSED = 1_000
"""Events that are sent to a stream that was away."""
LastId = Annotated[str, Header(alias="last-event-id", max_length=32, description="the id of the last event that came")]
_STREAM: dict[int | str, dict[str, Any]] = {
    "2XX": {
        "model": Change,
        "description": "server-sent events, each with an id and a Change as data; a comment every 15 s",
        "content": {"text/event-stream": {}},
    }
}


@router.get("/accounts/{address}/events", response_model=Change, responses=_STREAM)
async def get_account_events(
    address: AnyCase, context: Context, request: Request, last_id: LastId = ""
) -> StreamingResponse:
    """Streams what happens to an account's records. With Last-Event-ID, it goes on after that event.

    If events after that one are forgotten, the first event is `reset`: read the account anew.
    """
    events = context.repository.events
    newest, oldest = await run_in_threadpool(lambda: (events.last(), events.oldest()))
    last = int(last_id) if last_id.isascii() and last_id.isdigit() else newest
    is_gap = last > newest or last + 1 < oldest
    stream = context.feed.stream(address, request.state.address, newest)
    queue = stream.__enter__()

    async def body() -> AsyncIterator[str]:
        try:
            yield "retry: 3000\n\n"
            if is_gap:
                yield _frame(newest, {"change": "reset", "at": context.chain().now})
            else:
                for row in await run_in_threadpool(events.after, last, _MISSED, address):
                    if row.id <= newest:
                        yield _event(row)
            async for text in _live(queue, newest):
                yield text
        finally:
            stream.__exit__(None, None, None)

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


async def _live(queue: Queue, newest: int) -> AsyncIterator[str]:
    """Yields what comes after number `newest`, and a comment while nothing does."""
    while True:
        try:
            row = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            yield ": nothing yet\n\n"
            continue
        if row is None:
            return
        if row.id > newest:
            yield _event(row)


def _event(row: EventRow) -> str:
    return _frame(row.id, {**row.change, "at": row.at})


def _frame(number: int, change: dict[str, Any]) -> str:
    body = Change.model_validate(change, strict=False).model_dump(mode="json")
    return f"id: {number}\nevent: {body['change']}\ndata: {json.dumps(body)}\n\n"
