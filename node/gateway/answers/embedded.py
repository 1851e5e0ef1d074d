"""The model that the gateway loads itself: the one adopted on chain, swapped without a restart."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from structlog import get_logger

from kula.node.gateway.answers.chat import Chat
from kula.node.gateway.answers.stops import Stops
from kula.node.gateway.problems import Problem
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.models import adapter_files
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.models.generation import Ending, Generation


@dataclass(frozen=True, slots=True)
class Served:
    """A loaded model, its number on chain and the sha2-256 of its manifest."""

    number: int
    manifest: bytes
    model: ChatModel


@dataclass(slots=True)
class EmbeddedAnswer:
    """An answer of the loaded model. One thread makes all answers, token by token, in turn."""

    manifest: bytes
    prompt: list[int]
    chat: Chat
    model: ChatModel
    thread: ThreadPoolExecutor
    tokens: int = 0
    ending: Ending | None = None
    _generation: Generation | None = field(default=None, init=False)
    _stops: Stops = field(init=False)
    _step: asyncio.Future[str] | None = field(default=None, init=False)
    """A forward pass whose piece nobody took yet. A reader may leave amid it."""

    def __post_init__(self) -> None:
        """Looks for the texts to stop at from the first piece on."""
        self._stops = Stops(self.chat.stop)

    @property
    def prompt_tokens(self) -> int:
        """Tokens of the talk so far."""
        return len(self.prompt)

    async def pieces(self) -> AsyncGenerator[str]:
        """Yields the text that each forward pass adds."""
        loop, stops = asyncio.get_running_loop(), self._stops
        generation = self._generation = self._generation or self.model.start(self.prompt, self.chat.sampling)
        while self._step or not (generation.ending or stops.reached):
            self._step = self._step or loop.run_in_executor(self.thread, generation.step)
            piece, self._step = await asyncio.shield(self._step), None
            self.tokens = generation.tokens
            yield stops.feed(piece)
        rest = stops.rest()
        self.ending = "stop" if stops.reached else generation.ending
        yield rest


class Embedded:
    """Keeps the served model loaded and answers with it."""

    def __init__(self, network: Network, store: Store, folder: Path, device: str, *, prompt_tokens: int) -> None:
        """`prompt_tokens` is the most that a talk may have."""
        self._network = network
        self._store = store
        self._folder = folder
        self._device = device
        self._most = prompt_tokens
        self._served: Served | None = None
        self._parent: Served | None = None
        self._is_parent_wanted = False
        self._thread = ThreadPoolExecutor(1, "answers")

    def refresh(self) -> None:
        """Loads the model that the chain serves, if it is another one. The old model answers until then."""
        number = self._network.registry.served()
        if not self._served or self._served.number != number:
            self._served, self._parent = self._load(number), None
        if self._is_parent_wanted and not self._parent:
            parent = self._network.registry.model(number).parent
            self._parent = self._load(parent) if parent else None

    def _load(self, number: int) -> Served:
        manifest = self._network.registry.model(number).manifest
        adapters = adapter_files(self._store, bytes32_to_cid(manifest), self._folder)
        return Served(number, manifest, ChatModel.load(adapters, device=self._device))

    def watch(self, stop: threading.Event, seconds: float) -> None:
        """Refreshes every `seconds` until `stop` is set. A refresh that fails is logged and tried again."""
        log = get_logger("serving")
        while not stop.is_set():
            try:
                self.refresh()
            except Exception:
                log.exception("refresh")
            stop.wait(seconds)

    @property
    def served(self) -> Served:
        """The loaded model. Raises Unavailable before the first one is loaded."""
        if not self._served:
            raise Unavailable("the model is still loading")
        return self._served

    async def manifest(self) -> bytes:
        """Returns the manifest's hash of the loaded model. Raises Unavailable before the first one is loaded."""
        return self.served.manifest

    async def parent(self) -> bytes | None:
        """Returns the manifest's hash of the adopted model's parent once it is loaded. Asking has it loaded."""
        self._is_parent_wanted = True
        return self._parent.manifest if self._parent else None

    async def accept(self, chat: Chat) -> EmbeddedAnswer:
        """Counts the tokens of a chat. Raises Problem `too-long`, or Unavailable before the first model is loaded."""
        served = self._parent if chat.of_parent and self._parent else self.served
        loop = asyncio.get_running_loop()
        prompt = await loop.run_in_executor(self._thread, served.model.prompt, chat.messages)
        if len(prompt) > self._most:
            raise Problem("too-long", f"the talk has {len(prompt)} tokens, and {self._most} fit", "messages")
        return EmbeddedAnswer(served.manifest, prompt, chat, served.model, self._thread)
