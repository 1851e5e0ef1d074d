"""The gateway's public pages, as a trace reads them: what they say counts only where a hash or a signature confirms it."""

from typing import Any, Protocol

import httpx

from kula.protocol.errors import Unavailable

_SECONDS = 30


class Pages(Protocol):
    """A source of the gateway's pages."""

    def read(self, path: str) -> dict[str, Any]:
        """The JSON at a path. Raises Unavailable."""
        ...


class HttpPages:
    """The pages of a gateway that runs."""

    def __init__(self, gateway: str) -> None:
        self._url = gateway

    def read(self, path: str) -> dict[str, Any]:
        """The JSON at a path. Raises Unavailable."""
        try:
            answer = httpx.get(self._url + path, timeout=_SECONDS)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(f"gateway: {error}") from error
