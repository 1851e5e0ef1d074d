"""Peers that mean harm: a store that hangs and spoils, and a gateway that answers with whatever stops a reader."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn import Config, Server

from kula.node.local.anvil import free_port
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES
from kula.protocol.ipfs.serve import server

HANG_SECONDS = 8


class Served:
    """A context in which a server runs in a thread of this process."""

    def __init__(self, running: Server, port: int) -> None:
        self._server = running
        self.url = f"http://127.0.0.1:{port}"
        self._thread = threading.Thread(target=running.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(5)


class HostileBlocks(BlockDirectory):
    """A block directory that hangs on some blocks, and gives other bytes for some."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.hung: set[str] = set()
        self.spoiled: set[str] = set()

    def get_block(self, cid: str, most: int = MAX_NODE_BYTES) -> bytes:
        """Returns a block, or does harm."""
        if cid in self.hung:
            time.sleep(HANG_SECONDS)
        block = super().get_block(cid, most)
        return block[:-1] + b"!" if cid in self.spoiled else block


class HostileStore(Served):
    """A Kubo that other people run."""

    def __init__(self, folder: Path, kind: type[HostileBlocks] = HostileBlocks) -> None:
        self.blocks = kind(folder)
        port = free_port()
        super().__init__(server(self.blocks, port), port)


class HostileGateway(Served):
    """A gateway with a place. It answers each request with the next kind of harm."""

    HARMS = ("nested", "html", "endless", "wrong types", "redirect", "numbers", "slow")

    def __init__(self) -> None:
        self.done: list[str] = []
        """The harm that was done at each request."""
        port = free_port()
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])
        super().__init__(Server(Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")), port)

    async def _answer(self, request: Request) -> Response:
        harm = self.HARMS[len(self.done) % len(self.HARMS)]
        self.done.append(harm)
        if harm == "nested":
            return Response(b"[" * 2_000_000, media_type="application/json")
        if harm == "endless":
            return StreamingResponse(_endless(), media_type="application/json")
        if harm == "slow":
            return StreamingResponse(_slow(), media_type="application/json")
        if harm == "redirect":
            return RedirectResponse("http://169.254.169.254/latest/meta-data")
        if harm == "html":
            return Response("<html>Bad gateway</html>", 200, media_type="text/html")
        if harm == "wrong types":
            return JSONResponse({"batches": [{"number": {}, "entries": 5}], "signatures": 7, "gateway": []})
        return JSONResponse(
            {
                "batches": [{"number": 10**30, "entries": [{"seq": -1}]}],
                "signatures": [{"seat": 10**40, "digest": "0x", "signature": "0x"}],
                "gateway": "0x0",
            }
        )


async def _endless() -> AsyncIterator[bytes]:
    yield b'{"batches": ["'
    while True:
        await asyncio.sleep(0.01)
        yield b"x" * 1_000_000


async def _slow() -> AsyncIterator[bytes]:
    yield b"{"
    while True:
        await asyncio.sleep(1)
        yield b" "
