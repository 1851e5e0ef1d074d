"""An entry: one record as a gateway serves it to validators, and the checks that every reader runs on it. Pure.

GET /v1/epochs/{n}/entries answers with the JSON of entries.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from kula.protocol.errors import InvalidSignature, RefusedByPolicy
from kula.protocol.hex import hex0, unhex
from kula.protocol.records.content import Content, assistant_turns
from kula.protocol.records.corrections import corrections_in
from kula.protocol.shapes import (
    Shape,
    account,
    decimal,
    fields,
    hexadecimal,
    hexadecimal_up_to,
    many,
    number,
    text,
)
from kula.protocol.signatures import (
    SIGNATURE_BYTES,
    SigningDomain,
    answer_digest,
    answer_hash,
    grant_digest,
    prompt_hash,
    record_hash,
    recover,
    require_signer,
)
from kula.protocol.types import CONTENT_KEY_BYTES, Address, Answer, Grant, Leaf, Record

MAX_GRANT_SIGNATURE = 2_048
"""Most bytes of a grant's signature. Grants.register has the same limit."""
MAX_LICENCES = 16
"""Most licences in a grant."""
MAX_LICENCE = 64
"""Most characters of a licence, and of a kind."""
MAX_ORIGIN = 256
"""Most characters of a grant's origin."""
MAX_CONTENT_ID = 64
"""Most characters of a link. The store checks its form."""
MAX_ENTRY_BYTES = 8_192
"""Most bytes of an entry in JSON, where every character may take six."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRecord:
    """The public part of an entry: the record message, its grant, both signatures and the sequence number."""

    seq: int
    record: Record
    grant: Grant
    grant_signature: bytes
    signature: bytes

    def leaf(self, domain: SigningDomain, gateway: Address) -> Leaf:
        """Returns the leaf of this record in its gateway's batch."""
        return Leaf(
            gateway=gateway,
            seq=self.seq,
            record_hash=record_hash(domain, self.record),
            pay_to=self.grant.pay_to,
            signatures_hash=keccak(self.grant_signature + self.signature),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(SignedRecord):
    """One record with everything that a validator needs to score it: signatures, the block's key and the salt."""

    content_key: bytes
    salt: bytes
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRecord:
    """A record after opening and checking: its content, or the reason why it has none."""

    record_hash: bytes
    parent: bytes
    content: Content | None
    imported: bool
    """Whether some assistant turn lacks a signed answer."""
    problem: str = ""
    """The reason why there is no content, or empty.

    `unavailable` and `withheld` score 1. The other reasons (unsigned, over_quota, revoked, malformed) score 0.
    """


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Returns an entry as JSON. It holds the key and the salt, so only validators and curators may read it."""
    return {
        "seq": entry.seq,
        "record": record_to_json(entry.record),
        "grant": grant_to_json(entry.grant),
        "grant_signature": hex0(entry.grant_signature),
        "signature": hex0(entry.signature),
        "content_key": hex0(entry.content_key),
        "salt": hex0(entry.salt),
        "link": entry.link,
    }


def entry_from_json(value: Any, where: str = "entry") -> Entry:
    """Reads an entry from JSON. Raises MalformedInput with the place of what is wrong in it; `where` is its own place."""
    return _ENTRY(value, where)


def signed_record_from_json(value: Any) -> SignedRecord:
    """Reads the public part of an entry from JSON. Raises MalformedInput with the field that is wrong."""
    return _SIGNED_RECORD(value, "record")


def grant_to_json(grant: Grant) -> dict[str, Any]:
    """Returns a grant as JSON, with the field names of its EIP-712 type."""
    return {
        "owner": grant.owner,
        "key": grant.key,
        "payTo": grant.pay_to,
        "licences": list(grant.licences),
        "origin": grant.origin,
        "maxPerEpoch": grant.max_per_epoch,
        "expiry": grant.expiry,
        "nonce": str(grant.nonce),
    }


def grant_from_json(value: Any) -> Grant:
    """Reads a grant from JSON. Raises MalformedInput with the field that is wrong."""
    return _GRANT(value, "grant")


def record_to_json(record: Record) -> dict[str, Any]:
    """Returns a record message as JSON, with the field names of its EIP-712 type.

    The nonce is text, because a JSON number cannot hold 64 bits in every reader.
    """
    return {
        "owner": record.owner,
        "kind": record.kind,
        "commitment": hex0(record.commitment),
        "licence": record.licence,
        "parent": hex0(record.parent),
        "nonce": str(record.nonce),
    }


def record_from_json(value: Any) -> Record:
    """Reads a record message from JSON. Raises MalformedInput with the field that is wrong."""
    return _RECORD(value, "record")


_GRANT = fields(
    Grant,
    owner=account,
    key=account,
    payTo=account,
    licences=many(text(MAX_LICENCE), MAX_LICENCES),
    origin=text(MAX_ORIGIN),
    maxPerEpoch=number(32),
    expiry=number(64),
    nonce=decimal(64),
)
_RECORD = fields(
    Record,
    owner=account,
    kind=text(MAX_LICENCE),
    commitment=hexadecimal(32),
    licence=text(MAX_LICENCE),
    parent=hexadecimal(32),
    nonce=decimal(64),
)
_SIGNED: Mapping[str, Shape[Any]] = {
    "seq": number(64),
    "record": _RECORD,
    "grant": _GRANT,
    "grant_signature": hexadecimal_up_to(MAX_GRANT_SIGNATURE),
    "signature": hexadecimal(SIGNATURE_BYTES),
}
_SIGNED_RECORD = fields(SignedRecord, **_SIGNED)
_ENTRY = fields(
    Entry, **_SIGNED, content_key=hexadecimal(CONTENT_KEY_BYTES), salt=hexadecimal(32), link=text(MAX_CONTENT_ID)
)


Registered = Callable[[Address, bytes], bool]
"""Tells whether a contract wallet has agreed on chain to the grant with this digest (Grants.registered)."""


def require_grant(domain: SigningDomain, grant: Grant, signature: bytes, registered: Registered) -> None:
    """Raises InvalidSignature unless the owner has agreed to a grant.

    Ordinary and EIP-7702 accounts agree by the signature of their key. Contract wallets agree once, on chain.
    """
    digest = grant_digest(domain, grant)
    try:
        require_signer(digest, signature, grant.owner, "the grant")
    except InvalidSignature:
        if not registered(grant.owner, digest):
            raise


def verify_entry(domain: SigningDomain, entry: Entry, *, closed_at: int, registered: Registered) -> None:
    """Checks a record's signatures, scope and expiry.

    `closed_at` is when its epoch was closed (block time, seconds). Raises InvalidSignature, or RefusedByPolicy with
    the broken rule.
    """
    grant, record = entry.grant, entry.record
    require_grant(domain, grant, entry.grant_signature, registered)
    require_signer(record_hash(domain, record), entry.signature, grant.key, "the record")
    check_scope(grant, record)
    if grant.expiry < closed_at:
        raise RefusedByPolicy("grant-expired", f"the grant ended at {grant.expiry}")


def check_scope(grant: Grant, record: Record) -> None:
    """Raises RefusedByPolicy if the grant does not allow a record's owner or licence."""
    if record.owner != grant.owner:
        raise RefusedByPolicy("key-out-of-scope", f"the grant is for {grant.owner}, not {record.owner}")
    if record.licence not in grant.licences:
        raise RefusedByPolicy("key-out-of-scope", f"the grant does not allow the licence {record.licence!r}")


def correction_hashes(domain: SigningDomain, content: Content, owner: Address) -> list[bytes]:
    """Returns the hashes of the owner's corrections from which turns of a content say that they come, in order.

    The last one is the parent of the content's record.
    """
    return [record_hash(domain, correction) for correction in corrections_in(content, owner)]


def proves_turns(domain: SigningDomain, content: Content, record: Record, is_posted: Callable[[bytes], bool]) -> bool:
    """Tells whether the corrections from which turns of a content say that they come were posted by the record's owner.

    The last of them is the record's parent. Without such turns there is nothing to prove.
    """
    hashes = correction_hashes(domain, content, record.owner)
    return not hashes or (hashes[-1] == record.parent and all(map(is_posted, hashes)))


def counts_in_part(
    domain: SigningDomain, content: Content, record: Record, is_unsigned: bool, is_posted: Callable[[bytes], bool]
) -> bool:
    """Tells whether a record keeps only a part of its credit: an answer is unsigned, or a correction was not posted.

    `is_unsigned` is what `is_import` says. Validators judge by it, and gateways estimate by it.
    """
    return is_unsigned or not proves_turns(domain, content, record, is_posted)


def is_import(domain: SigningDomain, content: Content, key: Address, trusted: Callable[[Address], bool]) -> bool:
    """Tells whether at least one assistant turn carries no answer signed by a gateway.

    A turn that comes from the person's own correction carries the answer that was corrected; whether the correction's
    record was posted is `proves_turns`. `key` is the session key. Raises InvalidSignature if an answer is signed, but not by a trusted gateway.
    """
    imported = False
    for turn in assistant_turns(content):
        if turn.answer is None:
            imported = True
            continue
        answer = Answer(
            prompt_hash=prompt_hash(turn.prompt),
            answer_hash=answer_hash(turn.text),
            model_id=unhex(turn.answer["model"], 32),
            key=key,
        )
        signer = recover(answer_digest(domain, answer), unhex(turn.answer["signature"], 65))
        if not trusted(signer):
            raise InvalidSignature(f"an answer is signed by {signer}, which is not the gateway of this record")
    return imported
