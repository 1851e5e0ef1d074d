"""The worker's timer: Celery's, in memory, on a machine whose clock may go back and whose disk may be full.

Celery remembers when each task was due last. If that lies in the future, it waits until then: after a clock that was hours
ahead, no record would be posted for hours. Its own default writes these times to disk, and ends for good if that fails.
"""

from typing import Any

from celery.beat import Scheduler
from structlog import get_logger


class Schedule(Scheduler):
    """Celery's schedule of periodic tasks, whose last times never lie in the future. It writes nothing."""

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
