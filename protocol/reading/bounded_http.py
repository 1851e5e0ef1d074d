"""One HTTP request to a stranger, bounded in bytes and in time, whatever the stranger does."""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal

from kula.protocol.errors import Unavailable

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that stand for those of IPv4."""


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
    quiet: float = 0.0
    """The most time in which nothing comes; 0 takes `seconds`."""
    outside: bool = False
    """Every address of the URL's host must be public, and the request goes to one of those that were looked at."""


def ask(request: Request) -> tuple[int, bytes]:
    """Does what `fetch` does, for callers without an event loop, and for those whose loop is running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(fetch(request))
    with start_blocking_portal() as portal:
        return portal.call(fetch, request)


async def fetch(request: Request) -> tuple[int, bytes]:
    """Returns the status and the body of the answer. Raises only Unavailable. It follows no redirect.

    A time-out per read does not help against a server that sends one byte in each, so the whole request is given up at once.
    """
    try:
        return await asyncio.wait_for(_fetch(request), request.seconds)
    except TimeoutError as error:
        raise Unavailable(f"{request.url} does not answer {request.method} within {request.seconds:g} s") from error


async def _fetch(request: Request) -> tuple[int, bytes]:
    async with opened(request) as (status, parts):
        return status, b"".join([part async for part in parts])


@asynccontextmanager
async def opened(request: Request) -> AsyncIterator[tuple[int, AsyncGenerator[bytes]]]:
    """Opens a request. Gives the status, and the parts of the body as they come. Raises only Unavailable."""
    headers = {"accept-encoding": "identity", **request.options.get("headers", {})}
    try:
        url, pinned = await _pinned(request.url) if request.outside else (httpx.URL(request.url), {})
        options = {**request.options, **pinned, "headers": {**headers, "host": _host_of(request.url)}}
        async with (
            httpx.AsyncClient(verify=_certificates(), timeout=request.quiet or request.seconds) as http,
            http.stream(request.method, url, **options) as response,
        ):
            yield response.status_code, _bounded(response, request)
    except httpx.ReadTimeout as error:
        seconds = request.quiet or request.seconds
        raise Unavailable(f"{request.url} sends nothing for {seconds:g} s to {request.method}") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        raise Unavailable(f"{request.url} does not answer {request.method}: {error}") from error


def is_public(address: str) -> bool:
    """Tells whether an IP address is one of the internet, and none that stands for another one inside."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip in _NAT64 and ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if inner and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast


async def _pinned(url: str) -> tuple[httpx.URL, dict[str, Any]]:
    """Returns a URL with a public address in place of its host, and the options that keep its name for TLS.

    A name can have another address a moment later, so it is looked up once. Raises Unavailable if one is not public.
    """
    named = httpx.URL(url)
    port = named.port or (443 if named.scheme == "https" else 80)
    known = await asyncio.to_thread(socket.getaddrinfo, named.host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in known]
    if not addresses or not all(map(is_public, addresses)):
        raise Unavailable(f"{url} leads into a private network")
    return named.copy_with(host=addresses[0]), {"extensions": {"sni_hostname": named.host}}


def _host_of(url: str) -> str:
    return httpx.URL(url).netloc.decode("ascii")


async def _bounded(response: httpx.Response, request: Request) -> AsyncGenerator[bytes]:
    size, deadline = 0, time.monotonic() + request.seconds
    async for part in response.aiter_raw():
        size += len(part)
        if size > request.most:
            raise Unavailable(f"{request.url} answers with more than {request.most} bytes")
        if time.monotonic() > deadline:
            raise Unavailable(f"{request.url} does not end its answer within {request.seconds:g} s")
        yield part


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """The certificates of this machine, which take 20 ms to read."""
    return httpx.create_ssl_context()
