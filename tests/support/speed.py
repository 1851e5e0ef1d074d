"""How long work takes, told so that neither a slow machine nor a busy one changes the answer."""

import hashlib
import json
import time
from collections.abc import Callable

_SAMPLE_SECONDS = 0.02
"""What the sample takes on the machine whose seconds the tests speak of."""
_OFTEN = 20
"""Samples in a row by the clock on the wall, so that others on the core take their part of them too."""
_TRIES = 3


def is_done_within(
    seconds: float,
    work: Callable[[], object],
    clock: Callable[[], float] = time.process_time,
    before: Callable[[], object] = lambda: None,
) -> bool:
    """Tells whether work takes at most so many seconds of processor time, in one of three tries.

    What takes longer is measured against a sample that runs beside it. A core that is slow, or shared with others, slows
    both. `clock` counts the seconds; by default those of this process. By `time.monotonic`, the sample waits for the core too.
    What `before` takes, before each try, does not count.
    """

    def took(work: Callable[[], object], clock: Callable[[], float]) -> float:
        began = clock()
        work()
        return clock() - began

    def slowness() -> float:
        if clock is not time.monotonic:
            return took(_sample, time.process_time) / _SAMPLE_SECONDS
        return took(lambda: [_sample() for _ in range(_OFTEN)], clock) / (_OFTEN * _SAMPLE_SECONDS)

    for _ in range(_TRIES):
        before()
        most = seconds
        if (used := took(work, clock)) > most:
            most *= max(1.0, slowness())
        if used <= most:
            return True
    return False


def _sample() -> None:
    """Some of what Kula's own programs do all day: loops, text, JSON and hashes."""
    rows = [{"n": n, "text": f"row {n}"} for n in range(4_000)]
    for _ in range(2):
        text = json.dumps(rows)
        assert len(json.loads(text)) == len(text.split("}, {"))
    for row in rows:
        hashlib.sha256(str(row).encode()).digest()
