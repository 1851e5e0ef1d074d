"""The gateway's worker: its broker, its periodic tasks without data, and at most one training round at a time."""

from pathlib import Path

import pytest
from filelock import FileLock

import kula.node.gateway.worker
from kula.node.gateway.worker import app, configure, train
from kula.node.settings import GatewaySettings


def test_configure__without_a_broker__a_queue_in_the_data_folder(tmp_path: Path):
    configure(GatewaySettings(data=tmp_path, tick_seconds=3))
    assert app.conf.broker_url == "whole-files://"
    assert (tmp_path / "queue").is_dir()
    assert [entry["task"] for entry in app.conf.beat_schedule.values()] == ["kula.pin", "kula.post", "kula.claim"]
    assert {entry["schedule"] for entry in app.conf.beat_schedule.values()} == {3}
    assert app.conf.beat_schedule["post"]["options"]["expires"] == 15, "ticks that waited too long are dropped"
    assert not any(entry.get("args") or entry.get("kwargs") for entry in app.conf.beat_schedule.values())


def test_configure__with_a_broker__uses_it(tmp_path: Path):
    configure(GatewaySettings(data=tmp_path, broker="redis://127.0.0.1:6379/0", train=True))
    assert app.conf.broker_url == "redis://127.0.0.1:6379/0"
    assert app.conf.beat_schedule["train"]["task"] == "kula.train"


def test_train__while_a_round_runs__does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Idle:
        settings = GatewaySettings(data=tmp_path)

    began: list[object] = []
    monkeypatch.setattr(kula.node.gateway.worker, "duties", Idle)
    monkeypatch.setattr(kula.node.gateway.worker.subprocess, "run", lambda *words, **_: began.append(words))
    with FileLock(tmp_path / "train.lock"):
        train()
    assert not began
    train()
    assert len(began) == 1
