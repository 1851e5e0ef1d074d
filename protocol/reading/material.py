"""The material of an epoch: its records, fetched from IPFS, opened with the gateway's keys, checked against the chain."""

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kula.protocol.chain.network import Network
from kula.protocol.errors import (
    IntegrityError,
    InvalidSignature,
    RefusedByPolicy,
    Unavailable,
)
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.fetching import FetchedBatch, Opener, fetch
from kula.protocol.records.corrections import has_corrections
from kula.protocol.records.entry import Entry, OpenedRecord, counts_in_part, verify_entry
from kula.protocol.signatures import grant_digest
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Batch, Leaf

EntriesOf = Callable[[int], Mapping[int, Sequence[Entry]]]
GATHER_SECONDS = 600
"""Longest time to fetch an epoch's records, if the caller names none."""
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
    def lacking(self) -> int:
        """How many records could not be read. Whoever serves them may do so a little later."""
        return sum(record.problem == "unavailable" for record in self.records)


def gather(
    network: Network,
    store: Store,
    entries_of: EntriesOf,
    epoch: int,
    seen: Container[bytes] = frozenset(),
    *,
    before: Material | None = None,
    seconds: float = GATHER_SECONDS,
    texts: bool = True,
) -> Material:
    """Fetches and checks the records of an epoch.

    If a gateway serves wrong entries for a batch, the batch's records are unavailable. Other batches are not affected,
    whatever goes wrong with one batch or one record. All batches are fetched side by side, for `seconds` in all.

    `entries_of` returns an epoch's entries by batch number. `seen` holds the hashes of records in earlier ledgers: one
    that comes again uses up nobody's quota. `before` is what was gathered of the epoch earlier: what is known there is
    not fetched again. Without `texts`, no record is opened. Raises what `entries_of` raises.
    """
    state = network.scores.epoch(epoch)
    batches = network.batches.batches_of(epoch)
    known = before.records if before and before.batches_root == state.batches_root else []
    served = entries_of(epoch)
    fetched = [_start(batch, served.get(batch.number, ()), known) for batch in batches]
    fetch(fetched, Opener(network, store, epoch), seconds, texts=texts)
    gathering = _Gathering(network, {epoch: state.closed_at}, seen)
    records = {one.batch.number: gathering.records(one) for one in sorted(fetched, key=lambda one: one.batch.number)}
    in_place = [record for batch in batches for record in records[batch.number]]
    return Material(epoch, state.batches_root, in_place, network.batches.address)


def _start(batch: Batch, served: Sequence[Entry], known: Sequence[GatheredRecord]) -> FetchedBatch:
    """What is known of a batch from an earlier look at the epoch's records."""
    records = [record for record in known if record.batch == batch.number]
    return FetchedBatch(
        batch,
        served,
        entries=[record.entry for record in records if record.entry],
        hashes=[record.record_hash for record in records if any(record.record_hash)],
        opened={
            place: (one.content, one.imported)
            for place, one in enumerate(records)
            # What a talk's corrections prove may be known only now.
            if one.content and not has_corrections(one.content)
        },
    )


class _Gathering:
    """Makes records of what was fetched of one epoch, and counts the records of each grant in it.

    A carried batch is judged by the epoch in which it was posted. Its records use up that epoch's quota, and what ended
    later ends none of them. Otherwise, whoever lets an epoch be lost would void records that were in time.
    """

    def __init__(self, network: Network, closed_at: dict[int, int], seen: Container[bytes]) -> None:
        """`closed_at` says of epochs when they were closed, as far as that was read (block time, seconds)."""
        self._network = network
        self._closed_at = closed_at
        self._seen = seen
        self._here: set[bytes] = set()
        """The records of this epoch so far."""
        self._corrections: set[bytes] = set()
        """The corrections among them whose content is served."""
        self._counts: Counter[tuple[bytes, int]] = Counter()
        """Records by grant and by the epoch in which they were posted."""

    def records(self, fetched: FetchedBatch) -> list[GatheredRecord]:
        """Returns the records of a batch, in order. Call it once per batch, in order of their numbers."""
        batch, entries = fetched.batch, list(fetched.entries)
        if batch.posted_in not in self._closed_at:
            self._closed_at[batch.posted_in] = self._network.scores.epoch(batch.posted_in).closed_at
        if entries:
            return [self._record(fetched, place, entry) for place, entry in enumerate(entries)]
        hashes = fetched.hashes if len(fetched.hashes) == batch.count else [ZERO_HASH] * batch.count
        return [withheld(leaf, batch.number) for leaf in unknown_leaves(batch, hashes)]

    def _record(self, fetched: FetchedBatch, place: int, entry: Entry) -> GatheredRecord:
        """Returns one record: opened, or with the reason why it cannot be."""
        batch = fetched.batch
        leaf = entry.leaf(self._network.signing, batch.gateway)
        content, imported, problem = None, True, ""
        try:
            self._check_rights(batch.posted_in, entry, leaf.record_hash)
            opened = fetched.opened.get(place) or Unavailable("it was not fetched in time")
            if isinstance(opened, Exception):
                raise opened
            content, is_unsigned = opened
            imported = counts_in_part(self._network.signing, content, entry.record, is_unsigned, self._is_posted)
        except RefusedByPolicy as error:
            problem = _RULES.get(error.rule, error.rule)
        except InvalidSignature:
            problem = "unsigned"
        except (Unavailable, IntegrityError, MemoryError):
            problem = "unavailable"
        except Exception:  # noqa: BLE001 - fetching logged it, and it costs this record alone
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

    def _is_posted(self, correction: bytes) -> bool:
        return correction in self._corrections or correction in self._seen

    def _registered(self, epoch: int, owner: Address, digest: bytes) -> bool:
        """Whether a wallet registered a grant before the epoch's close. Later, somebody could time it to split the seats."""
        return self._network.grants.registered_upto(owner, digest, self._network.batches.closed_in(epoch))

    def _check_rights(self, epoch: int, entry: Entry, record: bytes) -> None:
        grants, signing = self._network.grants, self._network.signing
        verify_entry(signing, entry, closed_at=self._closed_at[epoch], registered=partial(self._registered, epoch))
        ended = grants.revoked(entry.grant.owner, entry.grant.key)
        if ended and ended < epoch:
            raise RefusedByPolicy("revoked", f"the session key was revoked in epoch {ended}")
        if entry.record.kind == "correction" and any(entry.content_key):
            self._corrections.add(record)
        counted = grant_digest(signing, entry.grant), epoch
        if record in self._here or record in self._seen:
            return
        self._here.add(record)
        self._counts[counted] += 1
        if self._counts[counted] > entry.grant.max_per_epoch:
            raise RefusedByPolicy("over_quota", f"more than {entry.grant.max_per_epoch} records in one epoch")


def unknown_leaves(batch: Batch, hashes: Sequence[bytes]) -> list[Leaf]:
    """Returns leaves without payee, for records whose entries no gateway serves."""
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
