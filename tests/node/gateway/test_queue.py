"""The queue in files: no reader meets half a message or half a table, whoever writes at the same time."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from kombu import Exchange, Queue

from kula.node.gateway.worker import app, configure
from kula.node.settings import GatewaySettings

_MESSAGES = 1_000
_WRITER = f"""
import sys
from pathlib import Path
from kula.node.settings import GatewaySettings
from kula.node.gateway.worker import app, configure
configure(GatewaySettings(data=Path(sys.argv[1])))
with app.connection_for_write() as connection:
    queue = connection.SimpleQueue("ticks", serializer="json")
    for number in range({_MESSAGES}):
        queue.put({{"number": number}})
"""


def test_queue__read_while_another_process_writes__every_message_whole_and_once(tmp_path: Path):
    configure(GatewaySettings(data=tmp_path))
    numbers: list[int] = []
    with app.connection_for_read() as connection, _writer(tmp_path) as writer:
        channel: Any = connection.channel()
        channel.queue_declare("ticks")
        until = time.monotonic() + 240
        while len(numbers) < _MESSAGES and time.monotonic() < until:
            if message := channel.basic_get("ticks", no_ack=True):
                numbers.append(message.decode()["number"])
    assert writer.returncode == 0
    assert sorted(numbers) == list(range(_MESSAGES))
    assert [file.name for file in (tmp_path / "queue").iterdir()] == ["control"], "nothing stays behind"


def test_queue__bound_by_two_at_once__both_are_in_the_table(tmp_path: Path):
    configure(GatewaySettings(data=tmp_path))
    with ThreadPoolExecutor(2) as pool, app.connection_for_read() as connection:
        channel: Any = connection.channel()
        for number in range(100):
            list(pool.map(_bind, ("io", "gpu"), (f"kula.{number}",) * 2))
            assert {row.queue for row in channel.get_table(f"kula.{number}")} == {"io", "gpu"}


_FULL = """
import resource, signal, sys
from pathlib import Path
from kula.node.gateway.queue import _appear

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
for number in range(3):
    try:
        _appear(Path(sys.argv[1]) / f"{number}.msg", "tick" * 1_000)
    except OSError:
        continue
    raise SystemExit("nothing was refused")
"""


def test_queue__on_a_full_disk__leaves_no_file_behind_with_each_tick(tmp_path: Path):
    done = subprocess.run([sys.executable, "-c", _FULL, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert list(tmp_path.iterdir()) == []


def _writer(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _WRITER, str(folder)])


def _bind(queue: str, exchange: str) -> None:
    with app.connection_for_write() as connection:
        Queue(queue, Exchange(exchange), routing_key=queue, channel=connection.channel()).declare()
