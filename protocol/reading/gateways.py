"""All gateways of a deployment as one: each serves its own batches, and each keeps signatures under reports.

Their URLs come from the chain, where anybody with a place writes one. So no single gateway can hide another's records,
or the signatures under a report.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlparse

from eth_account.signers.local import LocalAccount
from structlog import get_logger

from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.reading.bounded_http import is_public
from kula.protocol.reading.gateway_client import GatewayClient, SeatSignature
from kula.protocol.reading.parallel import at_once
from kula.protocol.records.entry import Entry
from kula.protocol.signatures import has_signed
from kula.protocol.types import MAX_BATCHES, Address, Seat

K = TypeVar("K", bound=str)
T = TypeVar("T")
_AT_ONCE = MAX_BATCHES + 1
"""All gateways that there can be, and the one of our settings."""
_BULLETIN_ROWS = 512
"""Rows of one gateway's bulletin that are read: several for each seat."""
_SECONDS = 20
"""Longest wait for a part of one gateway's answer."""
_PLACES_SECONDS = 60
"""How long the places of gateways are kept."""
_ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?")
_ALL_SECONDS = 30
"""Longest wait for all gateways together. One that is slower is left out."""


class AllGateways:
    """The requests of validators to every gateway. `first_url` is asked too, whatever the chain says of it.

    With `anywhere`, URLs on chain may lead into private networks, and need no TLS. On a local chain they always may.
    """

    def __init__(self, first_url: str, network: Network, account: LocalAccount, *, anywhere: bool = False) -> None:
        self._first_url = first_url.rstrip("/")
        self._anywhere = anywhere or network.addresses.chain_id == LOCAL_CHAIN_ID
        self._places: dict[str, str] = {}
        self._read_again_at = 0.0
        """When the places are read again, in seconds of time.monotonic."""
        self._slow: set[str] = set()
        """Gateways whose last answer is still on its way. They are not asked again until it has come."""
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
        """Returns the valid signatures under a report digest, by seat. Raises Unavailable if no gateway answers.

        A signature counts only if the operator of its seat made it, whoever shows it.
        """
        urls = self._urls()
        answers = self._ask(urls, lambda client, _: client.signatures(epoch, digest))
        if not answers:
            raise Unavailable(f"none of {len(urls)} gateways shows the signatures of epoch {epoch}")
        seats = self._network.validators.seats(self._network.scores.epoch(epoch).set_id)
        valid: dict[int, bytes] = {}
        for answer in answers.values():
            for seat, signature in answer.items():
                if seat not in valid and _signed(seats, seat, digest, signature):
                    valid[seat] = signature
        return valid

    def bulletins(self, epoch: int) -> list[SeatSignature]:
        """Returns the signatures on all bulletins of an epoch, unchecked. A gateway that does not answer is left out."""
        answers = self._ask(self._urls(), lambda client, _: client.bulletin(epoch))
        return [row for answer in answers.values() for row in answer[:_BULLETIN_ROWS]]

    def _entries(self, epoch: int) -> tuple[dict[int, list[Entry]], list[str]]:
        """The entries by batch number, and the gateways that do not answer. A gateway speaks for its own batches only.

        Each is asked with a signature for its account on chain, so that none can use it at another one. Each URL is asked
        once: if several gateways name it, for the one among them that it says it is.
        """
        batches = self._network.batches
        posted = [batch for batch in batches.batches_of(epoch) if batch.gateway != batches.address]
        gateway_of = {batch.number: batch.gateway for batch in posted}
        records = Counter[Address]()
        for batch in posted:
            records[batch.gateway] += batch.count
        named: dict[str, list[Address]] = defaultdict(list)
        for gateway in records:
            named[self._url_of(gateway)].append(gateway)

        def ask(client: GatewayClient, url: str) -> tuple[Address, dict[int, list[Entry]]]:
            gateway = _gateway_at(client, url, named[url])
            # An answer may hold as many bytes as the gateway's records need, so a flood ends early.
            return gateway, client.entries(epoch, gateway, records[gateway])

        answers = self._ask({url: url for url in named}, ask).values()
        entries = {
            number: listed
            for gateway, served in answers
            for number, listed in served.items()
            if gateway_of.get(number) == gateway
        }
        return entries, sorted(records.keys() - {gateway for gateway, _ in answers})

    def _urls(self) -> dict[str, str]:
        """The URLs of all gateways with a place. To read them takes a request per place, so they are kept for a while."""
        if time.monotonic() >= self._read_again_at:
            holders = [self._url_of(holder) for holder in self._network.gateways.holders()]
            self._places = {url: url for url in (self._first_url, *holders) if url}
            self._read_again_at = time.monotonic() + _PLACES_SECONDS
        return self._places

    def _url_of(self, gateway: Address) -> str:
        """The URL that a gateway wrote, or ours for one that wrote none that may be asked."""
        url = self._network.gateways.url_of(gateway).rstrip("/")
        return url if may_ask(url, anywhere=self._anywhere) else self._first_url

    def _ask(self, urls: Mapping[K, str], ask: Callable[[GatewayClient, K], T]) -> dict[K, T]:
        """Asks gateways at once, by any key. Returns the answers by key; one that fails is left out and logged."""
        ready = {key: url for key, url in urls.items() if url not in self._slow}
        tasks = {key: partial(self._answer, ask, key, url) for key, url in ready.items()}
        self._slow.update(ready.values())
        results = at_once(tasks, _ALL_SECONDS, _AT_ONCE)
        for key, url in urls.items():
            problem = results.get(key, "it is slow")
            if isinstance(problem, Exception | str):
                unexpected = problem if not isinstance(problem, KulaError | str) else None
                get_logger("gateways").warning("no answer", gateway=url, problem=str(problem), exc_info=unexpected)
        return {key: one for key, one in results.items() if not isinstance(one, Exception)}

    def _answer(self, ask: Callable[[GatewayClient, K], T], key: K, url: str) -> T:
        try:
            return ask(self._client(url), key)
        finally:
            self._slow.discard(url)

    def _client(self, url: str) -> GatewayClient:
        if url not in self._clients:
            outside = url != self._first_url and not self._anywhere
            self._clients[url] = GatewayClient(url, self._network, self._account, _SECONDS, outside=outside)
        return self._clients[url]


def may_ask(url: str, *, anywhere: bool) -> bool:
    """Tells whether a URL that a stranger wrote may be asked: HTTPS, by a public name or address.

    With `anywhere`, HTTP and any host may be asked too.
    """
    try:
        parts = urlparse(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or parts.query or parts.fragment:
        return False
    if anywhere:
        return True
    if parts.scheme != "https":
        return False
    try:
        return is_public(host)
    except ValueError:
        return host != "localhost" and "." in host


def origin_to_ask(url: str, *, anywhere: bool) -> str:
    """Returns the origin of a URL that a stranger wrote, or an empty string if it may not be asked.

    It has only characters that cannot end a word or a directive of a Content-Security-Policy.
    """
    if not may_ask(url, anywhere=anywhere):
        return ""
    parts = urlparse(url)
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    return origin if _ORIGIN.fullmatch(origin) else ""


def _gateway_at(client: GatewayClient, url: str, named_by: list[Address]) -> Address:
    """The gateway that answers at a URL, of those that name it. Raises Unavailable if it says that it is none of them."""
    if len(named_by) == 1:
        return named_by[0]
    gateway = client.said_account()
    if gateway not in named_by:
        raise Unavailable(f"{url} says that it is {gateway}, which is none of the {len(named_by)} that name it")
    return gateway


def _signed(seats: list[Seat], seat: int, digest: bytes, signature: bytes) -> bool:
    return 0 <= seat < len(seats) and has_signed(seats[seat].operator, digest, signature)
