"""The batch leaves that we hold, on disk: whoever scores a record holds its leaf, and whoever signs a report holds all paid ones.

What no gateway serves us comes from the other seats, whose reveals name a file of leaves. Each batch is checked against
its root on chain, so the file's author need not be trusted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from structlog import get_logger

from kula.node.validator.journal import Journal
from kula.protocol.chain.clients.scores import Reveal
from kula.protocol.errors import KulaError
from kula.protocol.reading.leaves import LEAF_BYTES, pack_leaves, read_batch
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material, unknown_leaves, withheld
from kula.protocol.reading.parallel import at_once
from kula.protocol.reading.published import read_leaves
from kula.protocol.types import MAX_SEATS, Batch, Leaf

_KEPT = 4
"""Epochs whose leaves stay in memory too."""


@dataclass(slots=True)
class Holding:
    """Keeps the leaves of epochs in the journal, and completes them."""

    ledgers: Ledgers
    journal: Journal
    material_of: Callable[[int], Material]
    """Gathers an epoch from the gateways."""
    seconds: float
    """Longest time to ask the other seats for what an epoch lacks."""
    _held: dict[tuple[int, bytes], Material] = field(default_factory=dict, init=False)
    """By epoch and the root of its batches."""

    def leaves(self, epoch: int) -> Material:
        """The epoch's leaves without its records: from disk, or else from the gateways."""
        root = self.ledgers.network.scores.epoch(epoch).batches_root
        if (epoch, root) not in self._held:
            packed = self.journal.leaves(epoch, root)
            if packed is None:
                self.keep(self.material_of(epoch))
            else:
                self._remember(epoch, root, packed)
        return self._held[epoch, root]

    def keep(self, material: Material) -> None:
        """Writes the leaves of an epoch to disk, together with those that are there."""
        root, packed = material.batches_root, pack_leaves(material.leaves)
        before = self.journal.leaves(material.epoch, root)
        if before:
            packed = _merged(packed, before)
        self.journal.put_leaves(material.epoch, root, packed)
        self._remember(material.epoch, root, packed)

    def complete(self, epoch: int, needed: Sequence[int]) -> Material:
        """The epoch's leaves, after asking the gateways and the other seats for those at the positions `needed`.

        Some may still be unknown.
        """
        held = self.leaves(epoch)
        if missing := self._missing(held, needed):
            self._ask_seats(held, missing)
            held = self.leaves(epoch)
        if self._missing(held, needed):
            self.keep(self.material_of(epoch))
        return self.leaves(epoch)

    def _missing(self, held: Material, needed: Sequence[int]) -> list[Batch]:
        """The batches with unknown leaves at some of the positions `needed`."""
        unknown = [pos for pos in needed if not held.leaves[pos].known]
        batches = self.ledgers.network.batches.batches_of(held.epoch) if unknown else []
        return [b for b in batches if any(b.offset <= pos < b.offset + b.count for pos in unknown)]

    def _ask_seats(self, held: Material, missing: Sequence[Batch]) -> None:
        """Keeps what the seats that revealed serve of missing batches."""
        reveals = self.ledgers.network.scores.reveals(held.epoch)
        tasks = {one.seat: partial(self._of_seat, one, len(held.records), missing) for one in reveals}
        leaves = held.leaves
        for seat, served in at_once(tasks, self.seconds, MAX_SEATS).items():
            if isinstance(served, Exception):
                unexpected = None if isinstance(served, KulaError) else served
                get_logger("holding").warning("seat", seat=seat, problem=str(served), exc_info=unexpected)
                continue
            for batch, of_batch in served:
                leaves[batch.offset : batch.offset + batch.count] = of_batch
        packed = pack_leaves(leaves)
        self.journal.put_leaves(held.epoch, held.batches_root, packed)
        self._remember(held.epoch, held.batches_root, packed)

    def _of_seat(self, reveal: Reveal, records: int, missing: Sequence[Batch]) -> list[tuple[Batch, list[Leaf]]]:
        """The leaves of missing batches that one seat serves and that hash to their roots."""
        packed = read_leaves(self.ledgers.store, reveal.files, records * LEAF_BYTES)
        served = ((batch, read_batch(self.ledgers.network.dom, packed, batch)) for batch in missing)
        return [(batch, leaves) for batch, leaves in served if leaves]

    def _remember(self, epoch: int, root: bytes, packed: bytes) -> None:
        network = self.ledgers.network
        records = []
        for batch in network.batches.batches_of(epoch):
            part = packed[batch.offset * LEAF_BYTES : (batch.offset + batch.count) * LEAF_BYTES]
            known = any(map(any, (part[i + LEAF_BYTES - 32 : i + LEAF_BYTES] for i in range(0, len(part), LEAF_BYTES))))
            leaves = read_batch(network.dom, packed, batch) if known else None
            leaves = leaves or unknown_leaves(batch, [part[i + 20 : i + 52] for i in range(0, len(part), LEAF_BYTES)])
            records += [withheld(leaf, batch.number) for leaf in leaves]
        self._held[epoch, root] = Material(epoch, root, records, network.batches.address)
        for old in list(self._held)[:-_KEPT]:
            del self._held[old]


def _merged(packed: bytes, before: bytes) -> bytes:
    """New leaves, and those that were known before in place of unknown ones."""
    places = range(0, len(packed), LEAF_BYTES)
    known = (any(packed[i + LEAF_BYTES - 32 : i + LEAF_BYTES]) for i in places)
    return b"".join((packed if new else before)[i : i + LEAF_BYTES] for i, new in zip(places, known, strict=True))
