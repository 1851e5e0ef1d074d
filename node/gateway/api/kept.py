"""What never changes is read once: datasets, judged models, and the leaf hashes of our batches. In bounded memory."""

from collections.abc import Callable
from functools import lru_cache

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.receipts import leaf_hashes
from kula.protocol.chain.clients.registry import Dataset, Model, ModelState
from kula.protocol.chain.network import Network
from kula.protocol.types import Address, Batch

_ROWS = 4_096
"""Datasets, and models, that stay in memory: a few megabytes."""
_BATCHES = 32
"""Batches whose leaf hashes stay in memory: at most 32 MB."""


class Kept:
    """Reads of one gateway that are not repeated."""

    def __init__(self, network: Network, repository: Repository, us: Address) -> None:
        self._network = network
        self._repository = repository
        self._us = us
        self._models: dict[int, tuple[Model, list[int]]] = {}
        self.dataset: Callable[[int], Dataset] = lru_cache(maxsize=_ROWS)(network.registry.dataset)
        """Returns a dataset by its number."""
        self.leaves: Callable[[Batch], list[bytes]] = lru_cache(maxsize=_BATCHES)(self._leaves)
        """Returns the leaf hashes of a batch of ours, in order."""

    def model(self, number: int) -> tuple[Model, list[int]]:
        """Returns a model and the numbers of the datasets that it was trained on."""
        kept = self._models.get(number)
        if kept:
            return kept
        registry = self._network.registry
        row = registry.model(number), registry.datasets_of(number)
        if row[0].state != ModelState.CANDIDATE:
            self._models[number] = row
            for oldest in list(self._models)[:-_ROWS]:
                self._models.pop(oldest, None)
        return row

    def _leaves(self, batch: Batch) -> list[bytes]:
        rows = self._repository.records_from(batch.first_seq, batch.count)
        return leaf_hashes(self._network, self._us, rows)
