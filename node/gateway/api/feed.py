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
        self._streams: dict[str, dict[Queue, str]] = defaultdict(dict)
        """By account: its open streams with their network addresses, the oldest first."""
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def stream(self, owner: str, address: str, last: int) -> Iterator[Queue]:
        """Gives a queue of an account's events after number `last`, the newest that the caller has read.

        None in the queue ends the stream. Raises Problem `rate-limited` if too many streams are open.
        """
        self._admit(owner, address)
        queue: Queue = asyncio.Queue(_QUEUE)
        self._streams[owner][queue] = address
        if not self._task or self._task.done():
            self._task = asyncio.create_task(self._run(last))
        try:
            yield queue
        finally:
            self._forget(owner, queue)

    def _admit(self, owner: str, address: str) -> None:
        """Makes room for one more stream. Raises Problem `rate-limited`.

        Where an account or this process has its most, the oldest stream of the address with most of them ends. So nobody who
        opens the streams of others keeps them from their own.
        """
        every = [(one, queue, of) for one, queues in self._streams.items() for queue, of in queues.items()]
        if sum(of == address for *_, of in every) >= MOST_OF_ADDRESS:
            raise Problem("rate-limited", f"{MOST_OF_ADDRESS} streams of address {address} are open", retry_after=30)
        own = [one for one in every if one[0] == owner]
        for streams, most, whose in ((own, MOST_OF_ACCOUNT, "this account"), (every, MOST_OF_ALL, "all accounts")):
            if len(streams) < most:
                continue
            counts = Counter(of for *_, of in streams)
            crowd, count = counts.most_common(1)[0]
            if count <= counts[address] + 1:
                raise Problem("rate-limited", f"{most} streams of {whose} are open", retry_after=30)
            self._end(*next((one, queue) for one, queue, of in streams if of == crowd))
            return

    def _end(self, owner: str, queue: Queue) -> None:
        self._forget(owner, queue)
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(None)

    def _forget(self, owner: str, queue: Queue) -> None:
        queues = self._streams.get(owner, {})
        queues.pop(queue, None)
        if not queues:
            self._streams.pop(owner, None)

    async def _run(self, last: int) -> None:
        while self._streams:
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
        owners = [row.owner] if row.owner else list(self._streams)
        for owner in owners:
            for queue in list(self._streams.get(owner, ())):
                if queue.full():
                    self._end(owner, queue)
                else:
                    queue.put_nowait(row)
