"""The material of an epoch: its records, fetched from IPFS, opened with the gateway's keys, checked against the chain."""

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from structlog import get_logger

from kula.protocol.canonical import loads_strict
from kula.protocol.chain.network import Network
from kula.protocol.encoding import batch_leaf
from kula.protocol.encryption import decrypt
from kula.protocol.errors import (
    IntegrityError,
    InvalidSignature,
    KulaError,
    RefusedByPolicy,
    Unavailable,
)
from kula.protocol.ipfs.store import Store
from kula.protocol.merkle import root
from kula.protocol.reading.direct import direct_entries
from kula.protocol.reading.published import read_manifest
from kula.protocol.records.content import Content, parse_content
from kula.protocol.records.entry import Entry, OpenedRecord, is_import, verify_entry
from kula.protocol.signatures import grant_digest
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Batch, Leaf

EntriesOf = Callable[[int], Mapping[int, Sequence[Entry]]]
_RULES = {"grant-expired": "revoked", "key-out-of-scope": "unsigned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredRecord(OpenedRecord):
    """An opened record with its leaf, and with its entry (licence, salt, grant) if there is one."""

    leaf: Leaf
    """The leaf under the batch's root. If no entry for it is served, it is a leaf without payee and signatures."""
    entry: Entry | None
    batch: int
    """The number of its batch. Records are judged in the order of batches' numbers, not of positions: a batch that is
    carried keeps its number, so no copy comes before it."""


@dataclass(frozen=True)
class Material:
    """The records of one epoch, in order of position."""

    epoch: int
    batches_root: bytes
    records: Sequence[GatheredRecord]
    batches: Address
    """The contract Batches, which counts as the gateway of direct records."""

    @property
    def leaves(self) -> list[Leaf]:
        """The records' leaves."""
        return [record.leaf for record in self.records]

    @property
    def by_arrival(self) -> list[int]:
        """The positions in the order of batch number and place in the batch."""
        return sorted(range(len(self.records)), key=lambda pos: (self.records[pos].batch, pos))

    @property
    def lacks_direct(self) -> bool:
        """Whether a direct record could not be read. Its author may serve it a little after the epoch's close."""
        return any(record.leaf.gateway == self.batches and not record.leaf.known for record in self.records)


def gather(
    network: Network, store: Store, entries_of: EntriesOf, epoch: int, seen: Container[bytes] = frozenset()
) -> Material:
    """Fetches and checks the records of an epoch.

    If a gateway serves wrong entries for a batch, the batch's records are unavailable. Other batches are not affected.

    `entries_of` returns an epoch's entries by batch number. `seen` holds the hashes of records in earlier ledgers: one
    that comes again uses up nobody's quota. Raises Unavailable if the gateway does not answer. The
    caller tries again while the phase lasts.
    """
    state = network.scores.epoch(epoch)
    served = entries_of(epoch)
    gathering = _Gathering(network, store, epoch, state.closed_at, seen)
    batches = network.batches.batches_of(epoch)
    records: dict[int, list[GatheredRecord]] = {}
    for batch in sorted(batches, key=lambda batch: batch.number):
        direct = batch.gateway == network.batches.address
        entries = gathering.direct(batch) if direct else list(served.get(batch.number, ()))
        records[batch.number] = gathering.batch(batch, entries)
    in_place = [record for batch in batches for record in records[batch.number]]
    return Material(epoch, state.batches_root, in_place, network.batches.address)


class _Gathering:
    """Gathers one epoch, and counts the records of each grant in it."""

    def __init__(self, network: Network, store: Store, epoch: int, closed_at: int, seen: Container[bytes]) -> None:
        self._network = network
        self._store = store
        self._epoch = epoch
        self._closed_at = closed_at
        self._seen = seen
        self._here: set[bytes] = set()
        """The records of this epoch so far."""
        self._counts: Counter[bytes] = Counter()
        self._held: dict[Address, bool] = {}

    def direct(self, batch: Batch) -> list[Entry]:
        """Returns the entry of a direct batch, or an empty list if it cannot be read."""
        try:
            return direct_entries(self._store, batch)
        except KulaError:
            return []

    def batch(self, batch: Batch, entries: list[Entry]) -> list[GatheredRecord]:
        """Returns the records of a batch. If the entries do not hash to the batch's root, all records are withheld."""
        dom, signing = self._network.dom, self._network.signing
        leaves = [entry.leaf(signing, batch.gateway) for entry in entries]
        if len(leaves) == batch.count and root([batch_leaf(dom, leaf) for leaf in leaves]) == batch.root:
            return [self._record(batch, entry, leaf) for entry, leaf in zip(entries, leaves, strict=True)]
        get_logger("material").warning("batch", number=batch.number, problem="entries are not those of the root")
        return [withheld(leaf, batch.number) for leaf in self._unknown_leaves(batch)]

    def _unknown_leaves(self, batch: Batch) -> list[Leaf]:
        """Returns leaves without payee. Their record hashes come from the batch's manifest, or else are zero."""
        try:
            hashes = [record_hash for record_hash, _ in read_manifest(self._store, batch)]
        except KulaError:
            hashes = [ZERO_HASH] * batch.count
        return [
            Leaf(
                gateway=batch.gateway,
                seq=batch.first_seq + i,
                record_hash=record_hash,
                pay_to=ZERO_ADDRESS,
                signatures_hash=ZERO_HASH,
            )
            for i, record_hash in enumerate(hashes)
        ]

    def _record(self, batch: Batch, entry: Entry, leaf: Leaf) -> GatheredRecord:
        """Returns one record: opened, or with the reason why it cannot be."""
        content, imported, problem = None, True, ""
        try:
            self._check_rights(batch.epoch, entry, leaf.record_hash)
            content, imported = self._open(batch, entry)
        except RefusedByPolicy as error:
            problem = _RULES.get(error.rule, error.rule)
        except InvalidSignature:
            problem = "unsigned"
        except (Unavailable, IntegrityError):
            problem = "unavailable"
        except KulaError:
            problem = "malformed"
        return GatheredRecord(
            record_hash=leaf.record_hash,
            parent=entry.record.parent,
            content=content,
            imported=imported,
            problem=problem,
            leaf=leaf,
            entry=entry,
            batch=batch.number,
        )

    def _check_rights(self, epoch: int, entry: Entry, record: bytes) -> None:
        grants, signing = self._network.grants, self._network.signing
        verify_entry(signing, entry, closed_at=self._closed_at, registered=grants.registered)
        ended = grants.revoked(entry.grant.owner, entry.grant.key)
        if ended and ended < epoch:
            raise RefusedByPolicy("revoked", f"the session key was revoked in epoch {ended}")
        grant = grant_digest(signing, entry.grant)
        if record in self._here or record in self._seen:
            return
        self._here.add(record)
        self._counts[grant] += 1
        if self._counts[grant] > entry.grant.max_per_epoch:
            raise RefusedByPolicy("over_quota", f"more than {entry.grant.max_per_epoch} records in one epoch")

    def _open(self, batch: Batch, entry: Entry) -> tuple[Content, bool]:
        block = self._store.get_block(entry.link)
        raw = decrypt(block, entry.content_key, entry.record.commitment, entry.salt)
        content = parse_content(loads_strict(raw))

        def trusted(signer: Address) -> bool:
            """Trusts the batch's gateway. For a direct record, it trusts any that held a place at the epoch's close."""
            direct = batch.gateway == self._network.batches.address
            return self._held_place(signer) if direct else signer == batch.gateway

        return content, is_import(self._network.signing, content, entry.grant.key, trusted)

    def _held_place(self, gateway: Address) -> bool:
        if gateway not in self._held:
            closed_in = self._network.batches.closed_in(self._epoch)
            self._held[gateway] = self._network.gateways.held_place(gateway, self._epoch, closed_in)
        return self._held[gateway]


def withheld(leaf: Leaf, batch: int) -> GatheredRecord:
    """Returns the record of a leaf whose entry no gateway serves."""
    return GatheredRecord(
        record_hash=leaf.record_hash,
        parent=ZERO_HASH,
        content=None,
        imported=True,
        problem="unavailable",
        leaf=leaf,
        entry=None,
        batch=batch,
    )
