"""One HTTP request to a stranger, bounded in bytes and in time, whatever the stranger does."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx

from kula.protocol.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Request:
    """A request and its budgets."""

    method: str
    url: str
    most: int
    """Most bytes of the answer. An answer in another encoding is not unfolded, because it could have any size."""
    seconds: float
    """The most time from the first byte of the request to the last one of the answer."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Headers and body, as httpx takes them."""


def ask(request: Request) -> tuple[int, bytes]:
    """Returns the status and the body of the answer. Raises only Unavailable. It follows no redirect.

    A time-out per read does not help against a server that sends one byte in each, so the whole request is given up at once.
    """
    try:
        return asyncio.run(asyncio.wait_for(_ask(request), request.seconds))
    except TimeoutError as error:
        raise Unavailable(f"{request.url} does not answer {request.method} within {request.seconds:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        raise Unavailable(f"{request.url} does not answer {request.method}: {error}") from error


async def _ask(request: Request) -> tuple[int, bytes]:
    headers = {"accept-encoding": "identity", **request.options.get("headers", {})}
    options = {**request.options, "headers": headers}
    body = bytearray()
    async with (
        httpx.AsyncClient(verify=_certificates(), timeout=request.seconds) as http,
        http.stream(request.method, request.url, **options) as response,
    ):
        async for part in response.aiter_raw():
            body += part
            if len(body) > request.most:
                raise Unavailable(f"{request.url} answers with more than {request.most} bytes")
        return response.status_code, bytes(body)


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """The certificates of this machine, which take 20 ms to read."""
    return httpx.create_ssl_context()
