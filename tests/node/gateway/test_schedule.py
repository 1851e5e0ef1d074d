"""The worker's timer: neither a clock that goes back nor a full disk stops a duty."""

import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery, beat
from celery.utils.imports import instantiate

from kula.node.gateway import worker
from kula.node.settings import GatewaySettings

HOURS = timedelta(hours=5)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Celery:
    """The worker's app as `kula gateway work` configures it."""
    monkeypatch.setattr(worker, "app", Celery("kula", set_as_current=False))
    worker.configure(GatewaySettings(data=tmp_path))
    return worker.app


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that the timer sent."""
    names = list[str]()
    monkeypatch.setattr(beat.Scheduler, "apply_entry", lambda _, entry, producer=None: names.append(entry.task))
    return names


def _timer(app: Celery) -> Any:
    filename = app.conf.beat_schedule_filename
    return instantiate(app.conf.beat_scheduler, app=app, schedule_filename=filename, lazy=False)


def _duties(app: Celery) -> set[str]:
    return {one["task"] for one in app.conf.beat_schedule.values()}


def _ticks(timer: Any, now: datetime, monkeypatch: pytest.MonkeyPatch, seconds: int = 10) -> None:
    """Ticks four times a second, by a clock that runs on from `now`."""
    clock = iter(now + timedelta(seconds=part / 4) for part in range(4 * seconds))
    for moment in clock:
        monkeypatch.setattr(beat.ScheduleEntry, "default_now", lambda _, moment=moment: moment)
        monkeypatch.setattr("celery.schedules.schedule.now", lambda _, moment=moment: moment)
        for _ in range(16):
            timer.tick()


def test_clock__goes_back_by_hours__stops_no_duty(app: Celery, sent: list[str], monkeypatch: pytest.MonkeyPatch):
    now = datetime.now(UTC)
    timer = _timer(app)
    _ticks(timer, now + HOURS, monkeypatch)
    assert set(sent) == _duties(app)
    sent.clear()
    _ticks(timer, now, monkeypatch)
    assert set(sent) == _duties(app), "records must be posted, whatever the machine takes for the time"


def test_clock__was_ahead_before_a_restart__stops_no_duty(
    app: Celery, sent: list[str], monkeypatch: pytest.MonkeyPatch
):
    now = datetime.now(UTC)
    before = _timer(app)
    _ticks(before, now + HOURS, monkeypatch)
    before.close()
    sent.clear()
    _ticks(_timer(app), now, monkeypatch)
    assert set(sent) == _duties(app), "a file that remembers when each duty was due last would stop them"


def test_disk__is_full__does_not_end_the_timer(
    app: Celery, sent: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Nobody starts it again: the worker would live on, and post nothing. So it writes nothing."""
    timer = _timer(app)
    _ticks(timer, datetime.now(UTC), monkeypatch)
    files = [path.name for path in tmp_path.iterdir()]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        timer._do_sync()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert files == ["queue"]
