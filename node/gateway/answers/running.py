"""Answers as they are made. Readers follow an answer by the number of its pieces, so one may leave and come back."""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from structlog import get_logger

from kula.node.gateway.answers.chat import Answerer, Chat, Making
from kula.node.gateway.answers.turns import Asker, Turns
from kula.node.gateway.problems import Problem
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.types import Address

PAUSE_SECONDS = 60
"""How long an answer without a reader waits for one. The model works on other answers meanwhile."""
KEPT_SECONDS = 600
"""How long an answer that is over can still be read."""
MOST_KEPT = 256
MOST_PAUSED = 16
"""Answers that wait for a reader with what the model keeps of their talks, which is some 100 MB for a long one."""


@dataclass(eq=False, slots=True)
class Running:
    """An answer: waiting for its turn, in the making, paused or over."""

    asker: Asker
    chat: Chat
    making: Making
    key: Address | None = None
    """The session key for which it is signed."""
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))
    pieces: list[str] = field(default_factory=list)
    problem: KulaError | None = None
    """Why it broke off."""
    over_at: float = 0.0
    """When it ended, on the monotonic clock; 0 before."""
    readers: int = 0
    place: int = 0
    """The place in the queue; 0 once it has its turn."""
    choices: Sequence["Running"] = ()
    """All answers to the same request, of which this one has the id that its asker knows. Empty if it is the only one."""
    task: asyncio.Task[None] | None = None
    """What makes it."""
    cut: Literal["left", "late", ""] = ""
    """Why its last turn ended before the answer did: its last reader left, or the turn had lasted long enough."""
    _turn: asyncio.Timeout | None = None
    """The deadline of its turn, while it has one."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(self.pieces)

    async def follow(self, start: int = 0) -> AsyncGenerator[str | int]:
        """Yields pieces from number `start` on, and places in the queue as integers, until the answer is over.

        Raises why the answer broke off.
        """
        self.readers += 1
        self.change()
        place = 0
        try:
            while True:
                while start < len(self.pieces):
                    start += 1
                    yield self.pieces[start - 1]
                if self.over_at:
                    break
                if self.place != place:
                    place = self.place
                    yield place
                else:
                    await self._changed.wait()
        finally:
            self.readers -= 1
            if not self.readers and self._turn and not self._turn.expired():
                self.cut = "left"
                self._turn.reschedule(0)
        if self.problem:
            raise self.problem

    @asynccontextmanager
    async def cut_at(self, seconds: float) -> AsyncIterator[None]:
        """Cuts the work within short after so many seconds, or once the last reader leaves. `cut` says which."""
        self.cut, self._turn = "", asyncio.timeout(seconds)
        turn = self._turn
        try:
            async with turn:
                yield
        except TimeoutError:
            if not turn.expired():
                raise
            self.cut = self.cut or "late"
        finally:
            self._turn = None

    async def has_reader(self, seconds: float) -> bool:
        """Waits for a reader for at most `seconds`. Returns whether there is one."""
        try:
            async with asyncio.timeout(seconds):
                while not self.readers:
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def moved(self, place: int) -> None:
        """Notes a new place in the queue."""
        self.place = place
        self.change()

    def change(self) -> None:
        """Wakes whoever waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()


class Answers:
    """The answers of one gateway. All methods run in one event loop."""

    def __init__(self, answerer: Answerer, *, parallel: int, seconds: float) -> None:
        """`seconds` is how long an asker waits for a turn at most, and how long a turn lasts at most."""
        self._answerer = answerer
        self._turns = Turns(parallel)
        self._seconds = seconds
        self._kept: dict[str, Running] = {}
        self._paused: list[Running] = []

    async def manifest(self) -> bytes:
        """Returns the sha2-256 of the manifest of the model that would answer now. Raises Unavailable."""
        return await self._answerer.manifest()

    async def parent(self) -> bytes | None:
        """Returns the sha2-256 of the manifest of the adopted model's parent, if that could answer now."""
        return await self._answerer.parent()

    async def start(self, chat: Chat, asker: Asker, key: Address | None = None) -> Running:
        """Lets a chat wait for its turn. Raises Problem `too-long`, or Unavailable if no model is there."""
        running = Running(asker, chat, await self._answerer.accept(chat), key)
        self._forget()
        self._kept[running.id] = running
        running.task = asyncio.create_task(self._make(running))
        return running

    def running(self, id: str) -> Running:
        """Returns an answer that is not over, or was KEPT_SECONDS ago at most. Raises Problem `not-found`."""
        self._forget()
        if id not in self._kept:
            raise Problem("not-found", "no answer with this id is kept here; ask again", "id")
        return self._kept[id]

    def has(self, running: Running) -> bool:
        """Tells whether an answer is still kept."""
        return running.id in self._kept

    def _forget(self) -> None:
        """Drops answers that are over: the old ones, and the oldest beyond MOST_KEPT."""
        over = [one for one in self._kept.values() if one.over_at]
        surplus = len(self._kept) - MOST_KEPT
        for place, one in enumerate(over):
            if place < surplus or time.monotonic() > one.over_at + KEPT_SECONDS:
                del self._kept[one.id]

    async def _make(self, running: Running) -> None:
        try:
            while not running.making.ending:
                await self._wait_for_reader(running)
                async with self._turns.turn(running.asker, self._seconds, running.moved):
                    await self._while_read(running)
        except asyncio.CancelledError:
            running.problem = Unavailable("the reader left, so the model stopped")
        except KulaError as error:
            running.problem = error
        except Exception as error:  # noqa: BLE001 - the reader must learn of any end
            get_logger("answers").exception("answer")
            running.problem = Unavailable(f"the model failed with {type(error).__name__}; ask again")
        finally:
            running.over_at = time.monotonic()
            running.change()

    async def _wait_for_reader(self, running: Running) -> None:
        """Raises Unavailable if no reader comes. Among too many that wait, one of the network with most of them ends at once."""
        if running.making.tokens and not running.readers:
            self._paused.append(running)
        if len(self._paused) > MOST_PAUSED:
            ((crowd, _),) = Counter(one.asker.network for one in self._paused).most_common(1)
            oldest = next(one for one in self._paused if one.asker.network == crowd)
            self._paused.remove(oldest)
            if oldest.task:
                oldest.task.cancel()
        try:
            if not await running.has_reader(PAUSE_SECONDS):
                raise Unavailable("nobody read the answer, so the model stopped")
        finally:
            if running in self._paused:
                self._paused.remove(running)

    async def _while_read(self, running: Running) -> None:
        """Makes pieces until the answer ends, nobody reads it, or the turn has lasted long enough, even amid a piece.

        Raises Unavailable for an answer that broke off, or of which a whole turn made nothing.
        """
        if not running.readers:
            return
        making = running.making
        async with aclosing(making.pieces()) as pieces, running.cut_at(self._seconds):
            async for piece in pieces:
                if piece:
                    running.pieces.append(piece)
                    running.change()
        if running.cut == "late":
            if not running.pieces:
                raise Unavailable(f"the model gave no word within {self._seconds:.0f} s; ask again")
            making.ending = making.ending or "length"
        if not making.ending and running.cut != "left":
            raise Unavailable("the answer broke off; ask again")
