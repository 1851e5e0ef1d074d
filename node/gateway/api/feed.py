"""Hands new events to the streams of this process. One query per half second serves all streams."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.concurrency import run_in_threadpool
from structlog import get_logger

from kula.node.gateway.database.chain_tables import EventRow
from kula.node.gateway.database.events import Events
from kula.node.gateway.problems import Problem

POLL_SECONDS = 0.5
MOST_OF_ADDRESS = 8
"""Streams of one network address."""
MOST_OF_ACCOUNT = 16
"""Streams of one account. Whoever knows an address can open its stream, so it has more than one device needs."""
MOST_OF_ALL = 512
_QUEUE = 256
"""Events that wait for a slow reader; then its stream ends, and it comes back with its last id."""
_AT_ONCE = 1_000

Queue = asyncio.Queue[EventRow | None]


class Feed:
    """The streams of one process."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._queues: dict[str, set[Queue]] = defaultdict(set)
        self._open: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def stream(self, owner: str, address: str, last: int) -> Iterator[Queue]:
        """Gives a queue of an account's events after number `last`, the newest that the caller has read.

        None in the queue ends the stream. Raises Problem `rate-limited` if too many streams are open.
        """
        for name, most in ((f"address {address}", MOST_OF_ADDRESS), (f"account {owner}", MOST_OF_ACCOUNT)):
            if self._open[name] >= most:
                raise Problem("rate-limited", f"{most} streams of {name} are open", retry_after=30)
        if self._open.total() >= 2 * MOST_OF_ALL:
            raise Problem("rate-limited", f"{MOST_OF_ALL} streams are open", retry_after=30)
        queue: Queue = asyncio.Queue(_QUEUE)
        self._queues[owner].add(queue)
        self._open.update((f"address {address}", f"account {owner}"))
        if not self._task or self._task.done():
            self._task = asyncio.create_task(self._run(last))
        try:
            yield queue
        finally:
            self._queues[owner].discard(queue)
            if not self._queues[owner]:
                del self._queues[owner]
            for name in (f"address {address}", f"account {owner}"):
                self._open[name] -= 1
                if not self._open[name]:
                    del self._open[name]

    async def _run(self, last: int) -> None:
        while self._queues:
            await asyncio.sleep(POLL_SECONDS)
            try:
                rows = await run_in_threadpool(self._events.after, last, _AT_ONCE)
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                get_logger("feed").warning("no events", problem=repr(error))
                continue
            for row in rows:
                self._hand_out(row)
            last = rows[-1].id if rows else last

    def _hand_out(self, row: EventRow) -> None:
        owners = list(self._queues) if not row.owner else [row.owner]
        for queue in [queue for owner in owners for queue in self._queues.get(owner, ())]:
            if queue.full():
                queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(row)
