"""A local chain: anvil, which `make setup` installs with the packages of the web folder."""

import ctypes
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from web3 import HTTPProvider, Web3

from kula.protocol.errors import Unavailable

_START_SECONDS = 20
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def binary() -> Path:
    """The path of anvil's native executable. Raises Unavailable, with the command that installs it, if there is none.

    The package's Node script is not used, because its child would go on when we kill the script.
    """
    system = platform.system().lower()
    machine = _MACHINES.get(platform.machine(), platform.machine())
    root = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "@foundry-rs"
    packaged = root / f"anvil-{system}-{machine}" / "bin" / "anvil"
    executable = packaged if packaged.exists() else shutil.which("anvil")
    if not executable:
        raise Unavailable(f"anvil is neither at {packaged} nor on PATH; `make setup` installs it")
    return Path(executable)


def free_port() -> int:
    """A port on loopback that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Anvil:
    """A context in which a new chain runs on loopback.

    `port` 0 takes a free port. Without `block_seconds` a block is mined per transaction, with it also at that interval.
    What anvil prints is added to the file `log`. `fork` is the hard fork whose rules hold. `arguments` are further ones of
    its command line.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        block_seconds: int | None = None,
        log: Path | None = None,
        fork: str = "prague",
        arguments: Sequence[str] = (),
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._block_seconds = block_seconds
        self._log = log
        self._fork = fork
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [str(binary()), "--port", str(self.port), "--quiet", "--hardfork", self._fork]
        command += ["--gas-limit", "60000000", "--slots-in-an-epoch", "1", *self._arguments]
        if self._block_seconds:
            command += ["--block-time", str(self._block_seconds), "--mixed-mining"]
        output = self._log.open("ab") if self._log else subprocess.DEVNULL
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_kill_with_parent,
        )
        self._wait_until_it_answers()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def web3(self) -> Web3:
        """A new connection without our checks and retries, for calls that only a local chain knows."""
        return Web3(HTTPProvider(self.url))

    def give_coin(self, account: str, wei: int) -> None:
        """Set the balance of gas coin of an account, in wei."""
        self._call("anvil_setBalance", account, hex(wei))

    def pass_time(self, seconds: int) -> None:
        """Move the chain's clock forward and mine a block at the new time."""
        self._call("evm_increaseTime", seconds)
        self._call("evm_mine")

    def mine(self, blocks: int) -> None:
        """Mine blocks at once."""
        for _ in range(blocks):
            self._call("evm_mine")

    def _call(self, method: str, *parameters: object) -> object:
        answer = self.web3.provider.make_request(method, list(parameters))  # type: ignore[arg-type]
        if "error" in answer:
            raise Unavailable(f"anvil refused {method}: {answer['error']}")
        return answer.get("result")

    def _wait_until_it_answers(self) -> None:
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


def _kill_with_parent() -> None:
    """Make Linux kill this process when its parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
