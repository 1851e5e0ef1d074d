"""Fetches the batches of an epoch: their entries, and what their records hold. Nothing here counts or judges them.

Whatever goes wrong with one batch or record is kept for that one alone.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from structlog import get_logger

from kula.protocol.canonical import loads_strict
from kula.protocol.chain.network import Network
from kula.protocol.encoding import batch_leaf
from kula.protocol.encryption import MAX_BLOCK_BYTES, decrypt
from kula.protocol.errors import KulaError, RefusedByPolicy
from kula.protocol.ipfs.store import Store
from kula.protocol.merkle import root
from kula.protocol.reading.direct import direct_entries
from kula.protocol.reading.parallel import at_once
from kula.protocol.reading.published import read_manifest
from kula.protocol.records.content import Content, parse_content
from kula.protocol.records.entry import Entry, is_import
from kula.protocol.types import MAX_BATCHES, ZERO_HASH, Address, Batch

_AT_ONCE = 4
"""Blocks of one batch that are fetched side by side."""


@dataclass(slots=True)
class FetchedBatch:
    """What is known of one batch. Another thread adds to it, so its reader takes what is there when time is up."""

    batch: Batch
    served: Sequence[Entry] = ()
    """What is served as its entries, unchecked."""
    entries: list[Entry] = field(default_factory=list)
    """All entries of the batch, checked against its root, or none."""
    hashes: list[bytes] = field(default_factory=list)
    """The record hashes that the manifest names, while there are no entries."""
    opened: dict[int, tuple[Content, bool] | Exception] = field(default_factory=dict)
    """What each record holds, and whether it is an import, by its place in the batch."""


def fetch(batches: Sequence[FetchedBatch], opener: "Opener", seconds: float, *, texts: bool = True) -> None:
    """Fetches what is not known of batches, side by side, for `seconds` in all. Raises nothing that a stranger causes.

    Without `texts`, it fetches entries alone, and opens no record.
    """
    deadline = time.monotonic() + seconds
    tasks = {one.batch.number: partial(_fetch_batch, one, opener, deadline, texts) for one in batches}
    for number, entries in at_once(tasks, seconds, MAX_BATCHES).items():
        if isinstance(entries, Exception):
            _log(entries, batch=number)


def _fetch_batch(fetched: FetchedBatch, opener: "Opener", deadline: float, texts: bool) -> None:
    if not fetched.entries:
        entries = opener.entries(fetched)
        if not entries:
            fetched.hashes = fetched.hashes or opener.hashes(fetched.batch)
            return
        fetched.entries = entries
    missing = {place: entry for place, entry in enumerate(fetched.entries) if texts and place not in fetched.opened}
    open_one = partial(_open, fetched, opener)
    at_once({p: partial(open_one, p, entry) for p, entry in missing.items()}, deadline - time.monotonic(), _AT_ONCE)


def _open(fetched: FetchedBatch, opener: "Opener", place: int, entry: Entry) -> None:
    try:
        fetched.opened[place] = opener.open(fetched.batch, entry)
    except Exception as error:  # noqa: BLE001 - a stranger wrote it, and it costs this record alone
        if not isinstance(error, RefusedByPolicy):
            _log(error, batch=fetched.batch.number, place=place)
        fetched.opened[place] = error


def _log(error: Exception, **where: object) -> None:
    """Logs an error of one batch or record. One that nobody expected comes with its traceback."""
    expected = isinstance(error, KulaError)
    get_logger("fetching").warning("failed", problem=str(error), exc_info=None if expected else error, **where)


class Opener:
    """Reads entries, manifests and records of one epoch. Its methods raise KulaError, and may run side by side."""

    def __init__(self, network: Network, store: Store, epoch: int) -> None:
        self._network = network
        self._store = store
        self._epoch = epoch
        self._held: dict[Address, bool] = {}

    def entries(self, fetched: FetchedBatch) -> list[Entry]:
        """Returns the entries of a batch, or none if what is served does not hash to the batch's root."""
        batch = fetched.batch
        direct = batch.gateway == self._network.batches.address
        entries = list(fetched.served) or (direct_entries(self._store, batch) if direct else [])
        if len(entries) == batch.count:
            leaves = [entry.leaf(self._network.signing, batch.gateway) for entry in entries]
            if root([batch_leaf(self._network.dom, leaf) for leaf in leaves]) == batch.root:
                return entries
        get_logger("fetching").warning("batch", number=batch.number, problem="entries are not those of the root")
        return []

    def hashes(self, batch: Batch) -> list[bytes]:
        """Returns the record hashes in a batch's manifest, or none if some are no hashes."""
        hashes = [record_hash for record_hash, _ in read_manifest(self._store, batch)]
        return hashes if all(len(one) == len(ZERO_HASH) for one in hashes) else []

    def open(self, batch: Batch, entry: Entry) -> tuple[Content, bool]:
        """Fetches and opens one record. Returns what it holds, and whether it is an import. Raises KulaError.

        A key of zeros opens nothing: the gateway withholds the content, and no time is lost in asking for it.
        """
        if not any(entry.content_key):
            raise RefusedByPolicy("withheld", "the gateway withholds the content")
        block = self._store.get_block(entry.link, MAX_BLOCK_BYTES)
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
