"""Starts servers on free ports of this machine and stops them by process id: Kubo, and any other program."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kula.node.local.anvil import free_port

_SECONDS = 60
"""The longest time in which a server starts to listen."""


@contextmanager
def kubo(binary: Path, folder: Path) -> Iterator[str]:
    """The URL of a Kubo that knows no other node: without bootstrap, routing and automatic configuration."""
    environment = {**os.environ, "IPFS_PATH": str(folder / "repo")}
    run = {"env": environment, "check": True, "capture_output": True}
    subprocess.run([binary, "init", "--profile=test"], **run)
    port = free_port()
    path = folder / "repo" / "config"
    config = json.loads(path.read_text())
    config["Bootstrap"] = []
    config["AutoConf"] = {"Enabled": False}
    config["Routing"] = {"Type": "none"}
    config["DNS"] = {"Resolvers": {}}
    config["Ipns"]["DelegatedPublishers"] = []
    config["Addresses"] |= {"API": f"/ip4/127.0.0.1/tcp/{port}", "Gateway": [], "Swarm": []}
    path.write_text(json.dumps(config))
    with process([str(binary), "daemon", "--offline"], port, environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def process(
    words: list[str], port: int, environment: dict[str, str] | None = None, cwd: str | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that listens on `port` within the context. Raises RuntimeError if it does not within _SECONDS."""
    child = subprocess.Popen(
        words, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, child)
        yield child
    finally:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    """Wait until something listens on a port. Raises RuntimeError if the child ends first."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise RuntimeError(f"the server stopped with exit code {child.returncode}, before it listened on {port}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port} after {_SECONDS} s")
