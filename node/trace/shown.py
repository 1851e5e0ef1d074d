"""What the gateway shows to a trace: its word is evidence only where a hash or a signature bears it out."""

from typing import Any

from kula.protocol.errors import IntegrityError
from kula.protocol.reading.gateway_client import GatewayApi

_SECONDS = 30


class Shown:
    """The gateway's public pages."""

    def __init__(self, gateway: str) -> None:
        self._api = GatewayApi(gateway, _SECONDS)

    def ask(self, path: str) -> dict[str, Any]:
        """The JSON at a path. Raises Unavailable or RefusedByPolicy."""
        return self._api.get(path)


def equal(what: str, found: bytes, expected: bytes) -> None:
    """Raises IntegrityError if two hashes differ."""
    if found != expected:
        raise IntegrityError(what, f"is 0x{found.hex()}, expected 0x{expected.hex()}")
