"""Making a grant and a record, as a contributor's program does. Random numbers come from the system; the rest is pure.

Nothing here signs: the owner signs `grant_digest` of a grant, the session key `record_hash` of a record.
"""

import secrets
from dataclasses import dataclass

from kula.protocol.encoding import commitment
from kula.protocol.records.content import Content, encode_content
from kula.protocol.types import ZERO_HASH, Address, Grant, Record

GRANT_SECONDS = 365 * 86_400
"""How long a grant lasts unless its owner says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """A record message, and what its commitment hides until it is scored."""

    record: Record
    salt: bytes
    raw: bytes
    """The content's canonical bytes."""


def new_grant(
    owner: Address, key: Address, *, licences: tuple[str, ...], origin: str, now: int, max_per_epoch: int = 1_000
) -> Grant:
    """A grant by `owner` to the session key `key`, paid to the owner, from `now` (block time, seconds) on for a year."""
    return Grant(
        owner=owner,
        key=key,
        pay_to=owner,
        licences=licences,
        origin=origin,
        max_per_epoch=max_per_epoch,
        expiry=now + GRANT_SECONDS,
        nonce=secrets.randbits(64),
    )


def new_record(owner: Address, content: Content, licence: str, parent: bytes = ZERO_HASH) -> NewRecord:
    """The record of a content. `parent` is the hash of the record that it rates, corrects or compares.

    Raises MalformedInput or RefusedByPolicy for a content that no gateway takes.
    """
    content, raw = encode_content(content)
    salt = secrets.token_bytes(32)
    record = Record(
        owner=owner,
        kind=content["kind"],
        commitment=commitment(salt, raw),
        licence=licence,
        parent=parent,
        nonce=secrets.randbits(64),
    )
    return NewRecord(record=record, salt=salt, raw=raw)
