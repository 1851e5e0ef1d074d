"""The way to a gateway: its HTTP API for everybody, and what it serves to accounts that sign their requests."""

import base64
import json
from typing import Any
from urllib.parse import urlparse

import httpx
from eth_account.signers.local import LocalAccount

from kula.protocol.chain.network import Network
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.hex import hex0, unhex
from kula.protocol.records.entry import Entry, entry_from_json
from kula.protocol.signatures import SigningDomain, access_digest, sign
from kula.protocol.types import Address

SCHEME = "Kula"
ACCESS_SECONDS = 120
"""How long a signed request is good for, in chain time."""
_SECONDS = 60


class GatewayApi:
    """A gateway's HTTP API. JSON goes out and comes back; what goes wrong becomes one of our errors."""

    def __init__(self, url: str, seconds: float = _SECONDS) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(base_url=self.url, timeout=seconds)

    def get(self, path: str, **headers: str) -> dict[str, Any]:
        """What the gateway serves at a path. Raises like `post`."""
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a body and return the answer.

        Raises RefusedByPolicy with the slug of the gateway's problem, or Unavailable when what comes back is no answer of
        a gateway.
        """
        return self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            response = self._http.request(method, path, **options)
            body = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(f"the gateway {self.url} does not answer {method} {path}: {error}") from error
        if response.is_error:
            problem = body if isinstance(body, dict) else {}
            slug = str(problem.get("type", "")).rsplit("/", 1)[-1]
            detail = problem.get("detail", "")
            raise RefusedByPolicy(slug or "unknown", f"the gateway answers {response.status_code}: {detail}")
        return body


class GatewayClient:
    """What validators and curators ask of a gateway, signed by their account.

    Raises only Unavailable. A refusal counts as one too: the caller tries again as long as the epoch's phase lasts.
    """

    def __init__(self, url: str, network: Network, account: LocalAccount) -> None:
        self._api = GatewayApi(url)
        self._network = network
        self._account = account

    def entries(self, epoch: int) -> dict[int, list[Entry]]:
        """An epoch's entries by batch number."""
        path = f"/v1/epochs/{epoch}/entries"
        header = authorization(
            self._network.signing,
            Address(self._account.address),
            bytes(self._account.key),
            urlparse(self._api.url).path + path,
            self._network.connection.now(),
        )
        batches = self._ask(path, authorization=header)["batches"]
        return {batch["number"]: [entry_from_json(entry) for entry in batch["entries"]] for batch in batches}

    def post_signature(self, epoch: int, body: dict[str, Any]) -> None:
        """Put our signature under a report on the bulletin."""
        try:
            self._api.post(f"/v1/epochs/{epoch}/signatures", body)
        except RefusedByPolicy as refused:
            raise Unavailable(str(refused)) from refused

    def signatures(self, epoch: int, digest: bytes) -> dict[int, bytes]:
        """The signatures under a digest, by seat."""
        rows = self._ask(f"/v1/epochs/{epoch}/signatures")["signatures"]
        return {int(row["seat"]): unhex(row["signature"], 65) for row in rows if row["digest"] == hex0(digest)}

    def _ask(self, path: str, **headers: str) -> dict[str, Any]:
        try:
            return self._api.get(path, **headers)
        except RefusedByPolicy as refused:
            raise Unavailable(str(refused)) from refused


def authorization(domain: SigningDomain, account: Address, key: bytes, path: str, now: int) -> str:
    """The Authorization header for a GET of `path`, good for ACCESS_SECONDS from `now` (block time, seconds)."""
    deadline = now + ACCESS_SECONDS
    signature = sign(access_digest(domain, account, path, deadline), key)
    claim = json.dumps({"account": account, "deadline": deadline, "signature": hex0(signature)})
    return f"{SCHEME} {base64.urlsafe_b64encode(claim.encode()).decode()}"
