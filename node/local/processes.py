"""Child processes that never outlive their parent. Knows nothing of what they do.

They are forked from one server that has imported what all of them need, so each starts at once instead of reading torch,
transformers and web3 again. Nothing is shared but code: each has a memory, a session, an environment and a log of its own.
"""

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
"""The machine's; all else that a user has set is meant for programs of their own."""
_IMPORTED = (
    "transformers.models.bert.modeling_bert",
    "transformers.models.llama.modeling_llama",
    "transformers.models.auto.modeling_auto",
    "transformers.models.auto.tokenization_auto",
    "pyarrow.parquet",
    "kula.node.gateway.api.app",
    "kula.node.validator.loop",
    "kula.node.gateway.worker",
)
_FORKING = get_context("forkserver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One `kula` program to run: its words on the command line and its own environment."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]


class Processes:
    """Starts programs and stops them all, by process id, when the context is left."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, ForkServerProcess] = {}

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        _FORKING.set_forkserver_preload(list(_IMPORTED))
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
        """Start a program; its output goes to `<name>.log`. Of our own settings it inherits only what _INHERITED names."""
        environment = {**_surroundings(), **program.environment}
        words = (list(program.words), environment, self._logs / f"{program.name}.log")
        process = _FORKING.Process(target=_become, args=words, name=program.name)
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
        """Kill -9 a program, as a crash would."""
        process = self._running.pop(name)
        _signal(process, signal.SIGKILL)
        process.join()

    def end(self, name: str) -> None:
        """Stop one program and forget it."""
        _end(self._running.pop(name))

    def stop(self) -> None:
        """Ask all to stop, the last started first; kill what is still there after STOP_SECONDS."""
        for process in reversed(self._running.values()):
            _signal(process, signal.SIGTERM)
        for process in self._running.values():
            _end(process)
        self._running.clear()


def _become(words: list[str], environment: dict[str, str], log: Path) -> None:
    """In the child: leave all that is the parent's behind and be the program."""
    os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, path, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.dup2(1, 2)
    run(words)


def _surroundings() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("KULA_") or k in _INHERITED}


def _end(process: ForkServerProcess) -> None:
    _signal(process, signal.SIGTERM)
    process.join(STOP_SECONDS)
    if process.exitcode is None:
        _signal(process, signal.SIGKILL)
        process.join()


def _signal(process: ForkServerProcess, number: signal.Signals) -> None:
    """To its whole session; one that has no session yet is met again when it is ended."""
    if process.exitcode is None and process.pid:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """Outlives nobody: kill -9 of the parent leaves nothing behind."""
    parent = parent_process()
    assert parent, "only a child watches its parent"
    parent.join()
    os.killpg(0, signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os.killpg(0, signal.SIGKILL)
