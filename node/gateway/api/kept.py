"""What never changes is computed once: the leaf hashes of our batches. In bounded memory."""

from collections.abc import Callable
from functools import lru_cache

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.receipts import leaf_hashes
from kula.protocol.chain.network import Network
from kula.protocol.types import Address

_BATCHES = 32
"""Batches whose leaf hashes stay in memory: at most 32 MB."""


class Kept:
    """Reads of one gateway that are not repeated."""

    def __init__(self, network: Network, repository: Repository, us: Address) -> None:
        self._network = network
        self._repository = repository
        self._us = us
        self.leaves: Callable[[int, int, int], list[bytes]] = lru_cache(maxsize=_BATCHES)(self._leaves)
        """Returns the leaf hashes of a batch of ours, in order, by its number, its first number of a record and its count."""

    def _leaves(self, _: int, first_seq: int, count: int) -> list[bytes]:
        return leaf_hashes(self._network, self._us, self._repository.records_from(first_seq, count))
