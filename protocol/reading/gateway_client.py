"""Clients of a gateway: its public HTTP API, and the paths that need a signed request.

A gateway is a stranger. Its answers are bounded in bytes and in time, and each passes one shape before anything is read of it.
"""

import base64
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlparse

from kula.protocol.canonical import loads_strict, require_few_values
from kula.protocol.errors import MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.reading.bounded_http import Request, ask, fetch
from kula.protocol.records.entry import MAX_ENTRY_BYTES, Entry, entry_from_json
from kula.protocol.shapes import Shape, account, decimal, fields, hexadecimal, many, number, optional, text
from kula.protocol.signatures import SIGNATURE_BYTES, SigningDomain, access_digest, sign
from kula.protocol.types import MAX_BATCHES, MAX_RECORDS, Address

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from kula.protocol.chain.network import Network

SCHEME = "Kula"
ACCESS_SECONDS = 120
"""How long a signed request is valid, in seconds of block time."""
MAX_ANSWER_BYTES = 2**22
"""Most bytes of an answer, if the caller sets no other limit. The leaves of a full epoch take 1.2 MB."""
_SECONDS = 60
_MOST_SIGNATURES = 4_096
_MOST_ERASED = 4_096
_MOST_PROBLEM = 1_000
"""Most characters of a gateway's problem that are repeated."""

T = TypeVar("T")

_said_account = fields(lambda gateway: gateway, gateway=account)
_batch = fields(
    lambda number, entries: (number, list(entries)), number=number(64), entries=many(entry_from_json, MAX_RECORDS)
)
_entries = fields(lambda batches: dict(batches), batches=many(_batch, MAX_BATCHES))
_signature = fields(
    lambda seat, digest, signature: (seat, digest, signature),
    seat=number(8),
    digest=hexadecimal(32),
    signature=hexadecimal(SIGNATURE_BYTES),
)
_bulletin = fields(lambda signatures: signatures, signatures=many(_signature, _MOST_SIGNATURES))
_erased = fields(lambda rows, last: (rows, last), rows=many(hexadecimal(32), _MOST_ERASED), last=number(31))
_text = optional(text(_MOST_PROBLEM))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSignature:
    """One seat's signature under one report, as a gateway shows it, with what the report's digest covers."""

    seat: int
    attempt: int
    parent: bytes
    root: bytes
    files: bytes
    sum_credit: int
    signature: bytes


_hash = hexadecimal(32)
_seat_signature = fields(
    lambda **row: row,
    seat=number(8),
    parent=_hash,
    root=_hash,
    files=_hash,
    sum_credit=number(64),
    signature=hexadecimal(SIGNATURE_BYTES),
)
_seat_signatures = fields(
    lambda attempt, signatures: [SeatSignature(attempt=attempt, **row) for row in signatures],
    attempt=number(32),
    signatures=many(_seat_signature, _MOST_SIGNATURES),
)
_problem = fields(lambda type, detail: (type, detail), type=_text, detail=_text)
_openai_problem = fields(
    lambda error: error, error=optional(fields(lambda code, message: (code, message), code=_text, message=_text))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayFacts:
    """What a gateway says before a client's first signature. Who knows the chain compares it."""

    chain_id: int
    gateway: Address
    origin: str
    now: int
    """Block time, in seconds."""
    grants: Address
    token: Address | None
    transfer_fee: int
    """In the token's smallest unit."""


_addresses = fields(lambda grants, token: (grants, token), grants=account, token=optional(account))
_facts = fields(
    lambda addresses, transfer_fee, **others: GatewayFacts(
        grants=addresses[0], token=addresses[1], transfer_fee=transfer_fee or 0, **others
    ),
    chain_id=number(64),
    gateway=account,
    origin=text(_MOST_PROBLEM),
    now=number(63),
    addresses=_addresses,
    transfer_fee=optional(decimal(256)),
)


def facts_of(answer: Any) -> GatewayFacts:
    """Reads the answer of GET /v1/network. Raises MalformedInput with the field that is wrong."""
    return _facts(answer, "the gateway's answer")


class GatewayApi:
    """A client of a gateway's HTTP API. It sends and returns JSON, and turns every failure into a KulaError.

    `seconds` is the most time that one request takes, from its first byte to the last one of the answer. With `outside`,
    a URL that leads into a private network is not asked.
    """

    def __init__(self, url: str, seconds: float = _SECONDS, *, outside: bool = False) -> None:
        self.url = url.rstrip("/")
        self._seconds = seconds
        self._outside = outside

    def get(self, path: str, most: int = MAX_ANSWER_BYTES, **headers: str) -> dict[str, Any]:
        """Returns what the gateway serves at a path, of at most `most` bytes. Raises the same errors as `post`."""
        return self._ask("GET", path, most=most, headers=headers)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sends a body and returns the answer.

        Raises RefusedByPolicy with the slug of the gateway's problem. Raises Unavailable if there is no answer, or if
        the answer is too large, too slow or no strict JSON object.
        """
        return self._ask("POST", path, json=body)

    def read(self, path: str, shape: Shape[T], most: int = MAX_ANSWER_BYTES, **headers: str) -> T:
        """Returns what the gateway serves at a path, in this shape. Raises only Unavailable, also for a refusal."""
        request = self.request("GET", path, most, headers=headers)
        try:
            status, raw = ask(request)
            require_few_values(raw)
            return shape(self._read(request, status, raw), "answer")
        except MalformedInput as error:
            raise Unavailable(f"the gateway {self.url} answers GET {path} in another form: {error}") from error
        except RefusedByPolicy as refused:
            raise Unavailable(str(refused)) from refused

    async def fetch(
        self, method: str, path: str, body: dict[str, Any] | None = None, seconds: float = 0.0, **headers: str
    ) -> dict[str, Any]:
        """Does what `get` and `post` do, for callers with an event loop. `seconds` replaces the client's own, if it is not 0."""
        content = {} if body is None else {"json": body}
        request = self.request(method, path, MAX_ANSWER_BYTES, headers=headers, **content)
        request = replace(request, seconds=seconds or request.seconds)
        return self._read(request, *await fetch(request))

    def request(self, method: str, path: str, most: int = MAX_ANSWER_BYTES, **options: Any) -> Request:
        """Returns a request to the gateway, with the budgets of this client."""
        url = f"{self.url}{path}"
        return Request(method, url, most=most, seconds=self._seconds, options=options, outside=self._outside)

    def _ask(self, method: str, path: str, most: int = MAX_ANSWER_BYTES, **options: Any) -> dict[str, Any]:
        request = self.request(method, path, most, **options)
        return self._read(request, *ask(request))

    def _read(self, request: Request, status: int, raw: bytes) -> dict[str, Any]:
        try:
            return answer_of(status, raw)
        except MalformedInput as error:
            raise Unavailable(f"{request.url} does not answer {request.method} ({status}): {error}") from error


class GatewayClient:
    """The requests of validators and curators to a gateway, signed by their account.

    Raises only Unavailable, also for a refusal. The caller tries again while the epoch's phase lasts.
    """

    def __init__(
        self,
        url: str,
        network: "Network",
        account: "LocalAccount",
        seconds: float = _SECONDS,
        *,
        outside: bool = False,
    ) -> None:
        self._api = GatewayApi(url, seconds, outside=outside)
        self._network = network
        self._account = account

    def entries(self, epoch: int, gateway: Address | None = None, records: int = MAX_RECORDS) -> dict[int, list[Entry]]:
        """Returns an epoch's entries by batch number. `records` bounds the answer: how many the gateway posted.

        `gateway` is the gateway's account, for which we sign. Without it, we ask the gateway, and refuse an account that
        has another URL on chain: whoever names it would use our signature there.
        """
        path = f"/v1/epochs/{epoch}/entries"
        header = authorization(
            self._network.signing,
            self._account,
            gateway=gateway or self.said_account(),
            path=urlparse(self._api.url).path + path,
            now=self._network.connection.newest_time(),
        )
        most = MAX_ENTRY_BYTES * (1 + records)
        return self._api.read(path, _entries, most, authorization=header)

    def post_signature(self, epoch: int, body: dict[str, Any]) -> None:
        """Sends our signature under a report, for the other validators to read."""
        try:
            self._api.post(f"/v1/epochs/{epoch}/signatures", body)
        except RefusedByPolicy as refused:
            raise Unavailable(str(refused)) from refused

    def signatures(self, epoch: int, digest: bytes) -> dict[int, bytes]:
        """Returns the signatures under a report digest, by seat."""
        rows = self._api.read(f"/v1/epochs/{epoch}/signatures", _bulletin)
        return {seat: signature for seat, signed, signature in rows if signed == digest}

    def bulletin(self, epoch: int) -> list[SeatSignature]:
        """Returns what the gateway shows of the signatures under reports. Nobody has checked yet who signed them."""
        return self._api.read(f"/v1/epochs/{epoch}/signatures", _seat_signatures)

    def erased_rows(self, after: int = 0) -> tuple[tuple[bytes, ...], int]:
        """Returns ids of dataset rows whose records the gateway has erased, and the number after which more may come."""
        return self._api.read(f"/v1/erasures?after={after}", _erased)

    def said_account(self) -> Address:
        """Returns the account that the gateway gives as its own, unless the chain contradicts it."""
        gateway = self._api.read("/v1/network", _said_account)
        on_chain = self._network.gateways.url_of(gateway).rstrip("/")
        if on_chain not in ("", self._api.url):
            raise Unavailable(f"{self._api.url} says that it is {gateway}, which is {on_chain} on chain; ask there")
        return gateway


def answer_of(status: int, raw: bytes) -> dict[str, Any]:
    """Returns the object in an answer. Raises MalformedInput if there is none, or RefusedByPolicy with the problem in it."""
    body = loads_strict(raw)
    if not isinstance(body, dict):
        raise MalformedInput("body", "is no object")
    if 200 <= status < 300:
        return body
    # Chats give the problem in OpenAI's form.
    slug, detail = _openai_problem(body, "problem") or _problem(body, "problem")
    raise RefusedByPolicy((slug or "unknown").rsplit("/", 1)[-1], f"the gateway answers {status}: {detail}")


def authorization(domain: SigningDomain, account: "LocalAccount", *, gateway: Address, path: str, now: int) -> str:
    """Returns the Authorization header for a GET of `path` at the gateway with this account, and at no other one.

    It is valid for ACCESS_SECONDS from `now` (block time, seconds).
    """
    deadline = now + ACCESS_SECONDS
    signature = sign(access_digest(domain, Address(account.address), gateway, path, deadline), bytes(account.key))
    access = json.dumps({"account": account.address, "deadline": deadline, "signature": hex0(signature)})
    return f"{SCHEME} {base64.urlsafe_b64encode(access.encode()).decode()}"
