"""The HTTP server: uvicorn, with bounds on headers, on idle connections, and on the connections of one address."""

import resource
from asyncio import TimerHandle, Transport
from collections import Counter
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kula.node.gateway.api.front.addresses import Networks, site_of_peer
from kula.node.settings import GatewaySettings

HEADER_BYTES = 16_384
HEADER_SECONDS = 10
"""How long a connection may be open without a whole request."""
MOST_OF_ONE = 128
"""Connections of one IPv4 address, or of one IPv6 network of 48 bits. Named proxies may have more."""
MOST_OF_ALL = 2_000
FILES = 4 * MOST_OF_ALL
"""Files and connections that the process may have open. Most systems begin with 1,024: eight addresses would use them up."""


def server(app: Any, settings: GatewaySettings) -> uvicorn.Server:
    """Returns the server of the gateway's app. Its `run` serves until SIGTERM. Lets this process open enough files for it."""
    _allow_files()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=type("Protocol", (BoundedProtocol,), {"proxies": settings.proxies, "connected": Counter()}),
        h11_max_incomplete_event_size=HEADER_BYTES,
        limit_concurrency=MOST_OF_ALL,
        log_level="warning",
        timeout_keep_alive=15,
        proxy_headers=False,
    )
    return uvicorn.Server(config)


def _allow_files() -> None:
    """Raises the soft limit of open files. Without any left, the database and the chain could not be reached either."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP protocol with bounds on slow and on many connections."""

    proxies: ClassVar[Networks] = ()
    connected: ClassVar[Counter[str]] = Counter()
    """Open connections by site."""
    _deadline: TimerHandle | None = None
    _counted = ""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begins a connection, or drops it if its site has too many."""
        super().connection_made(transport)
        self._counted = site_of_peer(self.client[0], self.proxies) if self.client else ""
        self.connected[self._counted] += 1
        if self._counted and self.connected[self._counted] > MOST_OF_ONE:
            transport.abort()
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends a connection."""
        super().connection_lost(exc)
        self.connected[self._counted] -= 1
        if not self.connected[self._counted]:
            del self.connected[self._counted]
        self._stop_clock()

    def data_received(self, data: bytes) -> None:
        """Reads what came."""
        super().data_received(data)
        self._expect_request()

    def _expect_request(self) -> None:
        """Starts the clock for the next request, unless one is being answered."""
        if self.cycle and not self.cycle.response_complete:
            self._stop_clock()
        elif not self._deadline:
            self._deadline = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _stop_clock(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
