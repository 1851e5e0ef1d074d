"""One owner and one session key at one gateway: the consent between them, signing, sending, and checking receipts."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from eth_utils.address import is_address, to_checksum_address
from eth_utils.crypto import keccak

from kula.node.contributor.consent import Consent, Request
from kula.node.contributor.key import HasKey, Key
from kula.node.contributor.lies import GatewayLied, require_receipt
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import hex0, unhex, unhex_up_to
from kula.protocol.reading.gateway_client import GatewayApi, GatewayFacts, facts_of
from kula.protocol.records.content import Content, parse_content
from kula.protocol.records.entry import (
    MAX_GRANT_SIGNATURE,
    correction_hashes,
    grant_to_json,
    record_from_json,
    record_to_json,
)
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.records.receipt import ChainView
from kula.protocol.shapes import account, fields, hexadecimal, many, number
from kula.protocol.signatures import SIGNATURE_BYTES, SigningDomain, record_hash, revoke_digest, sign, typed_data
from kula.protocol.types import DEFAULT_LICENCE, ZERO_HASH, Address

if TYPE_CHECKING:
    from kula.protocol.chain.network import Network

_SECONDS = 120
"""Longest wait for one answer, in seconds. The served model may be slow."""
_MOST_KEYS = 1_000
_CLOCK_SECONDS = 5
"""How long the gateway's word on block time is used. Records that are signed meanwhile say that they are that much older."""


_key = fields(
    lambda grant, **row: {**row, "grant": hex0(grant)},
    key=account,
    grant=hexadecimal(32),
    pay_to=account,
    expiry=number(63),
    revoked_in=number(63),
)
_keys = fields(lambda keys: keys, keys=many(_key, _MOST_KEYS))
_relayed = fields(lambda transaction: transaction, transaction=hexadecimal(32))


@dataclass(frozen=True)
class Sent:
    """A record for which the gateway gave a receipt. Keep its `row`: it proves the promise."""

    record: str
    seq: int
    salt: str
    receipt: dict[str, Any]
    leaf: dict[str, str]
    """What the record's leaf covers beside the receipt: the payee, and the hash of both signatures."""
    body: dict[str, Any] = field(repr=False)
    """What was signed and sent."""

    @property
    def row(self) -> dict[str, Any]:
        """The receipt as a line of a file of receipts, which `kula receipts` and `accuse` read."""
        return {"salt": self.salt, **self.leaf, **self.receipt}


@dataclass(frozen=True)
class Corrected(Sent):
    """A correction for which the gateway gave a receipt."""

    talk: list[dict[str, Any]]
    """The talk from the corrected answer on, with its proof. Add a user's message to it to go on."""


class Session:
    """An owner with one session key at one gateway.

    Its methods raise what those of AsyncContributor raise.
    """

    def __init__(
        self,
        gateway: str,
        owner: "str | bytes | HasKey",
        session: "str | bytes | HasKey | None" = None,
        network: "Network | None" = None,
        *,
        consent: Consent | None = None,
    ) -> None:
        """`owner` is a private key, or the address of a person who signs in a wallet of their own.

        Without `session`, a new key signs the records. With `network`, receipts are compared with the chain too.
        `consent` is the owner's grant to the session key, from an earlier run. Raises MalformedInput for a `gateway` that
        is no URL, and for an `owner` that is no account.
        """
        self.api = GatewayApi(url_of(gateway), _SECONDS)
        self.network = network
        self.owner_key = None if isinstance(owner, str) and is_address(owner) else _key_of("owner", owner)
        self.owner = self.owner_key.address if self.owner_key else Address(to_checksum_address(str(owner)))
        self.session = Key.new() if session is None else Key.of(session)
        self.key = self.session.address
        self.consent = consent
        self._facts: GatewayFacts | None = None
        self._asked_at = 0.0
        self._requests: dict[tuple[str, Address], Request] = {}
        """The first request for each licence and payee."""

    async def facts(self) -> GatewayFacts:
        """Returns what the gateway says of itself. Block time in it is at most _CLOCK_SECONDS old."""
        if not self._facts or time.monotonic() - self._asked_at > _CLOCK_SECONDS:
            await self.refresh_clock()
        assert self._facts
        return self._facts

    async def refresh_clock(self) -> int:
        """Asks the gateway for block time (seconds), for example after somebody has moved the chain's clock. Returns it."""
        facts = facts_of(await self.api.fetch("GET", "/v1/network"))
        before = self._facts
        if before and _identity(before) != _identity(facts):
            problem = f"it was {_identity(before)} and now says that it is {_identity(facts)}"
            raise GatewayLied(self.api.url, problem, "Ask who runs it before you send more.")
        self._facts, self._asked_at = facts, time.monotonic()
        return facts.now

    async def domain(self) -> SigningDomain:
        """Returns the deployment for which this contributor signs."""
        facts = await self.facts()
        return SigningDomain(facts.chain_id, facts.grants)

    @property
    def pay_to(self) -> Address:
        """Who is paid for the records that are signed now: the owner, unless a grant named another account."""
        return self.consent.grant.pay_to if self.consent else self.owner

    async def request(
        self, licences: tuple[str, ...] = (DEFAULT_LICENCE,), max_per_epoch: int = 1_000, pay_to: str = ""
    ) -> Request:
        """Returns the grant that an owner signs in a wallet, so that this session key may sign records for a year.

        `pay_to` is the account that is paid for the records signed from then on; empty leaves who is paid now.
        """
        facts = await self.facts()
        grant = new_grant(
            self.owner,
            self.key,
            licences=licences,
            origin=facts.origin,
            now=facts.now,
            max_per_epoch=max_per_epoch,
            pay_to=address_of("pay_to", pay_to) if pay_to else self.pay_to,
        )
        return Request(await self.domain(), grant)

    async def grant(
        self, licences: tuple[str, ...] = (DEFAULT_LICENCE,), max_per_epoch: int = 1_000, pay_to: str = ""
    ) -> str:
        """Signs and sends one grant for the session key. Returns its digest. It takes what `request` takes.

        Raises MalformedInput if the owner signs elsewhere: use `request`, the wallet, and `agree`.
        """
        return await self._grant(await self.request(licences, max_per_epoch, pay_to))

    async def session_keys(self) -> list[dict[str, Any]]:
        """Returns the owner's session keys that this gateway knows, on all devices.

        Each has `key`, the hash of its `grant`, `pay_to`, `expiry` (block time, seconds) and `revoked_in`: the epoch of
        its end on chain, or 0.
        """
        return list(_keys(await self.api.fetch("GET", f"/v1/accounts/{self.owner}/keys"), "the list of keys"))

    async def revocation(self, key: str) -> dict[str, Any]:
        """Returns the document of `eth_signTypedData_v4` with which an owner ends a session key in a wallet."""
        return typed_data(await self.domain(), "Revoke", {"owner": self.owner, "key": address_of("key", key)})

    async def revoke(self, key: str, signature: bytes = b"") -> str:
        """Ends a session key on chain, without gas: the gateway relays the owner's word. Returns the transaction's hash.

        `signature` is the owner's from a wallet, under `revocation`. Without it the owner's key signs.
        """
        ended = address_of("key", key)
        if not signature:
            if not self.owner_key:
                raise MalformedInput(
                    "owner", "signs in a wallet: let it sign `revocation(key)`, and pass the signature"
                )
            signature = sign(revoke_digest(await self.domain(), self.owner, ended), self.owner_key.key)
        body = {"owner": self.owner, "key": ended, "signature": hex0(signature)}
        answer = await self.api.fetch("POST", "/v1/revocations", body)
        return hex0(_relayed(answer, "the gateway's answer"))

    async def _grant(self, request: Request) -> str:
        if not self.owner_key:
            raise MalformedInput("owner", "signs in a wallet: let it sign `request()`, then call `agree`")
        return await self.agree(request, sign(request.digest, self.owner_key.key))

    async def agree(self, request: Request, signature: bytes) -> str:
        """Sends a grant that the owner signed. Returns its digest. `consent` is worth keeping afterwards."""
        body = {"grant": grant_to_json(request.grant), "signature": hex0(signature)}
        kept = await self.api.fetch("POST", "/v1/grants", body)
        # Leaves cover the signature in the form that the gateway keeps, such as 65 bytes for a signature of 64.
        signature = unhex_up_to(kept.get("signature"), MAX_GRANT_SIGNATURE)
        self.consent = Consent(request.grant, signature, hex0(request.digest))
        return self.consent.digest

    async def contribute(self, content: Content, licence: str = DEFAULT_LICENCE, parent: bytes = ZERO_HASH) -> Sent:
        """Signs and sends one record, after a grant if there was none.

        `parent` is the record that it is about. Without one it is the last correction from which the talk goes on.
        """
        if not self.consent or licence not in self.consent.grant.licences:
            # Whoever comes second sends the same grant, which the gateway keeps once.
            await self._grant(self._requests.setdefault((licence, self.pay_to), await self.request((licence,))))
        assert self.consent
        body = await self.signed(content, licence, parent)
        receipt = await self.send(body)
        signatures = keccak(self.consent.signature + unhex(body["signature"], SIGNATURE_BYTES))
        leaf = {"pay_to": self.consent.grant.pay_to, "signatures_hash": hex0(signatures)}
        return Sent(receipt["record"], receipt["seq"], body["salt"], receipt, leaf, body)

    async def signed(
        self, content: Content, licence: str = DEFAULT_LICENCE, parent: bytes = ZERO_HASH
    ) -> dict[str, Any]:
        """Returns the signed body of POST /v1/records for a content. Needs a grant."""
        facts, domain = await self.facts(), await self.domain()
        corrections = correction_hashes(domain, parse_content(content), self.owner)
        if corrections and parent == ZERO_HASH:
            parent = corrections[-1]
        new = new_record(self.owner, content, licence, parent, now=facts.now)
        signature = sign(record_hash(domain, new.record), self.session.key)
        return {
            "record": record_to_json(new.record),
            "grant": self.consent.digest if self.consent else "",
            "signature": hex0(signature),
            "salt": hex0(new.salt),
            "content": content,
        }

    async def send(self, body: dict[str, Any]) -> dict[str, Any]:
        """Sends a signed body and returns the receipt. The same body always gets the same receipt."""
        answer = await self.api.fetch("POST", "/v1/records", body)
        domain, facts = await self.domain(), await self.facts()
        record = record_hash(domain, record_from_json(body["record"]))
        view = self._chain_view(facts)
        require_receipt(self.api.url, domain, answer, gateway=facts.gateway, record=record, chain=view)
        return answer

    def _chain_view(self, facts: GatewayFacts) -> ChainView | None:
        """What the chain says of the gateway, if we can read the chain."""
        if not self.network:
            return None
        batches = self.network.batches
        return ChainView(next_seq=batches.next_seq(facts.gateway), epoch=batches.current())


def _key_of(field: str, value: "str | bytes | HasKey") -> Key:
    try:
        return Key.of(value)
    except MalformedInput as error:
        wanted = "must be a kula.Key, a private key (0x and 64 hexadecimal digits), or the account of a wallet"
        raise MalformedInput(field, wanted) from error


def address_of(field: str, value: str) -> Address:
    """Returns an account that a caller wrote. Raises MalformedInput with the `field` that holds none."""
    if not is_address(value):
        raise MalformedInput(field, "must be an account: 0x and 40 hexadecimal digits")
    return Address(to_checksum_address(value))


def url_of(gateway: str) -> str:
    """Returns a gateway's URL without a slash at its end. Raises MalformedInput for what is none."""
    try:
        parts = urlparse(gateway)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname)
    except (ValueError, AttributeError, TypeError):
        is_url = False
    if not is_url or gateway.rstrip("/").endswith("/v1"):
        raise MalformedInput("gateway", "must be a URL such as http://127.0.0.1:8000, and end before /v1")
    return gateway.rstrip("/")


def hash_of(record: str | Sent) -> bytes:
    """Returns the hash of what was sent, or of a record by its 0x text. Raises MalformedInput."""
    try:
        return unhex(record.record if isinstance(record, Sent) else record, 32)
    except MalformedInput as error:
        raise MalformedInput("record", "must be what was sent, or its hash: 0x and 64 hexadecimal digits") from error


def _identity(facts: GatewayFacts) -> str:
    return f"gateway {facts.gateway} on chain {facts.chain_id} with Grants at {facts.grants}"
