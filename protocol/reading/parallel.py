"""Runs requests to strangers side by side within one budget of time. One that hangs costs the others nothing."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def at_once(tasks: Mapping[K, Callable[[], T]], seconds: float, threads: int) -> dict[K, T | Exception]:
    """Runs tasks in at most `threads` threads for at most `seconds`. Returns the results by key.

    If a task raises, its exception stands in place of the result. A task that is not done in time is left out. It goes
    on in its thread, which does not keep the process alive, and its result is dropped.
    """
    deadline = time.monotonic() + seconds
    waiting = deque(tasks.items())
    results: dict[K, T | Exception] = {}

    def work() -> None:
        while time.monotonic() < deadline:
            try:
                key, task = waiting.popleft()
            except IndexError:
                return
            try:
                results[key] = task()
            except Exception as error:  # noqa: BLE001 - the caller decides what it means
                results[key] = error

    running = [threading.Thread(target=work, daemon=True) for _ in range(min(threads, len(tasks)))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(max(0.0, deadline - time.monotonic()))
    return results.copy()
