"""Clients of a gateway: its public HTTP API, and the paths that need a signed request."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlparse

import httpx
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address

from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, RefusedByPolicy, Unavailable
from kula.protocol.hex import hex0, unhex
from kula.protocol.records.entry import Entry, entry_from_json
from kula.protocol.signatures import SigningDomain, access_digest, sign
from kula.protocol.types import Address

SCHEME = "Kula"
ACCESS_SECONDS = 120
"""How long a signed request is valid, in seconds of block time."""
_SECONDS = 60


class GatewayApi:
    """A client of a gateway's HTTP API. It sends and returns JSON, and turns every failure into a KulaError."""

    def __init__(self, url: str, seconds: float = _SECONDS) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(base_url=self.url, timeout=seconds)

    def get(self, path: str, **headers: str) -> dict[str, Any]:
        """Returns what the gateway serves at a path. Raises the same errors as `post`."""
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sends a body and returns the answer.

        Raises RefusedByPolicy with the slug of the gateway's problem. Raises Unavailable if there is no answer, or if
        the answer is not JSON.
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
            error = problem.get("error")
            openai = error if isinstance(error, dict) else {}
            slug = str(openai.get("code") or problem.get("type", "")).rsplit("/", 1)[-1]
            detail = openai.get("message") or problem.get("detail", "")
            raise RefusedByPolicy(slug or "unknown", f"the gateway answers {response.status_code}: {detail}")
        return body


class GatewayClient:
    """The requests of validators and curators to a gateway, signed by their account.

    Raises only Unavailable, also for a refusal. The caller tries again while the epoch's phase lasts.
    """

    def __init__(self, url: str, network: Network, account: LocalAccount, seconds: float = _SECONDS) -> None:
        self._api = GatewayApi(url, seconds)
        self._network = network
        self._account = account

    def entries(self, epoch: int, gateway: Address | None = None) -> dict[int, list[Entry]]:
        """Returns an epoch's entries by batch number.

        `gateway` is the gateway's account, for which we sign. Without it, we ask the gateway, and refuse an account that
        has another URL on chain: whoever names it would use our signature there.
        """
        path = f"/v1/epochs/{epoch}/entries"
        header = authorization(
            self._network.signing,
            self._account,
            gateway=gateway or self._said_account(),
            path=urlparse(self._api.url).path + path,
            now=self._network.connection.now(),
        )
        answer = self._ask(path, authorization=header)
        with _as_unavailable(self._api.url):
            return {
                int(batch["number"]): [entry_from_json(entry) for entry in batch["entries"]]
                for batch in answer["batches"]
            }

    def post_signature(self, epoch: int, body: dict[str, Any]) -> None:
        """Sends our signature under a report, for the other validators to read."""
        try:
            self._api.post(f"/v1/epochs/{epoch}/signatures", body)
        except RefusedByPolicy as refused:
            raise Unavailable(str(refused)) from refused

    def signatures(self, epoch: int, digest: bytes) -> dict[int, bytes]:
        """Returns the signatures under a report digest, by seat."""
        answer = self._ask(f"/v1/epochs/{epoch}/signatures")
        with _as_unavailable(self._api.url):
            rows = [row for row in answer["signatures"] if row["digest"] == hex0(digest)]
            return {int(row["seat"]): unhex(row["signature"], 65) for row in rows}

    def bulletin(self, epoch: int) -> list[dict[str, Any]]:
        """Returns what the gateway shows of the signatures under reports, unchecked: strangers wrote the fields."""
        answer = self._ask(f"/v1/epochs/{epoch}/signatures")
        with _as_unavailable(self._api.url):
            return [{"attempt": answer["attempt"], **row} for row in answer["signatures"]]

    def _said_account(self) -> Address:
        """Returns the account that the gateway gives as its own, unless the chain contradicts it."""
        answer = self._ask("/v1/network")
        with _as_unavailable(self._api.url):
            gateway = Address(to_checksum_address(answer["gateway"]))
        on_chain = self._network.gateways.url_of(gateway).rstrip("/")
        if on_chain not in ("", self._api.url):
            raise Unavailable(f"{self._api.url} says that it is {gateway}, which is {on_chain} on chain; ask there")
        return gateway

    def _ask(self, path: str, **headers: str) -> dict[str, Any]:
        try:
            return self._api.get(path, **headers)
        except RefusedByPolicy as refused:
            raise Unavailable(str(refused)) from refused


@contextmanager
def _as_unavailable(url: str) -> Iterator[None]:
    """Turns whatever a malformed answer raises into Unavailable: a stranger wrote it."""
    try:
        yield
    except (KulaError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unavailable(f"the gateway {url} answers in another form: {error!r}") from error


def authorization(domain: SigningDomain, account: LocalAccount, *, gateway: Address, path: str, now: int) -> str:
    """Returns the Authorization header for a GET of `path` at the gateway with this account, and at no other one.

    It is valid for ACCESS_SECONDS from `now` (block time, seconds).
    """
    deadline = now + ACCESS_SECONDS
    signature = sign(access_digest(domain, Address(account.address), gateway, path, deadline), bytes(account.key))
    access = json.dumps({"account": account.address, "deadline": deadline, "signature": hex0(signature)})
    return f"{SCHEME} {base64.urlsafe_b64encode(access.encode()).decode()}"
