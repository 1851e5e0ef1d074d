"""Connections of urllib3 whose answers end in time, whatever the server drips. A time-out alone starts again with each byte."""

import http.client
import io
import socket
import time
from collections.abc import Mapping
from typing import Any


def answers_on_time(pools: Mapping[str, Any]) -> dict[str, Any]:
    """Returns urllib3's pools by scheme, changed: status, headers and body of an answer together keep to its time-out.

    That is the time-out which the socket has when the request is sent: with `urllib3.Timeout(total=…)` what is left of it.
    """
    return {scheme: _changed(pool) for scheme, pool in pools.items()}


def _changed(pool: Any) -> Any:
    connection = type("Connection", (pool.ConnectionCls,), {"response_class": _Answer})
    return type("Pool", (pool,), {"ConnectionCls": connection})


class _Answer(http.client.HTTPResponse):
    """An answer that reads through _OnTime."""

    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_OnTime(sock))


class _OnTime(io.RawIOBase):
    """What a socket receives until its time-out has passed once."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._received = sock.makefile("rb", buffering=0)
        self._deadline = time.monotonic() + (sock.gettimeout() or 0.0)

    def readable(self) -> bool:
        """Is always true."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Reads what came. Raises TimeoutError once the time is over."""
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the answer has not ended in time")
        self._sock.settimeout(seconds)
        return self._received.readinto(buffer)

    def close(self) -> None:
        """Lets go of the socket."""
        self._received.close()
        super().close()
