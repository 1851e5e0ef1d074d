"""Taking records in: every check that a record must pass before it is acknowledged, and the receipt. One transaction a record."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from eth_account.signers.local import LocalAccount
from sqlalchemy.exc import IntegrityError as UniqueBroken

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import GrantRow, RecordRow
from kula.node.gateway.problems import Problem
from kula.node.gateway.receipts import EPOCHS_TO_POST, signer
from kula.protocol.encoding import commitment
from kula.protocol.encryption import encrypt
from kula.protocol.errors import InvalidSignature, MalformedInput
from kula.protocol.hex import hex0, unhex, unhex_up_to
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.records.content import canonical_bytes, parse_content
from kula.protocol.records.entry import (
    MAX_GRANT_SIGNATURE,
    Registered,
    check_scope,
    grant_from_json,
    grant_to_json,
    is_import,
    record_from_json,
    record_to_json,
    require_grant,
)
from kula.protocol.signatures import (
    SigningDomain,
    grant_digest,
    record_hash,
    require_signer,
)
from kula.protocol.types import LICENCES, ZERO_ADDRESS, Address, Grant, Record

T = TypeVar("T")

_RECORD_FIELDS = {"record", "grant", "signature", "salt", "content"}
_GRANT_FIELDS = {"grant", "signature"}


class ChainView:
    """The few facts of the chain that intake needs, read through the caller's functions."""

    def __init__(
        self,
        epoch: Callable[[], int],
        now: Callable[[], int],
        revoked: Callable[[Address, Address], int],
        registered: Registered,
    ) -> None:
        self.epoch = epoch
        self.now = now
        self.revoked = revoked
        self.registered = registered


class Intake:
    """What POST grants and POST records do."""

    def __init__(
        self,
        repository: Repository,
        domain: SigningDomain,
        account: LocalAccount,
        chain: ChainView,
        origin: str,
    ) -> None:
        self._repository = repository
        self._domain = domain
        self._account = account
        self._chain = chain
        self._origin = origin

    def add_grant(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        """Verify and keep a grant; returns its hash and whether it is new."""
        _require_exactly(body, _GRANT_FIELDS)
        grant = _parsed("grant", lambda: grant_from_json(body["grant"]))
        if not isinstance(body["grant"], dict) or set(body["grant"]) != set(grant_to_json(grant)):
            raise MalformedInput("grant", "holds other fields than the EIP-712 type Grant")
        signature = unhex_up_to(body["signature"], MAX_GRANT_SIGNATURE)
        digest = grant_digest(self._domain, grant)
        require_grant(self._domain, grant, signature, self._chain.registered)
        self._check_grant(grant)
        row = GrantRow(
            hash=hex0(digest),
            owner=grant.owner,
            key=grant.key,
            message=json.dumps(grant_to_json(grant)),
            signature=signature,
        )
        return hex0(digest), self._repository.add_grant(row)

    def add_record(self, body: Mapping[str, Any]) -> tuple[RecordRow, bool]:
        """Verify, encrypt and keep a record; returns its row and whether it is new.

        The same record again gives the same receipt. Raises Problem for everything else that is wrong.
        """
        _require_exactly(body, _RECORD_FIELDS)
        record = _parsed("record", lambda: record_from_json(body["record"]))
        if set(body["record"]) != set(record_to_json(record)):
            raise MalformedInput("record", "holds other fields than the EIP-712 type Record")
        grant_row = self._repository.grant(str(body["grant"]))
        if not grant_row:
            raise Problem("unknown-grant", "send the grant first", "grant")
        grant = grant_from_json(json.loads(grant_row.message))
        signature, salt = unhex(body["signature"], 65), unhex(body["salt"], 32)
        digest = record_hash(self._domain, record)
        require_signer(digest, signature, grant.key, "the record")
        known = self._repository.record_by_nonce(grant.key, str(record.nonce))
        if known:
            return self._again(known, hex0(digest)), False
        content = self._content(body["content"], record, salt, grant.key)
        self._check_allowed(grant_row.hash, grant, record)
        return self._keep(grant_row, grant, record, (digest, signature, salt), content)

    def _again(self, known: RecordRow, digest: str) -> RecordRow:
        if known.hash != digest:
            raise Problem("nonce-repeated", "draw a new random nonce", "record.nonce")
        return known

    def _content(self, content: object, record: Record, salt: bytes, key: Address) -> bytes:
        parsed = parse_content(content)
        if parsed["kind"] != record.kind:
            raise MalformedInput("content.kind", f"is {parsed['kind']}, but the record says {record.kind}")
        raw = canonical_bytes(parsed)
        if commitment(salt, raw) != record.commitment:
            raise Problem(
                "commitment-mismatch",
                "keccak256(salt ‖ canonical content) differs",
                "record.commitment",
            )
        try:
            is_import(self._domain, parsed, key, Address(self._account.address).__eq__)
        except InvalidSignature as error:
            raise Problem("invalid-signature", f"answer: {error}", "content") from error
        return raw

    def _check_grant(self, grant: Grant) -> None:
        if grant.pay_to == ZERO_ADDRESS or grant.key == ZERO_ADDRESS:
            raise MalformedInput("grant", "payTo and key must be accounts")
        if not grant.licences or not set(grant.licences) <= set(LICENCES):
            raise MalformedInput("grant.licences", f"must be some of {', '.join(LICENCES)}")
        if not 0 < grant.max_per_epoch < 2**32 or not 0 < grant.expiry < 2**64:
            raise MalformedInput("grant", "maxPerEpoch and expiry must be positive")
        if grant.origin != self._origin:
            raise Problem("foreign-origin", f"expected {self._origin}", "grant.origin")
        if grant.expiry <= self._chain.now():
            raise Problem("grant-expired", "the grant has ended", "grant.expiry")

    def _check_allowed(self, grant_hash: str, grant: Grant, record: Record) -> None:
        check_scope(grant, record)
        if grant.expiry <= self._chain.now():
            raise Problem("grant-expired", "the grant has ended", "grant")
        if self._chain.revoked(grant.owner, grant.key):
            raise Problem("key-revoked", "the owner revoked this session key", "grant")
        used = self._repository.count_in_epoch(grant_hash, self._chain.epoch())
        if used >= grant.max_per_epoch:
            raise Problem("quota-used-up", f"{used} of {grant.max_per_epoch} records in this epoch", "grant")

    def _keep(
        self,
        grant_row: GrantRow,
        grant: Grant,
        record: Record,
        signed: tuple[bytes, bytes, bytes],
        raw: bytes,
    ) -> tuple[RecordRow, bool]:
        digest, signature, salt = signed
        key, block = encrypt(raw, record.commitment)
        epoch = self._chain.epoch()
        row = RecordRow(
            hash=hex0(digest),
            owner=record.owner,
            key=grant.key,
            nonce=str(record.nonce),
            grant=grant_row.hash,
            message=json.dumps(record_to_json(record)),
            signature=signature,
            salt=salt,
            content_key=key,
            link=cid_of(block, RAW),
            block=block,
            epoch=epoch,
            last_epoch=epoch + EPOCHS_TO_POST,
        )

        try:
            return self._repository.next_record(row, signer(self._domain, self._account, digest, row.last_epoch)), True
        except UniqueBroken:
            # Two requests with one nonce at once: the other one was first.
            known = self._repository.record_by_nonce(grant.key, str(record.nonce))
            if not known:
                raise
            return self._again(known, hex0(digest)), False


def receipt_json(row: RecordRow, gateway: Address) -> dict[str, Any]:
    """A receipt as the API shows it."""
    return {
        "record": row.hash,
        "gateway": gateway,
        "seq": row.seq,
        "last_epoch": row.last_epoch,
        "signature": hex0(row.receipt),
    }


def _require_exactly(body: Mapping[str, Any], fields: set[str]) -> None:
    for name in sorted(fields - body.keys()):
        raise MalformedInput(name, "is missing")
    for name in sorted(body.keys() - fields):
        raise MalformedInput(name, "is not a field of this request")


def _parsed(field: str, parse: Callable[[], T]) -> T:
    try:
        return parse()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedInput(field, f"is not well formed: {error!r}") from error
