"""The search for tracebacks in the logs of a network, which the fixtures of hostile and end-to-end tests end with."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.network import Logs

TRACEBACK = 'Traceback (most recent call last):\n  File "x.py", line 1\n{}\n'


def test_logs__with_a_traceback_that_nobody_planted__fail_once(tmp_path: Path):
    log = tmp_path / "logs" / "validator-0.log"
    log.parent.mkdir()
    logs = Logs(SimpleNamespace(plan=SimpleNamespace(folder=tmp_path)))  # type: ignore[arg-type]
    logs.search()
    log.write_bytes(b'{"event": "step"}\n\xff\n' + TRACEBACK.format("ZeroDivisionError: é").encode())
    with pytest.raises(AssertionError, match=r"validator-0\.log: Traceback"):
        logs.search()
    logs.search()


def test_logs__with_a_planted_traceback__fail_for_another_one_only(tmp_path: Path):
    log = tmp_path / "logs" / "gateway.log"
    log.parent.mkdir()
    logs = Logs(SimpleNamespace(plan=SimpleNamespace(folder=tmp_path)))  # type: ignore[arg-type]
    logs.planted.append("ZeroDivisionError")
    log.write_text(TRACEBACK.format("ZeroDivisionError: planted"))
    logs.search()
    with log.open("a") as more:
        more.write(TRACEBACK.format("KeyError: 'records'"))
    with pytest.raises(AssertionError, match="KeyError"):
        logs.search()
