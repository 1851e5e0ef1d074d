"""All gateways of a deployment as one: each serves its own batches, and each keeps signatures under reports.

Their URLs come from the chain, where anybody with a place writes one. So no single gateway can hide another's records,
or the signatures under a report.
"""

import ipaddress
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlparse

from eth_account.signers.local import LocalAccount
from structlog import get_logger

from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.reading.gateway_client import GatewayClient
from kula.protocol.records.entry import Entry
from kula.protocol.types import Address

K = TypeVar("K", bound=str)
T = TypeVar("T")
_AT_ONCE = 8
_SECONDS = 20
"""Longest wait for one gateway."""


class AllGateways:
    """The requests of validators to every gateway. `first_url` is asked too, whatever the chain says of it."""

    def __init__(self, first_url: str, network: Network, account: LocalAccount) -> None:
        self._first_url = first_url.rstrip("/")
        self._network = network
        self._account = account
        self._clients: dict[str, GatewayClient] = {}

    def entries(self, epoch: int) -> dict[int, list[Entry]]:
        """Returns an epoch's entries by batch number. Raises Unavailable if a gateway with a batch does not answer."""
        entries, silent = self._entries(epoch)
        if silent:
            raise Unavailable(f"gateways do not serve their entries of epoch {epoch}: {', '.join(silent)}")
        return entries

    def entries_at_hand(self, epoch: int) -> dict[int, list[Entry]]:
        """Returns the entries of the gateways that answer."""
        return self._entries(epoch)[0]

    def post_signature(self, epoch: int, body: dict[str, Any]) -> None:
        """Sends our signature under a report to every gateway. Raises Unavailable if none takes it."""
        urls = self._urls()
        taken = self._ask(urls, lambda client, _: client.post_signature(epoch, body))
        if not taken:
            raise Unavailable(f"none of {len(urls)} gateways takes the signature of epoch {epoch}")

    def signatures(self, epoch: int, digest: bytes) -> dict[int, bytes]:
        """Returns the signatures under a report digest, by seat. Raises Unavailable if no gateway answers."""
        urls = self._urls()
        answers = self._ask(urls, lambda client, _: client.signatures(epoch, digest))
        if not answers:
            raise Unavailable(f"none of {len(urls)} gateways shows the signatures of epoch {epoch}")
        return {seat: signature for answer in answers.values() for seat, signature in answer.items()}

    def bulletins(self, epoch: int) -> list[dict[str, Any]]:
        """Returns the rows of all bulletins of an epoch, unchecked. A gateway that does not answer is left out."""
        answers = self._ask(self._urls(), lambda client, _: client.bulletin(epoch))
        return [row for answer in answers.values() for row in answer]

    def _entries(self, epoch: int) -> tuple[dict[int, list[Entry]], list[str]]:
        """The entries by batch number, and the gateways that do not answer. A gateway speaks for its own batches only.

        Each is asked with a signature for its account on chain, so that none can use it at another one.
        """
        batches = self._network.batches
        gateway_of = {batch.number: batch.gateway for batch in batches.batches_of(epoch)}
        posting = set(gateway_of.values()) - {batches.address}
        urls = {gateway: self._url_of(gateway) for gateway in posting}
        answers = self._ask(urls, lambda client, gateway: client.entries(epoch, gateway))
        entries = {
            number: listed
            for gateway in urls
            for number, listed in answers.get(gateway, {}).items()
            if gateway_of.get(number) == gateway
        }
        return entries, sorted(gateway for gateway in urls if gateway not in answers)

    def _urls(self) -> dict[str, str]:
        holders = (self._url_of(holder) for holder in self._network.gateways.holders())
        return {url: url for url in (self._first_url, *holders) if url}

    def _url_of(self, gateway: Address) -> str:
        """The URL that a gateway wrote, or ours for one that wrote none that may be asked."""
        url = self._network.gateways.url_of(gateway).rstrip("/")
        return url if may_ask(url, local=self._network.addresses.chain_id == LOCAL_CHAIN_ID) else self._first_url

    def _ask(self, urls: Mapping[K, str], ask: Callable[[GatewayClient, K], T]) -> dict[K, T]:
        """Asks gateways at once, by any key. Returns the answers by key; one that fails is left out and logged."""

        def answer(key: K) -> tuple[K, T] | None:
            try:
                return key, ask(self._client(urls[key]), key)
            except KulaError as error:
                get_logger("gateways").warning("no answer", gateway=urls[key], problem=str(error))
                return None

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return dict(one for one in pool.map(answer, urls) if one)

    def _client(self, url: str) -> GatewayClient:
        if url not in self._clients:
            self._clients[url] = GatewayClient(url, self._network, self._account, _SECONDS)
        return self._clients[url]


def may_ask(url: str, *, local: bool) -> bool:
    """Tells whether a URL that a stranger wrote may be asked: HTTP, and on real chains no address of a private network."""
    try:
        parts = urlparse(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    if local:
        return True
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return host != "localhost" and "." in host
