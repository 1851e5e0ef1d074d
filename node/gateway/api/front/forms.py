"""Brings requests into the form that the endpoints know: HEAD is GET without a body, and slashes too many do not count."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Forms:
    """Stands in front of everything, the guard included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        changed = {**scope, "path": _path(scope["path"])}
        if scope["method"] == "HEAD":
            await self._app({**changed, "method": "GET"}, *_only_head(receive, send))
        else:
            await self._app(changed, receive, send)


def _path(path: str) -> str:
    """Returns a path of the API without empty parts, which clients make that join a base URL with a path."""
    parts = [part for part in path.split("/") if part]
    return "/" + "/".join(parts) if parts[:1] == ["v1"] else path


def _only_head(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Returns the two ways to a client who reads no body: the answer ends behind its headers, and the client has left."""
    is_over, is_asked = asyncio.Event(), False

    async def receive_once() -> Message:
        nonlocal is_asked
        if not is_asked:
            is_asked = True
            return await receive()
        await is_over.wait()
        return {"type": "http.disconnect"}

    async def send_head(message: Message) -> None:
        if is_over.is_set():
            return
        is_over.set()
        await send(message)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return receive_once, send_head
