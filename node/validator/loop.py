"""The validator's loop. It has no memory of its own: each turn looks at the chain anew, asks the plan, and takes one step."""

import threading
from dataclasses import dataclass, field
from typing import Any

from structlog import get_logger

from kula.node.validator.plan import Act, Step, next_step
from kula.node.validator.steps import Steps
from kula.node.validator.view import View
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, KulaError, RefusedByPolicy


@dataclass(slots=True)
class Validator:
    """One validator, whose journal is open."""

    view: View
    steps: Steps
    sender: Sender
    _log: Any = field(init=False)

    def __post_init__(self) -> None:
        self._log = get_logger("validator").bind(validator=self.sender.address)

    def run(self, stop: threading.Event, seconds: float) -> None:
        """Turn until `stop` is set, with a pause of `seconds` when nothing is due or a step failed.

        Raises RefusedByPolicy when a commit stands under our key that we did not make.
        """
        while not stop.is_set():
            try:
                with self.sender.connection.turn():
                    self.sender.resume()
                    step = self.turn()
                pause = seconds if step.act is Act.WAIT else 0.0
            except RefusedByPolicy:
                raise
            except KulaError as error:
                self._log.warning("turn", problem=str(error), kind=type(error).__name__)
                pause = seconds
            stop.wait(pause)

    def turn(self) -> Step:
        """Look, decide, take one step; returns the step. When nothing is due for us, do what the chain is due."""
        step = next_step(self.view.epochs(), self.view.votes_due())
        if step.act is Act.STOP:
            raise RefusedByPolicy("foreign-commit", f"epoch {step.subject}: {step.why}; another process uses this key")
        if step.act is Act.WAIT:
            self.steps.keep_up()
        else:
            self._log.info("step", act=step.act.value, subject=step.subject)
            try:
                self.steps.take(step)
            except ChainRefused as refused:
                self._log.info("refused", act=step.act.value, reason=refused.reason)
                raise
        return step
