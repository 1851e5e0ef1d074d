"""The gateway's public pages, as a trace reads them: what they say counts only where a hash or a signature confirms it."""

from typing import Any, Protocol

from kula.protocol.reading.gateway_client import GatewayApi

_SECONDS = 30


class Pages(Protocol):
    """A source of the gateway's pages."""

    def read(self, path: str) -> dict[str, Any]:
        """The JSON at a path. Raises Unavailable, or RefusedByPolicy when the gateway has no such page."""
        ...


class HttpPages:
    """The pages of a gateway that runs."""

    def __init__(self, gateway: str) -> None:
        self._api = GatewayApi(gateway, _SECONDS)

    def read(self, path: str) -> dict[str, Any]:
        """The JSON at a path. Raises Unavailable, or RefusedByPolicy when the gateway has no such page."""
        return self._api.get(path)
