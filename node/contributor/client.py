"""A contributor as a program: sends grants, signed records and chats to a gateway. web/ does the same in TypeScript."""

import time
from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from kula.protocol.chain.network import Network
from kula.protocol.hex import hex0, unhex
from kula.protocol.reading.gateway_client import GatewayApi, facts_of
from kula.protocol.records.content import Content
from kula.protocol.records.entry import grant_to_json, record_from_json, record_to_json
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.records.receipt import ChainView, check_receipt
from kula.protocol.signatures import SIGNATURE_BYTES, SigningDomain, grant_digest, record_hash, sign
from kula.protocol.types import DEFAULT_LICENCE, ZERO_HASH, Address

_SECONDS = 120
"""Longest wait for one answer, in seconds. The served model may be slow."""
_CLOCK_SECONDS = 5
"""How long the gateway's word on block time is used. Records that are signed meanwhile say that they are that much older."""


@dataclass(frozen=True)
class Sent:
    """A record for which the gateway gave a receipt."""

    record: str
    seq: int
    salt: str
    receipt: dict[str, Any]
    leaf: dict[str, str]
    """What the record's leaf covers beside the receipt: the payee, and the hash of both signatures."""


class Contributor:
    """An owner with one session key at one gateway. Every method raises the same errors as GatewayApi.

    With `network`, receipts are compared with the chain too.
    """

    def __init__(
        self, gateway: str, owner: LocalAccount, session: LocalAccount, network: Network | None = None
    ) -> None:
        self._gateway = GatewayApi(gateway, _SECONDS)
        self._network = network
        self.owner = Address(owner.address)
        self.key = Address(session.address)
        self._owner_key = bytes(owner.key)
        self._session_key = bytes(session.key)
        facts = facts_of(self._gateway.get("/v1/network"))
        self.domain = SigningDomain(facts.chain_id, facts.grants)
        self._gateway_account = facts.gateway
        self._origin = facts.origin
        self._block_time = facts.now
        self._asked_at = time.monotonic()
        self._grant = ""
        self._grant_signature = b""

    def grant(self, licences: tuple[str, ...] = (DEFAULT_LICENCE,), max_per_epoch: int = 1_000) -> str:
        """Signs and sends one grant for the session key. Returns its digest."""
        grant = new_grant(
            self.owner,
            self.key,
            licences=licences,
            origin=self._origin,
            now=self._now(),
            max_per_epoch=max_per_epoch,
        )
        signature = sign(grant_digest(self.domain, grant), self._owner_key)
        body = {"grant": grant_to_json(grant), "signature": hex0(signature)}
        self._grant_signature = signature
        self._grant = self._gateway.post("/v1/grants", body)["grant"]
        return self._grant

    def contribute(self, content: Content, licence: str = DEFAULT_LICENCE, parent: bytes = ZERO_HASH) -> Sent:
        """Signs and sends one record. Raises RefusedByPolicy with the problem's slug if the gateway refuses it."""
        body = self.signed(content, licence, parent)
        receipt = self.send(body)
        signatures = keccak(self._grant_signature + unhex(body["signature"], SIGNATURE_BYTES))
        leaf = {"pay_to": self.owner, "signatures_hash": hex0(signatures)}
        return Sent(receipt["record"], receipt["seq"], body["salt"], receipt, leaf)

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        """Sends a signed body and returns the receipt. The same body always gets the same receipt.

        Raises IntegrityError for a receipt that could not be used against the gateway.
        """
        answer = self._gateway.post("/v1/records", body)
        record = record_hash(self.domain, record_from_json(body["record"]))
        check_receipt(self.domain, answer, gateway=self._gateway_account, record=record, chain=self._chain_view())
        return answer

    def _chain_view(self) -> ChainView | None:
        """What the chain says of the gateway, if we can read the chain."""
        if not self._network:
            return None
        batches = self._network.batches
        return ChainView(next_seq=batches.next_seq(self._gateway_account), epoch=batches.current())

    def signed(self, content: Content, licence: str = DEFAULT_LICENCE, parent: bytes = ZERO_HASH) -> dict[str, Any]:
        """Returns the signed body of POST /v1/records for a content."""
        new = new_record(self.owner, content, licence, parent, now=self._now())
        signature = sign(record_hash(self.domain, new.record), self._session_key)
        return {
            "record": record_to_json(new.record),
            "grant": self._grant,
            "signature": hex0(signature),
            "salt": hex0(new.salt),
            "content": content,
        }

    def chat(self, messages: list[dict[str, Any]], max_tokens: int = 64) -> dict[str, Any]:
        """Asks the served model. The returned assistant message carries the gateway's signed answer."""
        body = {"messages": messages, "max_tokens": max_tokens, "kula": {"key": self.key}}
        completion = self._gateway.post("/v1/chat/completions", body)
        [choice] = completion["choices"]
        signed = {"answer": choice["kula"]["answer"]} if "kula" in choice else {}
        return {**choice["message"], **signed}

    def status(self, record: str) -> dict[str, Any]:
        """Returns the status of a record, by its hash as 0x text."""
        return self._gateway.get(f"/v1/records/{record}")

    def refresh_clock(self) -> None:
        """Asks the gateway for block time, for example after somebody has moved the chain's clock."""
        self._block_time, self._asked_at = facts_of(self._gateway.get("/v1/network")).now, time.monotonic()

    def _now(self) -> int:
        """Returns block time in seconds, as the gateway gave it at most _CLOCK_SECONDS ago."""
        if time.monotonic() - self._asked_at > _CLOCK_SECONDS:
            self.refresh_clock()
        return self._block_time
