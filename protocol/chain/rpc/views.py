"""What views returned, kept while nothing can have changed.

The state of a contract changes only by a transaction in which one of the contracts logs
(tests/contracts/across/test_logs.py).
A few views also depend on the time. Such a value carries the time until which it holds.
"""

from collections.abc import Hashable
from typing import Any

UNTIL_NEXT_BLOCK = 0
"""The `until` of a value that may change with every block."""
_MOST = 200_000


class Views:
    """The values of views at one head, by contract, function and arguments."""

    def __init__(self) -> None:
        self.cleared = 0
        """How often everything was dropped. While it stays the same, nothing happened."""
        self._values: dict[Hashable, tuple[Any, int | None]] = {}

    def has(self, key: Hashable) -> bool:
        """Tells whether a value is kept."""
        return key in self._values

    def value(self, key: Hashable) -> Any:
        """Returns a kept value. Callers must not change it."""
        return self._values[key][0]

    def keep(self, key: Hashable, value: Any, until: int | None) -> None:
        """Keeps a value. `until` is the time in seconds at which it may change by itself, or None for never."""
        if len(self._values) >= _MOST:
            self._values.clear()
        self._values[key] = value, until

    def pass_to(self, time: int) -> None:
        """Moves on to a head at `time`, before which nothing happened. Drops what the time may have changed."""
        stale = [key for key, (_, until) in self._values.items() if until is not None and until <= time]
        for key in stale:
            del self._values[key]

    def clear(self) -> None:
        """Drops everything, because something happened."""
        self.cleared += 1
        self._values.clear()
