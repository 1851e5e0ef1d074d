"""The worker's timer: Celery's, on a machine whose clock may go back.

Celery remembers when each task was due last, also in a file. If that lies in the future, it waits until then: after a clock
that was hours ahead, no record would be posted for hours.
"""

from typing import Any

from celery.beat import PersistentScheduler
from structlog import get_logger


class Schedule(PersistentScheduler):
    """Celery's schedule of periodic tasks, whose last times never lie in the future."""

    def tick(self, *arguments: Any, **named: Any) -> float:
        """Sends the task that is due. Returns the seconds until the next one is."""
        last = [(entry, entry.last_run_at) for entry in self.schedule.values()]
        ahead = [entry for entry, at in last if at and at > entry.default_now()]
        if ahead:
            get_logger("worker").warning("the clock went back", tasks=len(ahead))
            for entry in ahead:
                entry.last_run_at = entry.default_now()
            # It is in order of times by the old clock.
            self._heap = None
        return super().tick(*arguments, **named)
