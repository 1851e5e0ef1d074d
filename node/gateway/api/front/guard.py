"""One ASGI guard in front of everything: rates, the size, time and media type of bodies, the host, and security headers.

It reads bodies and does not parse them: `body.StrictRoute` does that once, for the endpoint.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

from kula.node.gateway.api.front.addresses import Networks, client_of, host_of, site_of
from kula.node.gateway.limits import BY_ADDRESS, RateLimits
from kula.node.gateway.problems import Problem, response
from kula.protocol.types import MAX_RECORD_BYTES

_ENVELOPE_BYTES = 16_384
MAX_BODY_BYTES = 2 * MAX_RECORD_BYTES + _ENVELOPE_BYTES
"""A record's content with every character escaped must fit. Its own limit is checked on its canonical bytes."""
BODY_SECONDS = 10
SEND_SECONDS = 30
"""How long a client may take to read one piece of an answer."""
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {connects}; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types kula"
)


MOST_AT_ONCE = 64
"""Requests of one network address that are open at the same time."""
_HEADERS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
_ANY_ORIGIN = (b"access-control-allow-origin", b"*")
_POLICY_SECONDS = 60
_FOR_ANY_PAGE = "/v1/accusations"
"""Pages of other gateways may call these paths: their own gateway may be the one that is accused."""
_ENTRIES = re.compile(r"/v1/(epochs/[^/]+/entries|batches/[^/]+/leaves)")


class _Abandoned(Exception):
    """Raised when the client does not read its answer."""


class Guard:
    """Refuses what no endpoint should read, and addresses that ask too often."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: frozenset[str],
        connects: Sequence[str],
        limits: RateLimits,
        proxies: Networks = (),
        *,
        answer: Callable[[str, Problem], Response] = lambda _, problem: response(problem),
        gateways: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """`connects` are the origins that the page may ask beside its own; `answer` turns a refusal on a path into a response.

        `gateways` returns the origins of other gateways, which the page may ask too. It is asked once a minute.
        """
        self._app = app
        self._hosts = hosts
        self._limits = limits
        self._proxies = proxies
        self._answer = answer
        self._open: Counter[str] = Counter()
        """Requests that are open, by network address."""
        self._connects = tuple(connects)
        self._gateways = gateways
        self._policy = _policy(connects)
        self._policy_until = 0.0
        """When the other gateways are looked up again, in seconds of time.monotonic."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI connection."""
        await (self._guard if scope["type"] == "http" else self._app)(scope, receive, send)

    async def _guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                message["headers"] = [*message.get("headers", []), *await self._headers_of(scope["path"])]
            # Whoever reads slowly would hold a thread, and the model.
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await send(message)
            except TimeoutError as error:
                raise _Abandoned from error

        try:
            headers = _headers(scope)
            address = client_of(scope, headers, self._proxies)
            scope.setdefault("state", {}).update(address=address, site=site_of(address))
            with self._counted(address, scope):
                replay = await self._admit(scope, headers, receive)
                await self._app(scope, replay, send_with_headers)
        except Problem as problem:
            # Raised before the app began to answer: the app turns its own problems into answers.
            await self._answer(scope["path"], problem)(scope, receive, send_with_headers)
        except _Abandoned:
            get_logger("guard").info("given up", path=scope["path"], problem="the client does not read the answer")
        except Exception:
            # A bug of ours. Its words stay in the log, and the answer has the form of its path.
            get_logger("guard").exception("failed", path=scope["path"])
            if has_begun:
                raise
            problem = Problem("failed", "its operator finds the reason in the gateway's log")
            await self._answer(scope["path"], problem)(scope, receive, send_with_headers)

    async def _headers_of(self, path: str) -> list[tuple[bytes, bytes]]:
        """Returns the security headers of an answer. The other gateways in the page's policy are as old as a minute."""
        if not path.startswith("/v1/") and time.monotonic() >= self._policy_until:
            self._policy_until = time.monotonic() + _POLICY_SECONDS
            try:
                self._policy = _policy([*self._connects, *await run_in_threadpool(self._gateways)])
            except SQLAlchemyError as error:
                get_logger("guard").warning("old policy", problem=str(error))
        for_any_page = [_ANY_ORIGIN] if path.startswith(_FOR_ANY_PAGE) else []
        return [(b"content-security-policy", self._policy), *_HEADERS, *for_any_page]

    @contextmanager
    def _counted(self, address: str, scope: Scope) -> Iterator[None]:
        """Counts a request of an address while it is open. Raises Problem `rate-limited` or `network-limited`."""
        name = limit_of(scope["method"], scope["path"])
        if name:
            self._limits.take_for_address(name, address, scope["state"]["site"])
        if self._open[address] >= MOST_AT_ONCE * max(1, self._limits.factor):
            raise Problem("rate-limited", f"{self._open[address]} requests of your network address are open")
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    async def _admit(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Receive:
        """Returns what the app reads the request from. Raises Problem."""
        if host_of(headers.get(b"host", b"")) not in self._hosts:
            raise Problem(
                "wrong-host", f"expected one of {', '.join(sorted(self._hosts))}; KULA_HOSTS names further ones"
            )
        if scope["method"] not in ("POST", "PUT", "PATCH"):
            return receive
        media = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if media != b"application/json" or headers.get(b"content-encoding", b"identity") != b"identity":
            raise Problem("unsupported-media-type", "send plain application/json")
        try:
            body = await asyncio.wait_for(_read(receive), BODY_SECONDS)
        except TimeoutError as error:
            raise Problem("too-slow", f"the body took more than {BODY_SECONDS} s") from error
        return _replay(body, receive)


def _policy(connects: Sequence[str]) -> bytes:
    return _CSP.format(connects=" ".join(connects)).encode()


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Returns the headers by lower-case name. Raises Problem for two Host headers. Repeated others are joined."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        name = name.lower()
        if name == b"host" and name in headers:
            raise Problem("wrong-host", "there are two Host headers")
        headers[name] = headers[name] + b"," + value if name in headers else value
    return headers


def limit_of(method: str, path: str) -> str:
    """Returns the name of the limit under which a request falls; empty for the page's files."""
    if not path.startswith(("/v1/", "/metrics", "/readyz", "/openapi.json")):
        return ""
    if method != "POST":
        return "entries" if _ENTRIES.fullmatch(path) else "read"
    name = path.removeprefix("/v1/").split("/")[0]
    name = {"epochs": "signatures"}.get(name, name)
    return name if name in BY_ADDRESS else "read"


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("incomplete", "the connection ended before the body did")
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise Problem("too-large", f"at most {MAX_BODY_BYTES} bytes")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Returns a `receive` that gives the whole body first."""
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
