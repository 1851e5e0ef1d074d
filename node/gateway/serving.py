"""The model that the gateway serves: the one adopted on chain, swapped without a restart."""

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kula.node.gateway.problems import Problem
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.models import adapter_files
from kula.scoring.models.chat_model import ChatModel

_WAITING = 4


class Served:
    """A loaded model and its id."""

    def __init__(self, number: int, manifest: bytes, model: ChatModel) -> None:
        self.number = number
        self.manifest = manifest
        self.model = model


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
        """Load the model that the chain serves, if it is another one. The old one answers until then."""
        number = self._network.registry.served()
        if self._served and self._served.number == number:
            return
        manifest = self._network.registry.model(number).manifest
        adapters = adapter_files(self._store, bytes32_to_cid(manifest), self._folder)
        self._served = Served(number, manifest, ChatModel.load(adapters, device=self._device))

    def watch(self, stop: threading.Event, seconds: float) -> None:
        """Refresh until told to stop; what does not work now is tried again."""
        from structlog import get_logger

        log = get_logger("serving")
        while not stop.is_set():
            try:
                self.refresh()
            except KulaError as error:
                log.warning("refresh", problem=str(error))
            stop.wait(seconds)

    @property
    def served(self) -> Served:
        """The loaded model. Raises Unavailable before the first one is."""
        if not self._served:
            raise Unavailable("the model is still loading")
        return self._served

    def chat(
        self, messages: Sequence[dict[str, Any]], max_tokens: int, temperature: float, seed: int
    ) -> tuple[Served, Iterator[str]]:
        """Start an answer; returns the model that gives it. Raises Problem `busy` when too many wait."""
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
