"""A validator's process that dies as by kill -9 on either side of each of its effects, once each: on disk, chain and wire."""

import os
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kula.node.settings import ValidatorSettings
from kula.node.validator.journal import Journal
from kula.node.validator.plan import Act, Step
from kula.node.validator.steps import Steps
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.account import ChainAccount
from kula.protocol.chain.rpc.journal import SendJournal
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.gateways import AllGateways

EFFECTS: dict[type, tuple[str, ...]] = {
    Journal: ("put_scores", "put_leaves", "sign", "note", "note_taken", "look_after"),
    SendJournal: ("add", "add_version", "drop", "mark", "tell"),
    ChainAccount: ("sign", "broadcast", "broadcast_again"),
    AllGateways: ("post_signature",),
    Store: ("put_node", "add_file"),
}
"""What changes something outside of the process's memory, by class."""
_MOST_TURNS = 400
_FORKING = get_context("forkserver")


class Places:
    """The places at which processes died, one per line of a file. Only each `every`-th place kills; the others are spared."""

    def __init__(self, path: Path, every: int) -> None:
        self._path = path
        self._every = every
        self._known = path.read_text().splitlines() if path.exists() else []
        self.act = "start"
        """The step that is being taken."""

    def pass_by(self, where: str) -> None:
        """Kills this process, unless the place is spared or killed one before."""
        place = f"{self.act}: {where}"
        if place in self._known:
            return
        self._known.append(place)
        with self._path.open("a") as file:
            file.write(f"{place}\n")
        if len(self._known) % self._every == 0:
            os.kill(os.getpid(), signal.SIGKILL)


Goal = Callable[[Network], bool]
"""What a validator should bring about. A function of a module, because it goes to another process."""


def live(settings: ValidatorSettings, path: Path, every: int, goal: Goal) -> int:
    """Starts a validator again and again until one lives until a goal is reached. Returns how many died."""
    deaths = 0
    while True:
        process = _FORKING.Process(target=_live, args=(settings, path, every, goal))
        process.start()
        process.join()
        if process.exitcode == 0:
            return deaths
        assert process.exitcode == -signal.SIGKILL, f"it ended by itself, with {process.exitcode}, after {deaths} kills"
        deaths += 1


def _live(settings: ValidatorSettings, path: Path, every: int, goal: Goal) -> None:
    from tests.support.validators import process

    places = Places(path, every)
    for owner, names in EFFECTS.items():
        for name in names:
            setattr(owner, name, _mortal(getattr(owner, name), f"{owner.__name__}.{name}", places.pass_by))
    take = Steps.take

    def noted(steps: Steps, step: Step) -> None:
        places.act = step.act.value
        take(steps, step)

    Steps.take = noted  # type: ignore[method-assign]
    with process(settings) as validator:
        for _ in range(_MOST_TURNS):
            if goal(validator.view.ledgers.network):
                return
            if validator.turn().act in (Act.WAIT, Act.LOOK):
                time.sleep(0.05)
    raise AssertionError("the goal was not reached")


def _mortal(effect: Callable[..., Any], name: str, pass_by: Callable[[str], None]) -> Callable[..., Any]:
    def around(*arguments: object, **named: object) -> Any:
        pass_by(f"before {name}")
        value = effect(*arguments, **named)
        pass_by(f"after {name}")
        return value

    return around
