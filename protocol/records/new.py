"""Makes new grants and new records, as a contributor's program does. Pure but for the system's random numbers.

This module signs nothing. The owner signs `grant_digest` of a grant, and the session key signs `record_hash` of a
record.
"""

import secrets
from dataclasses import dataclass

from kula.protocol.encoding import commitment
from kula.protocol.records.content import Content, encode_content
from kula.protocol.records.nonce import nonce_at
from kula.protocol.types import ZERO_HASH, Address, Grant, Record

GRANT_SECONDS = 365 * 86_400
"""How long a new grant lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """A record message, with the salt and the content that its commitment hides."""

    record: Record
    salt: bytes
    raw: bytes
    """The content's canonical bytes."""


def new_grant(
    owner: Address,
    key: Address,
    *,
    licences: tuple[str, ...],
    origin: str,
    now: int,
    max_per_epoch: int = 1_000,
    pay_to: Address | None = None,
) -> Grant:
    """Returns a grant by `owner` to the session key `key`. It pays `pay_to`, or the owner, and lasts for a year.

    `now` is the current block time in seconds.
    """
    return Grant(
        owner=owner,
        key=key,
        pay_to=pay_to or owner,
        licences=licences,
        origin=origin,
        max_per_epoch=max_per_epoch,
        expiry=now + GRANT_SECONDS,
        nonce=secrets.randbits(64),
    )


def new_record(owner: Address, content: Content, licence: str, parent: bytes = ZERO_HASH, *, now: int) -> NewRecord:
    """Returns the record of a content that is signed at `now` (block time, seconds).

    `parent` is the hash of the record that it rates, corrects or compares.
    Raises MalformedInput or RefusedByPolicy for a content that no gateway accepts.
    """
    content, raw = encode_content(content)
    salt = secrets.token_bytes(32)
    record = Record(
        owner=owner,
        kind=content["kind"],
        commitment=commitment(salt, raw),
        licence=licence,
        parent=parent,
        nonce=nonce_at(now, secrets.randbits(32)),
    )
    return NewRecord(record=record, salt=salt, raw=raw)
