"""Turns at the model: a few answers are made at once, and each asker is served in turn, so that nobody holds the model."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from kula.node.gateway.problems import Problem

MOST_WAITING = 64
MOST_OF_ONE = 4
"""Answers of one asker that may wait or be made at once."""


@dataclass(eq=False, slots=True)
class _Waiting:
    asker: str
    ready: asyncio.Future[None]
    moved: Callable[[int], None]


class Turns:
    """Gives out `parallel` turns. The asker with the fewest running answers is next, and among equals who waits longest
    since its last turn.

    All methods run in one event loop.
    """

    def __init__(self, parallel: int) -> None:
        self._free = parallel
        self._running: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []
        self._count = 0
        self._last: dict[str, int] = {}
        """The count at which each asker, who runs or waits, had its last turn."""

    @asynccontextmanager
    async def turn(self, asker: str, seconds: float, moved: Callable[[int], None]) -> AsyncIterator[None]:
        """Waits for a turn for at most `seconds`, and gives it back at the end.

        `moved` is called with each new place in the queue, and with 0 when the turn comes. Raises Problem `busy` if too
        many wait, in all or for this asker, or if no turn comes in time.
        """
        await self._wait(asker, seconds, moved)
        try:
            yield
        finally:
            self._give_back(asker)

    async def _wait(self, asker: str, seconds: float, moved: Callable[[int], None]) -> None:
        own = self._running[asker] + sum(one.asker == asker for one in self._waiting)
        if own >= MOST_OF_ONE:
            raise Problem("busy", f"{own} of your chats wait or run, and {MOST_OF_ONE} may at once")
        if len(self._waiting) >= MOST_WAITING:
            raise Problem("busy", f"{MOST_WAITING} chats wait; try again in a moment")
        waiting = _Waiting(asker, asyncio.get_running_loop().create_future(), moved)
        self._waiting.append(waiting)
        self._next()
        try:
            async with asyncio.timeout(seconds):
                await waiting.ready
        except BaseException as ended:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
                self._next()
            else:
                # Its turn came at the moment at which it was given up.
                self._give_back(asker)
            if isinstance(ended, TimeoutError):
                raise Problem("busy", f"no turn came within {seconds:.0f} s; try again later") from None
            raise

    def _give_back(self, asker: str) -> None:
        self._free += 1
        self._running -= Counter([asker])
        self._next()

    def _next(self) -> None:
        """Gives free turns to whoever is next, and tells the others their places."""
        order = self._in_order()
        for waiting in order[: self._free]:
            self._waiting.remove(waiting)
            self._count += 1
            self._last[waiting.asker] = self._count
            self._running[waiting.asker] += 1
            waiting.moved(0)
            waiting.ready.set_result(None)
        for place, waiting in enumerate(order[self._free :], 1):
            waiting.moved(place)
        self._free -= min(self._free, len(order))
        here = {one.asker for one in self._waiting} | set(self._running)
        self._last = {asker: count for asker, count in self._last.items() if asker in here}

    def _in_order(self) -> list[_Waiting]:
        """Who waits, in the order in which they would get turns if no running answer ended."""
        ahead, last = Counter(self._running), dict(self._last)
        waiting, order = list(self._waiting), list[_Waiting]()
        while waiting:
            first = min(waiting, key=lambda one: (ahead[one.asker], last.get(one.asker, 0)))
            waiting.remove(first)
            order.append(first)
            ahead[first.asker] += 1
            last[first.asker] = self._count + len(order)
        return order
