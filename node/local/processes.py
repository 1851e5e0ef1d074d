"""Child processes that run `kula` programs and end with their parent. Knows nothing of what the programs do.

All children are forked from one server, which has already imported torch, transformers and web3. So a child starts at once.
The children share code only: each has its own memory, session, environment and log.
"""

import gc
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from kula.protocol.errors import Unavailable
from kula.protocol.program.main import run

STOP_SECONDS = 15
_INHERITED = ("KULA_CACHE", "KULA_CHAT_MODEL", "KULA_DEVICE")
"""Settings of ours that a child inherits, because they are about the machine. All others concern one program."""
_PRELOADED = (
    "kula.scoring.features.encoder",
    "transformers.models.llama.modeling_llama",
    "transformers.models.auto.modeling_auto",
    "transformers.models.auto.tokenization_auto",
    "pyarrow.parquet",
    "kula.node.gateway.api.app",
    "kula.node.validator.loop",
    "kula.node.gateway.worker",
)
"""Modules that the server imports before it forks."""
_FORKING = get_context("forkserver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One run of `kula`: the words of its command line after `kula`, and what its environment adds to ours."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]


class Processes:
    """A context in which programs run. Its end stops them all, by process id."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, ForkServerProcess] = {}

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        _FORKING.set_forkserver_preload(list(_PRELOADED))
        forkserver.ensure_running()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, program: Program) -> None:
        """Start a program whose output goes to `<name>.log`. Of the KULA_ variables it inherits only those in _INHERITED."""
        environment = {**_inherited(), **program.environment}
        arguments = (list(program.words), environment, self._logs / f"{program.name}.log")
        process = _FORKING.Process(target=_become, args=arguments, name=program.name)
        process.start()
        self._running[program.name] = process

    def check(self) -> None:
        """Raise Unavailable, with the end of its log, if a program has stopped by itself."""
        for name, process in self._running.items():
            if process.exitcode is not None:
                raise Unavailable(f"{name} stopped with exit code {process.exitcode}:\n{self.tail(name)}")

    def pid(self, name: str) -> int:
        """A program's process id."""
        return self._running[name].pid or 0

    def tail(self, name: str, lines: int = 20) -> str:
        """The last lines of a program's log."""
        text = (self._logs / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def kill(self, name: str) -> None:
        """Kill a program with SIGKILL, to test a crash, and forget it."""
        process = self._running.pop(name)
        _signal(process, signal.SIGKILL)
        # A child that has made no session yet is not in one that could be signalled.
        process.kill()
        process.join()

    def end(self, name: str) -> None:
        """Stop one program with SIGTERM and forget it. SIGKILL follows after STOP_SECONDS."""
        _end(self._running.pop(name))

    def stop(self) -> None:
        """Stop all programs with SIGTERM, the newest first. SIGKILL follows for each that still runs after STOP_SECONDS."""
        for process in reversed(self._running.values()):
            _signal(process, signal.SIGTERM)
        for process in self._running.values():
            _end(process)
        self._running.clear()


def _become(words: list[str], environment: dict[str, str], log: Path) -> None:
    """Run the program in the child."""
    settle(environment, log)
    run(words)


def settle(environment: dict[str, str], log: Path) -> None:
    """Give this child a session, an environment, a log and a memory of its own."""
    # The collector writes into each object that it looks at. Of all that was imported it would copy 150 MB, sooner or later.
    gc.freeze()
    os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, path, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
        file = os.open(path, flags, 0o600)
        os.dup2(file, descriptor)
        os.close(file)
    os.dup2(1, 2)


def _inherited() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("KULA_") or k in _INHERITED}


def _end(process: ForkServerProcess) -> None:
    _signal(process, signal.SIGTERM)
    process.join(STOP_SECONDS)
    if process.exitcode is None:
        _signal(process, signal.SIGKILL)
        process.join()


def _signal(process: ForkServerProcess, number: signal.Signals) -> None:
    """Signal the session of a process. A child that has made none yet is signalled again by `_end`."""
    if process.exitcode is None and process.pid:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """Wait for the end of the parent, then stop our session. So even a parent killed with SIGKILL leaves no child."""
    parent = parent_process()
    assert parent, "this runs in child processes only"
    parent.join()
    os.killpg(0, signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os.killpg(0, signal.SIGKILL)
