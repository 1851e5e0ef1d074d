"""Child processes that never outlive their parent. Knows nothing of what they do."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from protocol.errors import Unavailable

STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1
_INHERITED = ("KULA_CACHE", "KULA_CHAT_MODEL", "KULA_DEVICE")
"""The machine's; all else that a user has set is meant for programs of their own."""


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
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
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
        with (self._logs / f"{program.name}.log").open("ab") as log:
            self._running[program.name] = subprocess.Popen(
                [sys.executable, "-m", "protocol.program", *program.words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**_surroundings(), **program.environment},
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def check(self) -> None:
        """Raise Unavailable, with the end of its log, if a program has stopped by itself."""
        for name, process in self._running.items():
            code = process.poll()
            if code is not None:
                raise Unavailable(f"{name} stopped with exit code {code}:\n{self.tail(name)}")

    def tail(self, name: str, lines: int = 20) -> str:
        """The last lines of a program's log."""
        text = (self._logs / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def kill(self, name: str) -> None:
        """Kill -9 a program, as a crash would."""
        process = self._running.pop(name)
        _signal(process, signal.SIGKILL)
        process.wait()

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


def _surroundings() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("KULA_") or k in _INHERITED}


def _end(process: subprocess.Popen[bytes]) -> None:
    _signal(process, signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)


def _die_with_parent() -> None:
    """Ask Linux to end this child when its parent dies, so that kill -9 of the parent leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
