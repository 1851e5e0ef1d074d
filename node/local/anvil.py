"""A local chain: anvil's native binary from the web folder's packages (its Node shim would leave an orphan)."""

import ctypes
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from web3 import HTTPProvider, Web3

from kula.protocol.errors import Unavailable

_START_SECONDS = 20
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def binary() -> Path:
    """The anvil executable. Raises Unavailable with the command that installs it."""
    system = platform.system().lower()
    machine = _MACHINES.get(platform.machine(), platform.machine())
    root = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "@foundry-rs"
    packaged = root / f"anvil-{system}-{machine}" / "bin" / "anvil"
    found = packaged if packaged.exists() else shutil.which("anvil")
    if not found:
        raise Unavailable("anvil is missing; `make setup` installs it")
    return Path(found)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Anvil:
    """A context: a chain of its own on loopback, killed by process id when left."""

    def __init__(self, *, port: int = 0, block_seconds: int | None = None, log: Path | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._block_seconds = block_seconds
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        words = [str(binary()), "--port", str(self.port), "--quiet", "--hardfork", "prague"]
        words += ["--gas-limit", "60000000", "--slots-in-an-epoch", "1"]
        if self._block_seconds:
            words += ["--block-time", str(self._block_seconds), "--mixed-mining"]
        output = self._log.open("ab") if self._log else subprocess.DEVNULL
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def web3(self) -> Web3:
        """A plain connection, for what only a local chain can do."""
        return Web3(HTTPProvider(self.url))

    def give_coin(self, account: str, wei: int) -> None:
        """Set an account's balance of gas coin."""
        self._call("anvil_setBalance", account, hex(wei))

    def pass_time(self, seconds: int) -> None:
        """Move the clock on and mine a block there."""
        self._call("evm_increaseTime", seconds)
        self._call("evm_mine")

    def _call(self, method: str, *parameters: object) -> object:
        answer = self.web3.provider.make_request(method, list(parameters))  # type: ignore[arg-type]
        if "error" in answer:
            raise Unavailable(f"anvil refused {method}: {answer['error']}")
        return answer.get("result")

    def _wait(self) -> None:
        assert self._process
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Unavailable(f"anvil stopped with exit code {self._process.returncode}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise Unavailable(f"anvil did not answer within {_START_SECONDS} s")


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
