"""An epoch's records as their scorers see them: fetched from IPFS, opened with the gateway's keys, checked against the chain."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
from kula.protocol.records.content import parse_content
from kula.protocol.records.entry import Entry, OpenedRecord, is_import, verify_entry
from kula.protocol.signatures import grant_digest
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Batch, Leaf

EntriesOf = Callable[[int], Mapping[int, Sequence[Entry]]]
_RULES = {"grant-expired": "revoked", "key-out-of-scope": "unsigned"}


@dataclass(frozen=True)
class Material:
    """An epoch in order of position."""

    epoch: int
    batches_root: bytes
    leaves: list[Leaf]
    """Where the gateway shows none that hash to the batch's root: leaves that pay nobody and carry no signatures."""
    records: list[OpenedRecord]
    salts: list[bytes]
    """Each record's salt; empty where the gateway showed none."""


def gather(network: Network, store: Store, entries_of: EntriesOf, epoch: int) -> Material:
    """Fetch and check an epoch. A gateway that lies about a batch makes its records unavailable, nothing worse.

    Raises Unavailable when the gateway does not answer at all: the caller tries again while the phase lasts.
    """
    state = network.scores.epoch(epoch)
    shown = entries_of(epoch)
    leaves: list[Leaf] = []
    records: list[OpenedRecord] = []
    salts: list[bytes] = []
    counts: Counter[bytes] = Counter()
    for batch in network.batches.batches_of(epoch):
        direct = batch.gateway == network.batches.address
        entries = _direct(store, batch) if direct else list(shown.get(batch.number, ()))
        batch_leaves, items = _batch(network, store, batch, entries)
        leaves += batch_leaves
        for item in items:
            records.append(_record(network, store, batch, item, closed_at=state.closed_at, counts=counts))
            salts.append(item.entry.salt if item.entry else b"")
    return Material(epoch, state.batches_root, leaves, records, salts)


def _direct(store: Store, batch: Batch) -> list[Entry]:
    try:
        return direct_entries(store, batch)
    except KulaError:
        return []


@dataclass(frozen=True)
class _Item:
    record_hash: bytes
    link: str
    entry: Entry | None


def _batch(network: Network, store: Store, batch: Batch, entries: list[Entry]) -> tuple[list[Leaf], list[_Item]]:
    leaves = [entry.leaf(network.signing, batch.gateway) for entry in entries]
    if len(leaves) == batch.count and root([batch_leaf(network.dom, leaf) for leaf in leaves]) == batch.root:
        return leaves, [_Item(leaf.record_hash, e.link, e) for leaf, e in zip(leaves, entries, strict=True)]
    get_logger("material").warning("batch", number=batch.number, problem="entries are not those of the root")
    try:
        named = read_manifest(store, batch)
    except KulaError:
        named = [(ZERO_HASH, "")] * batch.count
    missing = [
        Leaf(
            gateway=batch.gateway,
            seq=batch.first_seq + i,
            record_hash=h,
            pay_to=ZERO_ADDRESS,
            signatures_hash=ZERO_HASH,
        )
        for i, (h, _) in enumerate(named)
    ]
    return missing, [_Item(h, link, None) for h, link in named]


def _record(
    network: Network,
    store: Store,
    batch: Batch,
    item: _Item,
    *,
    closed_at: int,
    counts: Counter[bytes],
) -> OpenedRecord:
    """One record, or the reason why there is none."""
    parent = item.entry.record.parent if item.entry else ZERO_HASH
    content, imported, problem = None, True, "unavailable"
    if item.entry:
        try:
            _check_rights(network, batch.epoch, item.entry, closed_at, counts)
            content, imported = _open(network, store, batch, item.entry)
            problem = ""
        except RefusedByPolicy as error:
            problem = _RULES.get(error.rule, error.rule)
        except InvalidSignature:
            problem = "unsigned"
        except (Unavailable, IntegrityError):
            problem = "unavailable"
        except KulaError:
            problem = "malformed"
    if problem:
        content = None
    return OpenedRecord(
        record_hash=item.record_hash,
        parent=parent,
        content=content,
        imported=imported,
        problem=problem,
    )


def _check_rights(network: Network, epoch: int, entry: Entry, closed_at: int, counts: Counter[bytes]) -> None:
    verify_entry(network.signing, entry, closed_at=closed_at, registered=network.grants.registered)
    ended = network.grants.revoked(entry.grant.owner, entry.grant.key)
    if ended and ended < epoch:
        raise RefusedByPolicy("revoked", f"the session key was revoked in epoch {ended}")
    grant = grant_digest(network.signing, entry.grant)
    counts[grant] += 1
    if counts[grant] > entry.grant.max_per_epoch:
        raise RefusedByPolicy("over_quota", f"more than {entry.grant.max_per_epoch} records in one epoch")


def _open(network: Network, store: Store, batch: Batch, entry: Entry) -> tuple[dict[str, object], bool]:
    block = store.get_block(entry.link)
    raw = decrypt(block, entry.content_key, entry.record.commitment, entry.salt)
    content = parse_content(loads_strict(raw))

    def trusted(signer: Address) -> bool:
        """The batch's gateway; for a record that came past it, any gateway with a bond."""
        direct = batch.gateway == network.batches.address
        return network.gateways.room_of(signer) > 0 if direct else signer == batch.gateway

    return content, is_import(network.signing, content, entry.grant.key, trusted)
