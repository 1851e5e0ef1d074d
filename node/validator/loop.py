"""The validator's loop. Each turn looks at the chain anew, asks the plan, and takes the most urgent step that is ready.

No error ends the loop. A step that fails is put off, and the next most urgent one is taken. Only a commit or a signature
under our key that another process made stops a validator, if all endpoints show it.
"""

import threading
import time
from dataclasses import dataclass, field

from structlog import get_logger

from kula.node.validator.failures import Failures
from kula.node.validator.plan import Act, Step, steps_due
from kula.node.validator.steps import Steps
from kula.node.validator.view import Look, View
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import RefusedByPolicy

_UPKEEP_SECONDS = 60
"""Upkeep of the chain waits for this long while other steps are ready."""
_UPKEEP = Step(Act.UPKEEP)
_LOOK = Step(Act.LOOK)
_RESEND = Step(Act.RESEND)


@dataclass(slots=True)
class Validator:
    """One validator, whose journal is open."""

    view: View
    steps: Steps
    sender: Sender
    failures: Failures
    _upkeep_at: float = field(default=0, init=False)
    """When upkeep is due although other steps are ready, in seconds of time.monotonic."""

    _idle: bool = field(default=False, init=False)
    """Nothing was due at the last look, so nothing is until the next block."""
    _accusers: set[str] = field(default_factory=set, init=False)
    """The endpoints that showed, one after the other, what we did not make under our key."""

    def run(self, stop: threading.Event, seconds: float) -> None:
        """Turn until `stop` is set, with a pause of `seconds` when nothing was done.

        Raises RefusedByPolicy when a commit or a signature under our key is on chain that we did not make.
        """
        while not stop.is_set():
            with self.sender.connection.turn():
                step = self.turn()
            stop.wait(seconds if step.act in (Act.WAIT, Act.LOOK) else 0.0)

    def turn(self) -> Step:
        """Look, decide, try one step; returns the step. When no other step is ready, do what the chain is due.

        A step that fails is kept in `failures`. Raises RefusedByPolicy as `run` does.
        """
        if self._idle and not self.failures.due() and not self._moved():
            return Step(Act.WAIT, why="no block is new")
        look = self._look()
        if look is None:
            return _LOOK
        self._idle = False
        due = steps_due(look.epochs, look.votes, look.unpaid)
        if due and due[0].act is Act.STOP:
            if self._all_say_so():
                raise RefusedByPolicy("foreign-key", _stopped(due[0]))
            return _LOOK
        self._accusers.clear()
        self.failures.keep_only(due)
        ready = next((step for step in due if self.failures.ready(step)), None)
        if ready is None or time.monotonic() >= self._upkeep_at:
            self._try(_UPKEEP, look.now)
            self._upkeep_at = time.monotonic() + _UPKEEP_SECONDS
        self._idle = ready is None
        if ready is None:
            return Step(Act.WAIT, why="nothing is due that is ready")
        get_logger("validator").info("step", act=ready.act.value, subject=ready.subject, until=ready.until)
        self._try(ready, look.now)
        return ready

    def _all_say_so(self) -> bool:
        """Whether every endpoint has shown in a row what only a foreign process can have done. One alone may lie."""
        accuser, endpoints = self.sender.connection.doubt()
        self._accusers.add(accuser)
        get_logger("validator").warning("foreign key", endpoint=accuser, said_so=len(self._accusers), of=endpoints)
        return len(self._accusers) >= endpoints

    def _moved(self) -> bool:
        try:
            return self.view.moved()
        except Exception:  # noqa: BLE001 - the look that follows fails in the same way, and is logged and counted
            return True

    def _look(self) -> Look | None:
        if not self.failures.ready(_LOOK):
            return None
        self._resend()
        try:
            look = self.view.look()
        except Exception as error:  # noqa: BLE001 - nothing ends the loop; it is logged and counted
            self.failures.note(_LOOK, error, 0)
            return None
        self.failures.done(_LOOK)
        return look

    def _resend(self) -> None:
        """Look after the transactions that are on their way. One that is stuck does not keep us from looking and scoring."""
        if not self.failures.ready(_RESEND):
            return
        try:
            self.sender.resume()
        except Exception as error:  # noqa: BLE001 - nothing ends the loop; it is logged and counted
            self.failures.note(_RESEND, error, 0)
        else:
            self.failures.done(_RESEND)

    def _try(self, step: Step, now: int) -> None:
        """Take a step. Whatever goes wrong puts off this step alone."""
        if not self.failures.ready(step):
            return
        try:
            self.steps.take(step)
        except Exception as error:  # noqa: BLE001 - nothing ends the loop; it is logged and counted
            self.failures.note(step, error, now)
        else:
            self.failures.done(step)


def _stopped(step: Step) -> str:
    return (
        f"epoch {step.subject}: {step.why}. Either another process uses this key: stop it. Or this folder is an older copy: "
        f"put the newest one back, or start again when epoch {step.subject} has a report and the next epoch too"
    )
