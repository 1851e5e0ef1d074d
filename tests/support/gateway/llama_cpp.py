"""llama.cpp's server in a process of its own, from the wheel of xllamacpp, with the file of the base model."""

import importlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from kula.scoring.models.base import FILE, PACKAGE

KEY = "of the operator"
SLOTS = 2
"""Answers that it makes at once."""
SLOT_TOKENS = 512
"""Tokens of a talk and its answer that one slot holds."""


@dataclass(frozen=True)
class LlamaCpp:
    """A running server."""

    url: str

    def slots(self) -> list[dict[str, Any]]:
        """Returns what each slot does, and the parameters of its last task."""
        answer = httpx.get(f"{self.url}/slots", headers={"authorization": f"Bearer {KEY}"}, timeout=30)
        return answer.raise_for_status().json()

    def busy(self) -> int:
        """Returns how many slots make an answer."""
        return sum(slot["is_processing"] for slot in self.slots())


@contextmanager
def llama_cpp(log: Path) -> Iterator[LlamaCpp]:
    """Starts the server on a free port and waits until its model is loaded. It ends with the process that started it."""
    command, root = [sys.executable, "-m", "tests.support.gateway.llama_cpp"], Path(__file__).parents[3]
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        assert process.stdin
        assert process.stdout
        try:
            line = process.stdout.readline()
            assert line, log.read_text()[-2_000:]
            yield LlamaCpp(json.loads(line)["url"])
        finally:
            process.stdin.close()
            process.wait(30)


def _serve() -> None:
    """Serves until stdin is closed. Prints the URL once the model is loaded."""
    native: Any = importlib.import_module("xllamacpp")
    package = importlib.util.find_spec(PACKAGE)
    assert package
    assert package.origin
    settings = native.CommonParams()
    settings.model.path = str(Path(package.origin).with_name(FILE))
    settings.port = 0
    settings.api_keys = [KEY]
    settings.n_parallel, settings.n_ctx = SLOTS, SLOTS * SLOT_TOKENS
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    settings.n_threads_http = 2 * SLOTS + 2
    settings.warmup = settings.ui = False
    # What the server prints itself goes to the log.
    parent = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    server = native.Server(settings)
    print(json.dumps({"url": server.listening_address}), file=parent, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _serve()
