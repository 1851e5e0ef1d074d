"""A validator's or curator's way to a gateway: entries of an epoch, and the bulletin of signatures."""

import base64
import json
from typing import Any
from urllib.parse import urlparse

import httpx
from eth_account.signers.local import LocalAccount

from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.hex import hex0, unhex
from kula.protocol.records.entry import Entry, entry_from_json
from kula.protocol.signatures import SigningDomain, access_digest, sign
from kula.protocol.types import Address

SCHEME = "Kula"
_SECONDS = 60


class GatewayClient:
    """HTTP with our signature. Raises Unavailable for whatever is not an answer."""

    def __init__(self, url: str, network: Network, account: LocalAccount) -> None:
        self._url = url.rstrip("/")
        self._network = network
        self._account = account

    def entries(self, epoch: int) -> dict[int, list[Entry]]:
        """An epoch's entries by batch number."""
        path = f"/v1/epochs/{epoch}/entries"
        header = authorization(
            self._network.signing,
            Address(self._account.address),
            bytes(self._account.key),
            urlparse(self._url).path + path,
            self._network.connection.now(),
        )
        answer = self._ask("GET", path, headers={"authorization": header})
        return {b["number"]: [entry_from_json(e) for e in b["entries"]] for b in answer["batches"]}

    def post_signature(self, epoch: int, body: dict[str, Any]) -> None:
        """Put our signature under a report on the bulletin."""
        self._ask("POST", f"/v1/epochs/{epoch}/signatures", json=body)

    def signatures(self, epoch: int, digest: bytes) -> dict[int, bytes]:
        """The signatures under a digest, by seat."""
        answer = self._ask("GET", f"/v1/epochs/{epoch}/signatures")
        rows = [row for row in answer["signatures"] if row["digest"] == hex0(digest)]
        return {int(row["seat"]): unhex(row["signature"], 65) for row in rows}

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            answer = httpx.request(method, self._url + path, timeout=_SECONDS, **options)
            answer.raise_for_status()
            return answer.json()
        except httpx.HTTPStatusError as error:
            raise Unavailable(f"gateway: {error.response.status_code} {error.response.text[:300]}") from error
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(f"gateway: {error}") from error


def authorization(domain: SigningDomain, account: Address, key: bytes, path: str, now: int) -> str:
    """The Authorization header for a GET of `path`, valid for two minutes of chain time."""
    deadline = now + 120
    signature = sign(access_digest(domain, account, path, deadline), key)
    claim = json.dumps({"account": account, "deadline": deadline, "signature": hex0(signature)})
    return f"{SCHEME} {base64.urlsafe_b64encode(claim.encode()).decode()}"
