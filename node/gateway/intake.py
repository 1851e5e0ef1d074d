"""Takes records in: every check that a record must pass before it is acknowledged, and its receipt.

One transaction per record. Requests arrive here in their shape: parsed, and with nothing but the declared fields.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from sqlalchemy.exc import IntegrityError as UniqueBroken

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import GrantRow, RecordRow
from kula.node.gateway.limits import Backlog, RateLimits
from kula.node.gateway.opinions.checks import OpinionChecks
from kula.node.gateway.opinions.marks import secret_of
from kula.node.gateway.problems import Problem
from kula.node.gateway.receipts import signer, why_not_to_sign
from kula.protocol.chain.clients.gateways import Term
from kula.protocol.encoding import commitment
from kula.protocol.encryption import encrypt
from kula.protocol.errors import InvalidSignature, MalformedInput
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.parameters import Parameters
from kula.protocol.records.content import encode_content
from kula.protocol.records.entry import check_scope, is_import
from kula.protocol.records.nonce import MOST_AHEAD_SECONDS, signed_at
from kula.protocol.records.receipt import EPOCHS_TO_POST
from kula.protocol.records.wallets import normal_signature
from kula.protocol.signatures import SigningDomain, grant_digest, record_hash, require_signer
from kula.protocol.types import LICENCES, ZERO_ADDRESS, Address, Grant, Record

RequireGrant = Callable[[Address, bytes, bytes], bytes]
"""(owner, digest of a grant, signature) → the signature in the form to keep. Raises InvalidSignature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFacts:
    """The facts of the chain that intake needs, each read when it is called."""

    epoch: Callable[[], int]
    """The open epoch."""
    now: Callable[[], int]
    """Block time."""
    revoked: Callable[[Address, Address], int]
    """When an owner revoked a session key; 0 if never."""
    term: Callable[[], Term]
    """When this gateway may post."""
    next_seq: Callable[[], int]
    """The first number that this gateway has not posted."""
    posted: Callable[[int], int]
    """How many records this gateway has posted in an epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a grant may say here."""

    origin: str
    """The page that it must name."""
    licences: Sequence[str] = LICENCES
    """The licences that it may name, and no others."""


class Intake:
    """Takes grants and records."""

    def __init__(
        self,
        repository: Repository,
        domain: SigningDomain,
        account: LocalAccount,
        chain: ChainFacts,
        terms: Terms,
        limits: RateLimits | None = None,
        *,
        require_grant: RequireGrant | None = None,
        duplicate_permille: int = Parameters().duplicate_permille,
    ) -> None:
        """`require_grant` returns an owner's signature in the form to keep; without it only keys' signatures are taken."""
        self._repository = repository
        self._domain = domain
        self._account = account
        self._chain = chain
        self._terms = terms
        self._limits = limits or RateLimits()
        self._backlog = Backlog(self._limits.factor)
        self._require_grant = require_grant or self._require_key
        self._opinions = OpinionChecks(repository, secret_of(bytes(account.key)), duplicate_permille)

    def add_grant(self, grant: Grant, signature: bytes) -> tuple[bytes, bool]:
        """Verifies and keeps a grant; returns its hash and whether it is new. Raises Problem or InvalidSignature."""
        grant_hash = grant_digest(self._domain, grant)
        self._check_grant(grant)
        self._opinions.require_welcome(grant.owner, grant.key)
        kept_form = self._require_grant(grant.owner, grant_hash, signature)
        self._limits.take_for_account("grants", grant.owner)
        row = GrantRow(
            hash=grant_hash,
            owner=grant.owner,
            key=grant.key,
            pay_to=grant.pay_to,
            licences=list(grant.licences),
            origin=grant.origin,
            max_per_epoch=grant.max_per_epoch,
            expiry=grant.expiry,
            nonce=grant.nonce,
            kept_at=self._chain.now(),
            signature=kept_form,
        )
        return grant_hash, self._repository.add_grant(row)

    def _require_key(self, owner: Address, digest: bytes, signature: bytes) -> bytes:
        normal = normal_signature(signature)
        require_signer(digest, normal, owner, "the grant")
        return normal

    def add_record(
        self,
        record: Record,
        *,
        grant_hash: bytes,
        signature: bytes,
        salt: bytes,
        content: Mapping[str, Any],
        site: str = "",
    ) -> tuple[RecordRow, bool]:
        """Verifies, encrypts and keeps a record; returns its row and whether it is new. `site` is the sender's network.

        The same record again gives the same receipt. Raises Problem, MalformedInput, InvalidSignature or RefusedByPolicy.
        """
        grant_row = self._repository.grant(grant_hash)
        if not grant_row:
            raise Problem("unknown-grant", "send the grant first", "grant")
        grant = grant_row.grant()
        this_hash = record_hash(self._domain, record)
        require_signer(this_hash, signature, grant.key, "the record")
        if earlier := self._with_nonce(grant, record, this_hash):
            return earlier, False
        self._opinions.require_welcome(grant.owner, grant.key)
        self._require_room(grant, site)
        checked, plaintext = self._encode(content, record, salt, grant.key)
        self._check_allowed(grant_hash, grant, record)
        self._opinions.require_new(checked, plaintext, grant.key)
        row = self._row(record, grant_row, this_hash, signature=signature, salt=salt, plaintext=plaintext)
        row, is_new = self._keep(row, grant, record)
        if is_new:
            self._backlog.note(site, row.seq)
            self._opinions.note(row, checked, next_seq=self._chain.next_seq(), now=self._chain.now())
        return row, is_new

    def _row(
        self, record: Record, grant: GrantRow, this_hash: bytes, *, signature: bytes, salt: bytes, plaintext: bytes
    ) -> RecordRow:
        """Encrypts a record's text under a new key, and returns its row without number and receipt."""
        content_key, block = encrypt(plaintext, record.commitment)
        epoch = self._chain.epoch()
        return RecordRow(
            hash=this_hash,
            grant_hash=grant.hash,
            key=grant.key,
            owner=record.owner,
            kind=record.kind,
            commitment=record.commitment,
            licence=record.licence,
            parent=record.parent,
            nonce=record.nonce,
            signature=signature,
            salt=salt,
            content_key=content_key,
            link=cid_of(block, RAW),
            block=block,
            epoch=epoch,
            last_epoch=epoch + EPOCHS_TO_POST,
            received_at=self._chain.now(),
        )

    def _require_room(self, grant: Grant, site: str) -> None:
        """Raises Problem if the account, its key or its network sends too much, or if a receipt might not be kept."""
        self._limits.take_for_account("records", grant.owner)
        self._limits.take_for_key("records", grant.key)
        next_seq = self._chain.next_seq()
        waiting = self._repository.last_seq() - next_seq
        if slug := why_not_to_sign(self._chain.term(), self._chain.epoch(), waiting):
            raise Problem(slug, "send it to another gateway, or try again after the next epoch")
        self._backlog.require_part(site, waiting, next_seq)

    def _with_nonce(self, grant: Grant, record: Record, this_hash: bytes) -> RecordRow | None:
        """Returns this record's row if it was taken before. Raises Problem if another record has its nonce."""
        row = self._repository.record_by_nonce(grant.key, record.nonce)
        if row and row.hash != this_hash:
            raise Problem("nonce-repeated", "draw a new random nonce", "record.nonce")
        return row

    def _encode(
        self, content: Mapping[str, Any], record: Record, salt: bytes, key: Address
    ) -> tuple[dict[str, Any], bytes]:
        """Returns a content that is what the record commits to, and its canonical bytes."""
        checked, plaintext = encode_content(content)
        if checked["kind"] != record.kind:
            raise MalformedInput("content.kind", f"is {checked['kind']}, but the record says {record.kind}")
        if commitment(salt, plaintext) != record.commitment:
            raise Problem(
                "commitment-mismatch",
                "keccak256(salt ‖ canonical content) differs",
                "record.commitment",
            )
        try:
            is_import(self._domain, checked, key, Address(self._account.address).__eq__)
        except InvalidSignature as error:
            raise Problem("invalid-signature", f"answer: {error}", "content") from error
        return checked, plaintext

    def _check_grant(self, grant: Grant) -> None:
        if grant.pay_to == ZERO_ADDRESS or grant.key == ZERO_ADDRESS:
            raise MalformedInput("grant", "payTo and key must be accounts")
        if not grant.licences or not set(grant.licences) <= set(self._terms.licences):
            raise MalformedInput("grant.licences", f"must be some of {', '.join(self._terms.licences)}")
        if not 0 < grant.max_per_epoch < 2**32 or not 0 < grant.expiry < 2**64:
            raise MalformedInput("grant", "maxPerEpoch and expiry must be positive")
        if grant.origin != self._terms.origin:
            raise Problem("foreign-origin", f"expected {self._terms.origin}", "grant.origin")
        if grant.expiry <= self._chain.now():
            raise Problem("grant-expired", "the grant has ended", "grant.expiry")

    def _check_allowed(self, grant_hash: bytes, grant: Grant, record: Record) -> None:
        check_scope(grant, record)
        now = self._chain.now()
        if signed_at(record.nonce) > now + MOST_AHEAD_SECONDS:
            detail = f"{signed_at(record.nonce)} is more than {MOST_AHEAD_SECONDS} s after block time, {now}"
            raise Problem("signed-in-future", detail, "record.nonce")
        if grant.expiry <= now:
            raise Problem("grant-expired", "the grant has ended", "grant")
        if self._chain.revoked(grant.owner, grant.key):
            raise Problem("key-revoked", "the owner revoked this session key", "grant")
        # What waits may be posted into one epoch with what comes now, however late the gateway is.
        first = self._chain.next_seq() - self._chain.posted(self._chain.epoch())
        used = self._repository.count_from(grant_hash, first)
        if used >= grant.max_per_epoch:
            raise Problem(
                "quota-used-up", f"{used} of {grant.max_per_epoch} records wait, or are in this epoch", "grant"
            )

    def _keep(self, row: RecordRow, grant: Grant, record: Record) -> tuple[RecordRow, bool]:
        """Stores a row under the next sequence number; returns it, or the row of the same record that was faster."""
        this_hash = row.hash
        try:
            sign_receipt = signer(self._domain, self._account, this_hash, row.last_epoch)
            return self._repository.next_record(row, sign_receipt), True
        except UniqueBroken:
            # Two requests came with one nonce at once, and the other one was first.
            earlier = self._with_nonce(grant, record, this_hash)
            if not earlier:
                raise
            return earlier, False
