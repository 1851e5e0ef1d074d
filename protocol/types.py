"""The nouns of the protocol as frozen dataclasses. They know no encoding, no chain and no rules.

1. Amounts are integers in the token's smallest unit.
2. Times are integer seconds since 1970, by block time.
3. Addresses are EIP-55 checksummed strings.
4. Values of 32 bytes are ``bytes``.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

Address = NewType("Address", str)

ZERO_ADDRESS = Address("0x0000000000000000000000000000000000000000")
ZERO_HASH = bytes(32)

KINDS = ("conversation", "rating", "correction", "preference")
LICENCES = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0")
DEFAULT_LICENCE = LICENCES[0]
"""Rows of a dataset carry no author, whom another licence could name."""

MAX_RECORDS = 16_384
"""Most records in one epoch. It is 2^14, so that a proof has at most 14 siblings."""
MAX_PLACES = 32
"""Places of gateways."""
MAX_BATCHES = 64
"""Most batches in one epoch."""
MAX_DIRECT = 16
"""How many batches of one record each are reserved for records that are submitted without a gateway."""
MAX_POSTED = MAX_RECORDS - MAX_DIRECT
MAX_SEATS = 31
CHUNK_BYTES = 1_024
"""Revealed scores are hashed in chunks of this size. MAX_RECORDS scores are 16 chunks."""
MAX_RECORD_BYTES = 65_536
CONTENT_KEY_BYTES = 32
"""The key of a record's block."""

VOID = 0
"""Score of a malformed, duplicate, unsigned or over-quota record."""
UNAVAILABLE = 1
"""Score of a record that could not be fetched or opened."""


class Phase(IntEnum):
    """The phase of an epoch, by block time. The contracts use the same numbers."""

    OPEN = 0
    COMMIT = 1
    REVEAL = 2
    REPORT = 3
    CHALLENGE = 4
    FINAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The owner's permission for a session key to contribute."""

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
    """The message that a session key signs for one contribution."""

    owner: Address
    kind: str
    commitment: bytes
    licence: str
    parent: bytes
    """Hash of the record that this one rates, corrects or compares. It is zero if there is none."""
    nonce: int
    """The signing time in its upper 32 bits, chance in its lower 32 (records/nonce.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The message that a gateway signs for an assistant turn."""

    prompt_hash: bytes
    answer_hash: bytes
    model_id: bytes
    """The sha2-256 digest of the model's manifest."""
    key: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The message that a gateway signs for a record that it accepted."""

    gateway: Address
    seq: int
    record: bytes
    last_epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """The message by which an account lets one relayer keep a fee from one claim."""

    account: Address
    relayer: Address
    amount: int
    deadline: int
    nonce: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as the chain stores it."""

    number: int
    epoch: int
    posted_in: int
    """The epoch that was open when the batch was posted. If that epoch ends without a ledger, `epoch` moves on."""
    gateway: Address
    offset: int
    """The position of the batch's first record in the epoch."""
    first_seq: int
    count: int
    root: bytes
    manifest: bytes
    """The sha2-256 digest of the DAG-CBOR manifest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The leaf of one record in a batch: everything that its leaf hash covers."""

    gateway: Address
    seq: int
    record_hash: bytes
    pay_to: Address
    signatures_hash: bytes
    """keccak256(grant signature ‖ record signature). It is zero if no gateway served the leaf."""

    @property
    def known(self) -> bool:
        """Whether this is the real leaf, and not a substitute for a leaf that the gateway withholds."""
        return any(self.signatures_hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of an epoch's ledger. Rows are sorted by (pay_to, pos), and `t` is the row's index."""

    t: int
    pay_to: Address
    pos: int
    median: int
    credits: int
    """The credit of `pay_to` in this epoch, up to and including this row."""
    sum_credit: int
    """The credit of all accounts in this epoch, up to and including this row."""
    before: int
    """The pay of `pay_to` from all epochs up to and including `since`."""
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One validator in an epoch's snapshot of stakes."""

    operator: Address
    """The key that commits, reveals and signs for the seat. `Validators.owners` names whose stake it is."""
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A proposed result of an epoch."""

    epoch: int
    attempt: int
    parent: bytes
    """The digest of the previous report. It is zero for the first report."""
    root: bytes
    records: int
    sum_credit: int
    files: bytes
    """The sha2-256 digest of the DAG-CBOR node that names the ledger's file."""
