"""Turns at the model: a few answers are made at once. Networks are served in turn, and in each its askers, so that nobody
holds the model.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from kula.node.gateway.problems import Problem

MOST_WAITING = 64
MOST_OF_ONE = 4
"""Answers of one asker that may wait or be made at once."""
_RETRY_SECONDS = 5


class Asker(NamedTuple):
    """Whose turn it is. Keys are free, and a chat proves none, so those of one network share what it gets."""

    network: str
    key: str = ""
    """A session key that a grant names; empty for all others of the network."""


@dataclass(eq=False, slots=True)
class _Waiting:
    asker: Asker
    ready: asyncio.Future[None]
    moved: Callable[[int], None]

    def has_turn(self) -> bool:
        return self.ready.done() and not self.ready.cancelled() and not self.ready.exception()


class Turns:
    """Gives out `parallel` turns. The network with the fewest running answers is next, then the one that waits longest since
    its last turn. Its askers are served by the same rule.

    All methods run in one event loop.
    """

    def __init__(self, parallel: int) -> None:
        self._free = parallel
        self._running: Counter[Asker] = Counter()
        self._waiting: list[_Waiting] = []
        self._count = 0
        self._last: dict[str | Asker, int] = {}
        """The count at which each network and asker, who runs or waits, had its last turn."""

    @asynccontextmanager
    async def turn(self, asker: Asker, seconds: float, moved: Callable[[int], None]) -> AsyncIterator[None]:
        """Waits for a turn for at most `seconds`, and gives it back at the end.

        `moved` is called with each new place in the queue, and with 0 when the turn comes. Raises Problem `busy` if too
        many wait in all, or if no turn comes in time. Raises `rate-limited` or `network-limited` if too many of this asker wait.
        """
        await self._wait(asker, seconds, moved)
        try:
            yield
        finally:
            self._give_back(asker)

    async def _wait(self, asker: Asker, seconds: float, moved: Callable[[int], None]) -> None:
        own = self._running[asker] + sum(one.asker == asker for one in self._waiting)
        if own >= MOST_OF_ONE:
            raise _too_many(asker, own)
        if len(self._waiting) >= MOST_WAITING:
            self._make_room(asker.network)
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
            elif waiting.has_turn():
                # It came at the moment at which it was given up.
                self._give_back(asker)
            if isinstance(ended, TimeoutError):
                raise Problem("busy", f"no turn came within {seconds:.0f} s; try again later") from None
            raise

    def _make_room(self, network: str) -> None:
        """Ends the wait of the last chat of the network with most of those who wait, unless that is one's own.

        So no network keeps others from the queue. Raises Problem `busy`.
        """
        full = Problem("busy", f"{MOST_WAITING} chats wait; try again in a moment")
        counts = Counter(one.asker.network for one in self._waiting)
        crowd, count = counts.most_common(1)[0]
        if count <= counts[network] + 1:
            raise full
        last = next(one for one in reversed(self._waiting) if one.asker.network == crowd)
        self._waiting.remove(last)
        if not last.ready.done():
            last.ready.set_exception(full)

    def _give_back(self, asker: Asker) -> None:
        self._free += 1
        self._running -= Counter([asker])
        self._next()

    def _next(self) -> None:
        """Gives free turns to whoever is next, and tells the others their places."""
        order = self._in_order()
        for waiting in order[: self._free]:
            self._waiting.remove(waiting)
            self._count += 1
            self._last[waiting.asker] = self._last[waiting.asker.network] = self._count
            self._running[waiting.asker] += 1
            waiting.moved(0)
            waiting.ready.set_result(None)
        for place, waiting in enumerate(order[self._free :], 1):
            waiting.moved(place)
        self._free -= min(self._free, len(order))
        here = {one.asker for one in self._waiting} | set(self._running)
        here_too = {asker.network for asker in here}
        self._last = {one: count for one, count in self._last.items() if one in here or one in here_too}

    def _in_order(self) -> list[_Waiting]:
        """Who waits, in the order in which they would get turns if no running answer ended. Who has just left is not in it."""
        ahead = Counter[str | Asker]()
        for asker, count in self._running.items():
            ahead.update({asker: count, asker.network: count})
        last = dict(self._last)

        def rank(one: _Waiting) -> tuple[int, ...]:
            network = one.asker.network
            return ahead[network], last.get(network, 0), ahead[one.asker], last.get(one.asker, 0)

        waiting, order = [one for one in self._waiting if not one.ready.done()], list[_Waiting]()
        while waiting:
            first = min(waiting, key=rank)
            waiting.remove(first)
            order.append(first)
            for of in (first.asker.network, first.asker):
                ahead[of] += 1
                last[of] = self._count + len(order)
        return order


def _too_many(asker: Asker, own: int) -> Problem:
    """Says whose chats are too many: those of a granted key, or of all others behind the same network."""
    if asker.key:
        detail = f"{own} of your chats wait or run, and {MOST_OF_ONE} may at once"
        return Problem("rate-limited", detail, retry_after=_RETRY_SECONDS)
    detail = (
        f"{own} chats of your network wait or run, and {MOST_OF_ONE} may at once; a key that a grant names has its own"
    )
    return Problem("network-limited", detail, retry_after=_RETRY_SECONDS)
