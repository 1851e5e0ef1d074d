"""Real services on free loopback ports, stopped by process id."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kula.node.local.anvil import free_port

_SECONDS = 60


@contextmanager
def kubo(binary: Path, folder: Path) -> Iterator[str]:
    """An isolated Kubo: no bootstrap, no routing, no auto-configuration."""
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
def redis() -> Iterator[str]:
    """A Redis without persistence."""
    port = free_port()
    with process(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""], port):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def postgres(binaries: Path) -> Iterator[str]:
    """A PostgreSQL cluster in a temporary folder. As root it runs as the user postgres, as PostgreSQL demands."""
    as_root = os.geteuid() == 0
    lead = ["runuser", "-u", "postgres", "--"] if as_root else []
    folder = Path(tempfile.mkdtemp(prefix="kula-postgres-"))
    try:
        if as_root:
            shutil.chown(folder, "postgres", "postgres")
        initdb = [*lead, str(binaries / "initdb"), "-D", str(folder / "db"), "-U", "kula", "-A", "trust"]
        subprocess.run(initdb, check=True, capture_output=True, cwd="/")
        port = free_port()
        words = [*lead, str(binaries / "postgres"), "-D", str(folder / "db"), "-p", str(port)]
        with process([*words, "-k", str(folder), "-c", "listen_addresses=127.0.0.1"], port, cwd="/"):
            yield f"postgresql+psycopg://kula@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def process(
    words: list[str], port: int, environment: dict[str, str] | None = None, cwd: str | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from the moment it listens until it is terminated."""
    child = subprocess.Popen(
        words, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, child)
        yield child
    finally:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    """Waits until a port is listened on."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        assert child.poll() is None, f"the server stopped with exit code {child.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port} after {_SECONDS} s")
