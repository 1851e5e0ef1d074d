"""ipfshttpclient with bounds: an answer has at most so many bytes and takes at most so many seconds, errors included.

The package reads answers whole, and its time-out starts again with every byte. `kubo` uses this instead of its HTTP client.
"""

import json
import time
import warnings
from collections.abc import Generator
from typing import Any

from requests import RequestException, Response
from urllib3.exceptions import HTTPError

from kula.protocol.ipfs.on_time import answers_on_time

__all__ = ("BoundedClient", "Error")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from ipfshttpclient import Client
    from ipfshttpclient.client import DEFAULT_BASE
    from ipfshttpclient.exceptions import Error, ErrorResponse, ProtocolError, TimeoutError
    from ipfshttpclient.http_requests import ClientSync

_PART_BYTES = 65_536
_MOST_PROBLEM_BYTES = 4_096
"""Most bytes of an error that are read."""


class BoundedClient(Client):
    """A client of Kubo's RPC at a multiaddress. Its errors are ipfshttpclient's."""

    def __init__(self, address: str, seconds: float, most: int) -> None:
        super().__init__(address, timeout=seconds)
        self._client = _Http(address, DEFAULT_BASE, timeout=seconds)
        self._client.seconds, self._client.most = seconds, most


class _Http(ClientSync):
    """The package's HTTP client, with its places where it reads an answer replaced."""

    seconds: float
    most: int

    def _make_session(self) -> Any:
        session = super()._make_session()
        adapters: set[Any] = set(session.adapters.values())
        for adapter in adapters:
            pools = adapter.poolmanager
            pools.pool_classes_by_scheme = answers_on_time(pools.pool_classes_by_scheme)
        return session

    def _request(self, *args: Any, **options: Any) -> tuple[list[Any], Generator[bytes, Any, Any]]:
        began = time.monotonic()
        closables: list[Any] = super()._request(*args, **options)[0]
        # The time of an upload does not count, because its size is ours.
        until = (time.monotonic() if options.get("data") else began) + self.seconds
        return closables, self._parts(closables[0], until)

    def _parts(self, response: Response, until: float) -> Generator[bytes, Any, Any]:
        """Yields an answer as it comes. An answer in another encoding stays encoded, because it could unfold to any size."""
        size = 0
        try:
            while part := response.raw.read1(_PART_BYTES, decode_content=False):
                size += len(part)
                if size > self.most:
                    raise ProtocolError(ValueError(f"the answer has more than {self.most} bytes"))
                if time.monotonic() > until:
                    raise TimeoutError(ValueError(f"the answer takes more than {self.seconds} s"))
                yield part
        except (RequestException, HTTPError, OSError, ValueError) as error:
            raise ProtocolError(error) from error

    def _do_raise_for_status(self, response: Any) -> None:
        if response.status_code < 400:
            return
        try:
            raw = response.raw.read1(_MOST_PROBLEM_BYTES, decode_content=False)
            message = str(json.loads(raw)["Message"])
        except (HTTPError, OSError, ValueError, KeyError, TypeError, RecursionError):
            message = f"status {response.status_code}"
        raise ErrorResponse(message, None)
