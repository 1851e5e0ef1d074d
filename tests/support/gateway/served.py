"""A gateway's shipped app over a real socket, whose answers a test may bend on their way out."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config, Server

from kula.node.gateway.answers.running import Answers
from kula.node.gateway.api.app import build_context, create_app
from kula.node.gateway.database.events import Happened, add_events
from kula.node.gateway.database.repository import open_database
from kula.node.settings import GatewaySettings
from tests.support.chain import TestNet
from tests.support.gateways import gateway_settings
from tests.support.scoring.counting_model import Counter

Bend = Callable[[bytes], bytes]


class Bent:
    """Passes requests to a gateway, and bends the bodies of its answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.bends: dict[str, Bend] = {}
        """What happens to bodies, by the path of the request."""
        self.statuses: dict[str, int] = {}
        """The statuses of bent answers, by the path of the request. Without one, that of the gateway stays."""
        self.requests: list[tuple[str, str, Any]] = []
        """Methods, paths and bodies of the requests."""
        self.stalls: list[int] = []
        """After how many parts the streams of the next requests hang. The connection stays open."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI connection."""
        bend = self.bends.get(scope.get("path", ""))
        if scope["type"] != "http" or not bend:
            is_chat = scope.get("path", "").startswith(("/v1/chat", "/v1/pairs"))
            stall = self.stalls.pop(0) if is_chat and self.stalls else None
            await self._app(scope, receive, send if stall is None else hanging(send, stall))
            return
        start: Message = {}
        parts: list[bytes] = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, receive, keep)
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        await send({**start, "headers": headers, "status": self.statuses.get(scope["path"], start["status"])})
        await send({"type": "http.response.body", "body": bend(b"".join(parts))})


def hanging(send: Send, parts: int) -> Send:
    """Returns what sends the first parts of an answer, and then nothing, until the reader leaves."""
    coming = parts

    async def send_some(message: Message) -> None:
        nonlocal coming
        if message["type"] == "http.response.body":
            if not coming:
                await asyncio.Event().wait()
            coming -= 1
        await send(message)

    return send_some


def of_json(change: Callable[[Any], None]) -> Bend:
    """Returns a bend that changes the JSON of an answer in place."""

    def bend(raw: bytes) -> bytes:
        value = json.loads(raw)
        change(value)
        return json.dumps(value).encode()

    return bend


@dataclass
class Served:
    """A gateway at a URL."""

    url: str
    net: TestNet
    bent: Bent
    model: Counter = field(repr=False)
    settings: GatewaySettings = field(repr=False)

    def happen(self, change: dict[str, Any], owner: str = "") -> None:
        """Adds an event of an account, or of all accounts, as the indexer does."""
        with Session(open_database(self.settings.database_url)) as session, session.begin():
            add_events(session, [Happened(owner, change)], self.net.network.connection.now())


@contextmanager
def served(net: TestNet, folder: Path) -> Iterator[Served]:
    """Runs a gateway with a model that counts, until the test is over. Its pairs are of two models, so that they differ."""
    settings = gateway_settings(net, folder, pair_parent_percent=100)
    model = Counter()
    context = replace(build_context(settings), answers=Answers(model, parallel=4, seconds=60))
    bent = Bent(create_app(settings, context))
    with listening(bent) as url:
        yield Served(url, net, bent, model, settings)


@contextmanager
def listening(app: ASGIApp, closing_seconds: int | None = None) -> Iterator[str]:
    """Runs an ASGI app on a free port. Gives its URL. `closing_seconds` ends streams that nobody closed."""
    server = Server(
        Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=closing_seconds)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
