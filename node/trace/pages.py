"""What the gateway shows to a trace: its word is evidence only where a hash or a signature bears it out."""

from typing import Any

import httpx

from kula.protocol.errors import IntegrityError, Unavailable

_SECONDS = 30


class Shown:
    """The gateway's public pages."""

    def __init__(self, gateway: str) -> None:
        self._url = gateway

    def ask(self, path: str) -> dict[str, Any]:
        """The JSON at a path. Raises Unavailable."""
        try:
            answer = httpx.get(self._url + path, timeout=_SECONDS)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(f"gateway: {error}") from error


def equal(what: str, found: bytes, expected: bytes) -> None:
    """Raises IntegrityError if two hashes differ."""
    if found != expected:
        raise IntegrityError(what, f"is 0x{found.hex()}, expected 0x{expected.hex()}")
