"""What never changes is computed once: the leaf hashes of our batches, and the trees above them. In bounded memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from kula.node.gateway.database.chain_tables import BatchRow
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.receipts import leaf_hashes
from kula.protocol.chain.network import Network
from kula.protocol.merkle import Tree
from kula.protocol.types import Address

_BATCHES = 32
"""Batches that stay in memory: at most 80 MB."""
PER_UNIT = 512
"""To compute so many leaf hashes takes about a tenth of a second. It counts as one request more."""


@dataclass(slots=True)
class _Batch:
    leaves: list[bytes]
    tree: Tree | None = None


class Kept:
    """Reads of one gateway that are not repeated.

    `charge` is told how many requests a read counts for, if it is not kept: old batches without number could else keep a
    processor busy. It may raise, and nothing is computed then.
    """

    def __init__(self, network: Network, repository: Repository, us: Address) -> None:
        self._network = network
        self._repository = repository
        self._us = us
        self._batches: OrderedDict[tuple[int, int, int], _Batch] = OrderedDict()
        """By number, first number of a record, and count."""
        self._lock = threading.Lock()
        self._computing = threading.Lock()
        """One batch at a time, so that those who ask for it at once compute it once."""

    def leaves(self, batch: BatchRow, charge: Callable[[int], None]) -> list[bytes]:
        """Returns the leaf hashes of a batch of ours, in order."""
        return self._batch(batch, charge).leaves

    def tree(self, batch: BatchRow, charge: Callable[[int], None]) -> Tree:
        """Returns the tree above the leaf hashes of a batch of ours."""
        kept = self._batch(batch, charge)
        kept.tree = kept.tree or Tree(kept.leaves)
        return kept.tree

    def _batch(self, batch: BatchRow, charge: Callable[[int], None]) -> _Batch:
        key = batch.number, batch.first_seq, batch.count
        if kept := self._found(key):
            return kept
        if batch.count >= PER_UNIT:
            charge(batch.count // PER_UNIT)
        with self._computing:
            if kept := self._found(key):
                return kept
            rows = self._repository.records_from(batch.first_seq, batch.count)
            kept = _Batch(leaf_hashes(self._network, self._us, rows))
            with self._lock:
                self._batches[key] = kept
                while len(self._batches) > _BATCHES:
                    self._batches.popitem(last=False)
            return kept

    def _found(self, key: tuple[int, int, int]) -> _Batch | None:
        with self._lock:
            if key in self._batches:
                self._batches.move_to_end(key)
            return self._batches.get(key)
