"""How long work takes, told so that neither a slow machine nor a busy one changes the answer."""

import hashlib
import json
import time
from collections.abc import Callable

_SAMPLE_SECONDS = 0.02
"""What the sample takes on the machine whose seconds the tests speak of."""
_TRIES = 3


def is_done_within(seconds: float, work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> bool:
    """Tells whether work takes at most so many seconds of processor time, in one of three tries.

    What takes longer is measured against a sample that runs beside it. A core that is slow, or shared with others, slows
    both. `clock` counts the seconds; by default those of this process.
    """

    def took(work: Callable[[], object], clock: Callable[[], float]) -> float:
        began = clock()
        work()
        return clock() - began

    for _ in range(_TRIES):
        most = seconds
        if (used := took(work, clock)) > most:
            most *= max(1.0, took(_sample, time.process_time) / _SAMPLE_SECONDS)
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
