"""A contributor as a program: grants, signed records, chats. What the page does in TypeScript, in Python."""

import secrets
from dataclasses import dataclass
from typing import Any

import httpx
from eth_account.signers.local import LocalAccount

from kula.protocol.encoding import commitment
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.records.content import Content, canonical_bytes, parse_content
from kula.protocol.records.entry import grant_to_json, record_to_json
from kula.protocol.signatures import SigningDomain, grant_digest, record_hash, sign
from kula.protocol.types import ZERO_HASH, Address, Grant, Record

_SECONDS = 120
_YEAR = 365 * 86_400


@dataclass(frozen=True)
class Sent:
    """A record that was acknowledged."""

    record: str
    seq: int
    salt: str
    receipt: dict[str, Any]


class Contributor:
    """An owner with one session key at one gateway."""

    def __init__(self, gateway: str, owner: LocalAccount, session: LocalAccount) -> None:
        self._http = httpx.Client(base_url=gateway, timeout=_SECONDS)
        self.owner = Address(owner.address)
        self.key = Address(session.address)
        self._owner_key = bytes(owner.key)
        self._session_key = bytes(session.key)
        network = self._ask("GET", "/v1/network")
        self.domain = SigningDomain(network["chain_id"], Address(network["addresses"]["grants"]))
        self._origin = network["origin"]
        self._now = int(network["now"])
        self._grant = ""

    def grant(self, licences: tuple[str, ...] = ("CC-BY-4.0",), max_per_epoch: int = 1_000) -> str:
        """Sign and send one grant for the session key; returns its hash."""
        grant = Grant(
            owner=self.owner,
            key=self.key,
            pay_to=self.owner,
            licences=licences,
            origin=self._origin,
            max_per_epoch=max_per_epoch,
            expiry=self._now + _YEAR,
            nonce=secrets.randbits(64),
        )
        signature = sign(grant_digest(self.domain, grant), self._owner_key)
        body = {"grant": grant_to_json(grant), "signature": hex0(signature)}
        self._grant = self._ask("POST", "/v1/grants", body)["grant"]
        return self._grant

    def contribute(self, content: Content, licence: str = "CC-BY-4.0", parent: bytes = ZERO_HASH) -> Sent:
        """Sign and send one record. Raises RefusedByPolicy with the problem's slug when the gateway refuses it."""
        body = self.signed(content, licence, parent)
        receipt = self.send(body)
        return Sent(receipt["record"], receipt["seq"], body["salt"], receipt)

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send a signed body; returns the receipt. Sent again, the same body gets the same receipt."""
        return self._ask("POST", "/v1/records", body)

    def signed(self, content: Content, licence: str = "CC-BY-4.0", parent: bytes = ZERO_HASH) -> dict[str, Any]:
        """The body of POST records for a content."""
        parse_content(content)
        salt = secrets.token_bytes(32)
        record = Record(
            owner=self.owner,
            kind=content["kind"],
            commitment=commitment(salt, canonical_bytes(content)),
            licence=licence,
            parent=parent,
            nonce=secrets.randbits(64),
        )
        signature = sign(record_hash(self.domain, record), self._session_key)
        return {
            "record": record_to_json(record),
            "grant": self._grant,
            "signature": hex0(signature),
            "salt": hex0(salt),
            "content": content,
        }

    def chat(self, messages: list[dict[str, Any]], max_tokens: int = 64) -> dict[str, Any]:
        """Ask the served model; the returned assistant message carries the gateway's signed answer."""
        body = {"messages": messages, "max_tokens": max_tokens, "kula": {"key": self.key}}
        answer = self._ask("POST", "/v1/chat/completions", body)
        message = answer["choices"][0]["message"]
        return {**message, "answer": answer["kula"]["answer"]} if "kula" in answer else message

    def status(self, record: str) -> dict[str, Any]:
        """Where a record stands."""
        return self._ask("GET", f"/v1/records/{record}")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise Unavailable(f"gateway: {error}") from error
        if answer.status_code >= 400:
            problem = answer.json()
            slug = str(problem.get("type", "")).rsplit("/", 1)[-1]
            raise RefusedByPolicy(slug or "unknown", f"{answer.status_code} {problem.get('detail', '')}")
        return answer.json()
