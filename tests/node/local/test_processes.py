"""The local network's processes: each has an environment and a log of its own, and none outlives its parent."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kula.node.local.anvil import free_port
from kula.node.local.processes import _FORKING, Processes, Program, settle
from kula.protocol.errors import Unavailable
from tests.support.network import private_bytes

pytestmark = pytest.mark.slow

PARENT = """
import sys, time
from pathlib import Path
from kula.node.local.processes import Processes, Program

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    words = ["ipfs", "serve", "--folder", str(folder / "blocks"), "--port", sys.argv[2]]
    with Processes(folder) as processes:
        processes.start(Program(name="ipfs", words=words, environment={}))
        print(processes.pid("ipfs"), flush=True)
        time.sleep(600)
"""


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_processes__their_parent_is_killed__all_end(number: signal.Signals, tmp_path: Path):
    (tmp_path / "parent.py").write_text(PARENT)
    words = [sys.executable, str(tmp_path / "parent.py"), str(tmp_path), str(free_port())]
    # stderr: multiprocessing's resource tracker outlives the parent by a moment and would hold our pipe.
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."}) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert _runs(child)
        parent.send_signal(number)
    deadline = time.monotonic() + 120
    while _runs(child):
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.1)


def test_processes__killed_before_the_child_has_a_session__end(tmp_path: Path):
    with Processes(tmp_path) as processes:
        words = ["ipfs", "serve", "--folder", str(tmp_path / "blocks"), "--port", str(free_port())]
        processes.start(Program(name="ipfs", words=words, environment={}))
        child = processes.pid("ipfs")
        killing = threading.Thread(target=processes.kill, args=("ipfs",), daemon=True)
        killing.start()
        killing.join(60)
        assert not killing.is_alive()
        assert not _runs(child)


def _collect(folder: Path) -> None:
    settle({}, folder / "child.log")
    before = private_bytes(Path("/proc/self"))
    gc.collect()
    (folder / "grown").write_text(str(private_bytes(Path("/proc/self")) - before))


def test_processes__whose_memory_is_collected__still_share_what_was_imported(tmp_path: Path):
    with Processes(tmp_path):
        child = _FORKING.Process(target=_collect, args=(tmp_path,))
        child.start()
        child.join(60)
    assert int((tmp_path / "grown").read_text()) < 30 * 2**20


def _until_stopped(processes: Processes) -> str:
    while True:
        try:
            processes.check()
        except Unavailable as stopped:
            return str(stopped)
        time.sleep(0.1)


def test_processes__one_that_stops__named_with_the_end_of_its_own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KULA_PUBLIC_RPC", "http://of-another-program")
    for words, line in (
        (["config", "show"], '"tick_seconds": 9.5'),
        (["no-such-command"], "no command 'no-such-command'"),
    ):
        with Processes(tmp_path) as processes:
            processes.start(Program(name=words[0], words=words, environment={"KULA_TICK_SECONDS": "9.5"}))
            problem = _until_stopped(processes)
        assert f"{words[0]} stopped with exit code" in problem
        assert line in problem
        assert "of-another-program" not in problem
