"""The nouns of the protocol as frozen data. Knows no bytes, no chain and no rules.

Amounts are integers in the token's smallest unit; times are integer seconds since 1970, by block time.
Addresses are EIP-55 checksummed strings; 32-byte values are ``bytes``.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

Address = NewType("Address", str)

ZERO_ADDRESS = Address("0x0000000000000000000000000000000000000000")
ZERO_HASH = bytes(32)

KINDS = ("conversation", "rating", "correction", "preference")
LICENCES = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0")

MAX_RECORDS = 16_384
"""Most records in one epoch; 2^14, so that a proof has at most 14 siblings."""
MAX_BATCHES = 64
"""Most batches in one epoch."""
MAX_DIRECT = 16
"""Of both, so many places are kept for records that come past the gateways."""
MAX_POSTED = MAX_RECORDS - MAX_DIRECT
MAX_SEATS = 31
CHUNK_BYTES = 1_024
"""Revealed scores are hashed in chunks of this size (16 chunks hold MAX_RECORDS)."""
MAX_RECORD_BYTES = 65_536

VOID = 0
"""Score of a malformed, duplicate, unsigned or over-quota record."""
UNAVAILABLE = 1
"""Score of a record that could not be fetched or opened."""


class Phase(IntEnum):
    """Where an epoch stands, by block time (same numbers on chain)."""

    OPEN = 0
    COMMIT = 1
    REVEAL = 2
    REPORT = 3
    CHALLENGE = 4
    FINAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The owner's leave for a session key to contribute."""

    owner: Address
    key: Address
    pay_to: Address
    licences: tuple[str, ...]
    origin: str
    max_per_epoch: int
    expiry: int
    nonce: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a session key signs for one contribution."""

    owner: Address
    kind: str
    commitment: bytes
    licence: str
    parent: bytes
    """Hash of the record that this one rates, corrects or compares; zero if none."""
    nonce: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gateway signs over an assistant's turn."""

    prompt_hash: bytes
    answer_hash: bytes
    model_id: bytes
    """sha2-256 digest of the model's manifest."""
    key: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the gateway signs for a record that it took."""

    gateway: Address
    seq: int
    record: bytes
    last_epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What an account lets one relayer keep of one claim."""

    account: Address
    relayer: Address
    amount: int
    deadline: int
    nonce: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as the chain knows it."""

    number: int
    epoch: int
    posted_in: int
    """The epoch that was open when it was posted; `epoch` moves on when that one ends without a ledger."""
    gateway: Address
    offset: int
    """Position of its first record in the epoch."""
    first_seq: int
    count: int
    root: bytes
    manifest: bytes
    """sha2-256 digest of the DAG-CBOR manifest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One record's place in a batch: everything that its leaf hash covers."""

    gateway: Address
    seq: int
    record_hash: bytes
    pay_to: Address
    signatures_hash: bytes
    """keccak256(grant signature ‖ record signature); zero where nobody showed us the leaf."""

    @property
    def known(self) -> bool:
        """Whether this is the leaf under the batch's root, and not what stands in for one that was withheld."""
        return any(self.signatures_hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of an epoch's ledger (DESIGN § 4.5). Rows are sorted by (pay_to, pos)."""

    t: int
    pay_to: Address
    pos: int
    median: int
    credits: int
    """pay_to's credit in this epoch up to and with this row."""
    sum_credit: int
    """Everybody's credit in this epoch up to and with this row."""
    before: int
    """pay_to's pay up to and with epoch `since`."""
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A validator in a snapshot."""

    validator: Address
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A proposed result of an epoch."""

    epoch: int
    attempt: int
    parent: bytes
    """Digest of the report that this one stands on; zero for the first."""
    root: bytes
    records: int
    sum_credit: int
    files: bytes
    """sha2-256 digest of the DAG-CBOR node that names the ledger's file."""
