"""The outer edge of a loop: whatever one step raises, the loop goes on with its other steps."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from structlog import get_logger

from kula.protocol.errors import KulaError

Subject = tuple[Hashable, ...]
"""What a step works on. The first part names the step, for example ("mirror", 7)."""


@dataclass(frozen=True, slots=True)
class _Wait:
    """A subject whose last step failed: how often in a row, and when it may be tried again (seconds of the clock)."""

    failures: int
    until: float


class Edge:
    """Takes steps. A step that fails is logged and counted, and its subject waits twice as long after each failure.

    Unexpected errors are logged with their traceback. `most_seconds` is the longest wait. `count` receives the step's
    name and the error's class, for a metric. It keeps only the subjects that wait. One that nobody comes back to is forgotten
    `most_seconds` after its wait.
    """

    def __init__(
        self,
        *,
        first_seconds: float = 2,
        most_seconds: float = 600,
        count: Callable[[str, str], object] = lambda step, error: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first_seconds = first_seconds
        self._most_seconds = most_seconds
        self._count = count
        self._clock = clock
        self._waits: dict[Subject, _Wait] = {}
        self._log = get_logger("edge")

    def take(self, subject: Subject, step: Callable[[], object]) -> bool:
        """Takes a step unless its subject waits. Returns whether the step was taken and ended well. Raises nothing."""
        if not self.is_due(subject):
            return False
        wait = self._waits.get(subject)
        try:
            step()
        except Exception as error:  # noqa: BLE001 - _failed logs it
            self._failed(subject, error, (wait.failures if wait else 0) + 1)
            return False
        self._waits.pop(subject, None)
        return True

    def is_due(self, subject: Subject) -> bool:
        """Whether `take` would take a step on a subject now."""
        wait = self._waits.get(subject)
        return not wait or self._clock() >= wait.until

    def waits(self, subject: Subject) -> bool:
        """Whether the last step on a subject failed."""
        return subject in self._waits

    def _failed(self, subject: Subject, error: Exception, failures: int) -> None:
        seconds = min(self._most_seconds, self._first_seconds * 2.0 ** min(failures - 1, 32))
        now = self._clock()
        # Strangers make subjects: datasets, accounts, proofs. Other threads add some meanwhile.
        for old, wait in list(self._waits.items()):
            if now >= wait.until + self._most_seconds:
                self._waits.pop(old, None)
        self._waits[subject] = _Wait(failures, now + seconds)
        name, kind = str(subject[0]), type(error).__name__
        about = {"step": name, "subject": list(map(str, subject[1:])), "failures": failures, "again_in": seconds}
        if isinstance(error, KulaError):
            self._log.warning("step failed", **about, kind=kind, problem=str(error))
        else:
            self._log.error("step failed", **about, kind=kind, exc_info=error)
        try:
            self._count(name, kind)
        except Exception as uncounted:  # noqa: BLE001 - the line below logs it
            self._log.error("failure not counted", step=name, exc_info=uncounted)
