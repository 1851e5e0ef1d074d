"""One ASGI guard in front of everything: the size, time and media type of bodies, the host, and security headers.

It reads bodies and does not parse them: `body.StrictRoute` does that once, for the endpoint.
"""

import asyncio
import json
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kula.node.gateway.problems import MEDIA_TYPE, Problem, document
from kula.protocol.types import MAX_RECORD_BYTES

_ENVELOPE_BYTES = 16_384
MAX_BODY_BYTES = 2 * MAX_RECORD_BYTES + _ENVELOPE_BYTES
"""A record's content with every character escaped must fit. Its own limit is checked on its canonical bytes."""
BODY_SECONDS = 10
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {rpc}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Guard:
    """Refuses what no endpoint should read."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], rpc: str) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = [
            (b"content-security-policy", _CSP.format(rpc=rpc).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        try:
            replay = await self._admit(scope, receive)
        except Problem as problem:
            await _refuse(send_with_headers, problem)
            return
        await self._app(scope, replay, send_with_headers)

    async def _admit(self, scope: Scope, receive: Receive) -> Receive:
        """Returns what the app reads the request from. Raises Problem."""
        headers = {name.lower(): value for name, value in scope["headers"]}
        host = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0]
        if self._hosts and host not in self._hosts:
            raise Problem("wrong-host", f"expected one of {', '.join(sorted(self._hosts))}")
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


async def _refuse(send: Send, problem: Problem) -> None:
    values: dict[str, Any] = document(problem)
    body = json.dumps(values).encode()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": values["status"], "headers": headers})
    await send({"type": "http.response.body", "body": body})
