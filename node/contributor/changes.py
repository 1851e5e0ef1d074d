"""Follows what happens to an account's records: one stream of events, which comes back after a break."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from kula.node.contributor.talks import QUIET_SECONDS, in_form, lines_of
from kula.protocol.canonical import loads_strict
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.reading.bounded_http import opened
from kula.protocol.reading.gateway_client import GatewayApi, answer_of
from kula.protocol.shapes import any_fields
from kula.protocol.types import Address

PAUSE_SECONDS = 3.0
"""How long it waits until it comes back."""
TRIES = 20
"""How often it tries to come back, if nothing comes meanwhile."""
_STREAM_SECONDS = 3_600.0
_MOST_BYTES = 2**26


async def changes(api: GatewayApi, account: Address, after: str) -> AsyncGenerator[dict[str, Any]]:
    """Yields changes, each with its `id`, that come behind the one with the id `after`; empty for all that come from now on.

    Raises RefusedByPolicy with the gateway's reason, or Unavailable if the gateway is gone for about a minute.
    """
    tries = 0
    while True:
        try:
            async with aclosing(_stream(api, account, after)) as stream:
                async for change in stream:
                    after, tries = change["id"], 0
                    yield change
        except (Unavailable, TimeoutError) as error:
            tries += 1
            if tries >= TRIES:
                raise Unavailable(f"the events of {account} broke off {TRIES} times: {error}") from error
        except RefusedByPolicy as refused:
            if refused.rule != "rate-limited":
                raise
        await asyncio.sleep(PAUSE_SECONDS)


async def _stream(api: GatewayApi, account: Address, after: str) -> AsyncGenerator[dict[str, Any]]:
    headers = {"last-event-id": after} if after else {}
    request = api.request("GET", f"/v1/accounts/{account}/events", _MOST_BYTES, headers=headers)
    async with opened(replace(request, seconds=_STREAM_SECONDS, quiet=QUIET_SECONDS)) as (status, parts):
        if status >= 300:
            with in_form(f"{request.url} ({status})"):
                answer_of(status, b"".join([part async for part in parts]))
            raise Unavailable(f"{request.url} answers {status}")
        number = ""
        async for line in lines_of(parts):
            if line.startswith("id: "):
                number = line.removeprefix("id: ")
            elif line.startswith("data: "):
                with in_form(request.url):
                    event = loads_strict(line.removeprefix("data: ").encode())
                    yield {"id": number, **any_fields(event, "an event of the account")}
