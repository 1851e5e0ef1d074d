"""The gateway's worker: its broker, its periodic tasks without data, and at most one training round at a time."""

from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs

import kula.node.gateway.worker
from kula.node.gateway.worker import app, configure, start_round
from kula.node.settings import GatewaySettings
from kula.protocol.errors import Unavailable
from kula.protocol.program.edge import Edge


def test_configure__without_a_broker__a_queue_in_the_data_folder(tmp_path: Path):
    configure(GatewaySettings(data=tmp_path, tick_seconds=3))
    assert app.conf.broker_url == "whole-files://"
    assert (tmp_path / "queue").is_dir()
    tasks = [entry["task"] for entry in app.conf.beat_schedule.values()]
    assert tasks == ["kula.pin", "kula.post", "kula.claim", "kula.accuse", "kula.estimate"]
    assert {entry["schedule"] for entry in app.conf.beat_schedule.values()} == {3}
    assert app.conf.beat_schedule["post"]["options"]["expires"] == 15, "ticks that waited too long are dropped"
    assert not any(entry.get("args") or entry.get("kwargs") for entry in app.conf.beat_schedule.values())


def test_configure__with_a_broker__uses_it(tmp_path: Path):
    configure(GatewaySettings(data=tmp_path, broker="redis://127.0.0.1:6379/0", train=True, estimate=False))
    assert "estimate" not in app.conf.beat_schedule
    assert app.conf.broker_url == "redis://127.0.0.1:6379/0"
    assert app.conf.beat_schedule["train"]["task"] == "kula.train"


def test_train__while_a_round_runs__starts_no_other_and_holds_up_no_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    began: list[object] = []
    playing, going_on = Event(), Event()

    def play(*words: object, **_: object) -> None:
        began.append(words)
        playing.set()
        going_on.wait(10)

    monkeypatch.setattr(kula.node.gateway.worker.subprocess, "run", play)
    edge = Edge()
    first = start_round(tmp_path, edge)
    assert playing.wait(10)
    start_round(tmp_path, edge).join(10)
    assert first.is_alive(), "the caller goes on while the round runs"
    assert len(began) == 1
    going_on.set()
    first.join(10)
    start_round(tmp_path, edge).join(10)
    assert len(began) == 2


def test_train__a_round_that_fails__is_counted_and_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    counted: list[tuple[str, str]] = []
    monkeypatch.setattr(kula.node.gateway.worker, "_TRAIN", ("false",))
    edge = Edge(count=lambda step, error: counted.append((step, error)))
    for _ in range(3):
        start_round(tmp_path, edge).join(10)
    assert counted == [("train", "CalledProcessError")]


@pytest.mark.parametrize("task", ["pin", "post", "claim", "estimate", "accuse", "train"])
def test_task__while_no_endpoint_answers_at_the_start__raises_nothing_and_waits_before_the_next_try(
    monkeypatch: pytest.MonkeyPatch, task: str
):
    tried: list[object] = []

    def compose(_: GatewaySettings) -> None:
        tried.append(task)
        raise Unavailable("no RPC endpoint answers")

    monkeypatch.setattr(kula.node.gateway.worker, "compose", compose)
    monkeypatch.setattr(kula.node.gateway.worker, "_start", Edge(first_seconds=600))
    with capture_logs() as logs:
        for _ in range(3):
            getattr(kula.node.gateway.worker, task)()
    assert tried == [task]
    assert [(line["step"], line["kind"]) for line in logs] == [("start", "Unavailable")]
