"""What failed: how often, why, and when it is tried again.

A step that fails waits, and waits longer each time, but never so long that its deadline passes without many more tries.
Meanwhile the loop takes other steps. What fails now stands in a file, which `kula validator status` shows.
"""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog import get_logger

from kula.node.validator.plan import Act, Step
from kula.protocol.errors import KulaError
from kula.protocol.files import write_whole

FILE = "failures.json"
"""The name of the file in the validator's folder."""
_LONGEST_SECONDS = 300
_LONGEST_WITHOUT_DEADLINE = 30
_ALWAYS = (Act.LOOK, Act.UPKEEP, Act.RESEND)
"""What is due in each turn."""
_TRIES_LEFT = 32
"""A step waits for at most one part in so many of what is left until its deadline."""


@dataclass(slots=True)
class _Failing:
    times: int
    again_at: float
    """In seconds of time.monotonic."""
    problem: str


@dataclass(slots=True)
class Failures:
    """The failing steps of one process. `first_seconds` is the wait after the first failure of a step."""

    folder: Path
    first_seconds: float
    tracebacks: int = field(default=0, init=False)
    """Errors that nobody expected, each logged with its traceback."""
    _failing: dict[tuple[Act, int], _Failing] = field(default_factory=dict, init=False)

    def ready(self, step: Step) -> bool:
        """Whether a step may be tried now."""
        failing = self._failing.get((step.act, step.subject))
        return failing is None or time.monotonic() >= failing.again_at

    def due(self) -> bool:
        """Whether some failing step may be tried again now."""
        return any(time.monotonic() >= failing.again_at for failing in self._failing.values())

    def note(self, step: Step, error: Exception, now: int) -> None:
        """Keeps a failure, logs it, and sets when the step is tried again. `now` is block time in seconds."""
        expected = isinstance(error, KulaError)
        log: Any = get_logger("validator").bind(act=step.act.value, subject=step.subject)
        log.warning("failed", problem=str(error), kind=type(error).__name__, exc_info=None if expected else error)
        self.tracebacks += not expected
        before = self._failing.get((step.act, step.subject))
        times = before.times + 1 if before else 1
        remaining = (step.until - now) / _TRIES_LEFT if step.until else _LONGEST_WITHOUT_DEADLINE
        longest = max(self.first_seconds, min(_LONGEST_SECONDS, remaining))
        wait = min(longest, self.first_seconds * 2 ** min(times - 1, 20))
        self._failing[step.act, step.subject] = _Failing(
            times, time.monotonic() + wait, f"{type(error).__name__}: {error}"
        )
        self._write()

    def done(self, step: Step) -> None:
        """Forgets the failures of a step that went well."""
        if self._failing.pop((step.act, step.subject), None):
            self._write()

    def keep_only(self, steps: list[Step]) -> None:
        """Forgets the failures of steps that are not due any more."""
        due = {(step.act, step.subject) for step in steps}
        self._forget([key for key in self._failing if key not in due and key[0] not in _ALWAYS])

    def keep_looks(self, epochs: range) -> None:
        """Forgets the failed looks at epochs at which nobody looks any more. Their subject 0 stands for all epochs."""
        looks = [key for key in self._failing if key[0] is Act.LOOK and key[1]]
        self._forget([key for key in looks if key[1] not in epochs])

    def _forget(self, gone: list[tuple[Act, int]]) -> None:
        for key in gone:
            del self._failing[key]
        if gone:
            self._write()

    def _write(self) -> None:
        failing = [
            {"act": act.value, "subject": subject, "times": one.times, "problem": one.problem[:200]}
            for (act, subject), one in sorted(self._failing.items())
        ]
        try:
            write_whole(self.folder / FILE, json.dumps({"tracebacks": self.tracebacks, "failing": failing}))
        except OSError as error:
            get_logger("validator").error("file", file=FILE, problem=str(error))


def read_failures(folder: Path) -> dict[str, Any]:
    """Returns what a running validator last wrote of its failures: `tracebacks`, a number, and `failing`, a list."""
    path = folder / FILE
    return json.loads(path.read_text()) if path.exists() else {"tracebacks": 0, "failing": []}
