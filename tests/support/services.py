"""Real services on free loopback ports, stopped by process id."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kula.bench.servers import kubo as kubo
from kula.bench.servers import process
from kula.node.local.anvil import free_port


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
        initdb = [*lead, str(binaries / "initdb"), "--no-sync", "-D", str(folder / "db"), "-U", "kula", "-A", "trust"]
        subprocess.run(initdb, check=True, capture_output=True, cwd="/")
        port = free_port()
        words = [*lead, str(binaries / "postgres"), "-D", str(folder / "db"), "-p", str(port)]
        with process([*words, "-k", str(folder), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"], port, cwd="/"):
            yield f"postgresql+psycopg://kula@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
