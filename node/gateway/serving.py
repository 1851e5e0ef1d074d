"""The model that the gateway serves: the one adopted on chain, swapped without a restart."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from structlog import get_logger

from kula.node.gateway.problems import Problem
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.models import adapter_files
from kula.scoring.models.chat_model import ChatModel

_WAITING = 4
"""Chats that may wait or run at once."""


@dataclass(frozen=True, slots=True)
class Served:
    """A loaded model, its number on chain and the sha2-256 of its manifest."""

    number: int
    manifest: bytes
    model: ChatModel


class Serving:
    """Keeps the served model loaded and answers with it, one chat at a time."""

    def __init__(self, network: Network, store: Store, folder: Path, device: str) -> None:
        self._network = network
        self._store = store
        self._folder = folder
        self._device = device
        self._served: Served | None = None
        self._generating = threading.Lock()
        self._waiting = threading.Semaphore(_WAITING)

    def refresh(self) -> None:
        """Loads the model that the chain serves, if it is another one. The old model answers until then."""
        number = self._network.registry.served()
        if self._served and self._served.number == number:
            return
        manifest = self._network.registry.model(number).manifest
        adapters = adapter_files(self._store, bytes32_to_cid(manifest), self._folder)
        self._served = Served(number, manifest, ChatModel.load(adapters, device=self._device))

    def watch(self, stop: threading.Event, seconds: float) -> None:
        """Refreshes every `seconds` until `stop` is set. A refresh that fails is logged and tried again."""
        log = get_logger("serving")
        while not stop.is_set():
            try:
                self.refresh()
            except KulaError as error:
                log.warning("refresh", problem=str(error))
            stop.wait(seconds)

    @property
    def served(self) -> Served:
        """The loaded model. Raises Unavailable before the first one is loaded."""
        if not self._served:
            raise Unavailable("the model is still loading")
        return self._served

    def chat(
        self, messages: Sequence[dict[str, Any]], max_tokens: int, temperature: float, seed: int
    ) -> tuple[Served, Iterator[str]]:
        """Starts an answer; returns the model that gives it, and its pieces. Raises Problem `busy` if too many chats wait."""
        served = self.served
        if not self._waiting.acquire(blocking=False):
            raise Problem("busy", "other chats are waiting; try again in a moment")
        return served, self._pieces(served, messages, max_tokens, temperature, seed)

    def _pieces(
        self,
        served: Served,
        messages: Sequence[dict[str, Any]],
        max_tokens: int,
        temperature: float,
        seed: int,
    ) -> Iterator[str]:
        try:
            with self._generating:
                yield from served.model.stream(messages, max_tokens, temperature, seed or time.time_ns() % 2**31)
        finally:
            self._waiting.release()
