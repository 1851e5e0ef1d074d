"""Scoring by Celery workers on a real Redis gives the same verdicts as scoring in this process."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from celery import Celery

import kula.node.validator.scores.pieces
from kula.node import celery_app
from kula.node.demo.stream import read_stream
from kula.node.validator.scores.pieces import QueuedScorer, score_piece, verdicts_of
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.parameters import Parameters
from kula.protocol.records.content import Content
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex, shingles_of
from kula.scoring.epoch import score_epoch
from kula.scoring.features.text import whole_text
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.scorer import Scorer, Verdict, program_hash

CONTENTS = [arrival.content for arrival in read_stream(None).arrivals[:14]]


@pytest.fixture
def workers(redis: str, tmp_path: Path) -> Iterator[str]:
    """Start two scoring processes; gives the broker's URL."""
    environment = {**os.environ, "KULA_BROKER": redis, "KULA_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "kula.protocol.program.main", "validator", "work", "--processes", "2"]
    with (tmp_path / "worker.log").open("wb") as log:
        parent = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    yield redis
    os.killpg(parent.pid, signal.SIGKILL)
    parent.wait()


@pytest.mark.slow
@pytest.mark.redis
def test_queued_scorer__two_processes_on_redis__the_same_bytes(
    workers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    records = [
        OpenedRecord(record_hash=i.to_bytes(32, "big"), parent=bytes(32), content=c, imported=i % 2 == 0)
        for i, c in enumerate(CONTENTS)
    ]
    credited = DuplicateIndex()
    credited.add(shingles_of(CONTENTS[3]["kind"], whole_text(CONTENTS[3])), b"\x01" * 32)
    monkeypatch.setattr(kula.node.validator.scores.pieces, "PIECE", 4)
    own = score_epoch(QueuedScorer(workers, tmp_path, seconds=300), credited, records, Parameters())
    assert own == score_epoch(Scorer.load(device="cpu"), credited, records, Parameters())
    assert own.reasons[3] == ["duplicate"]
    assert not list((tmp_path / "pieces").iterdir()), "what people wrote does not stay behind"


@pytest.mark.redis
def test_queued_scorer__no_worker__says_so_soon_and_keeps_the_order(
    redis: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The validator's other steps go on meanwhile, and each piece waits in the queue once, also after a restart."""
    sent: list[str] = []
    monkeypatch.setattr(Celery, "send_task", lambda _, name, arguments, **_options: sent.append(name))
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(Unavailable, match="1 of 1 pieces"):
            QueuedScorer(redis, tmp_path, seconds=0.3).score(CONTENTS[:3])
        assert time.monotonic() < began + 60
    scorer = QueuedScorer(redis, tmp_path, seconds=0.3)
    assert sent == ["kula.score"]
    monkeypatch.setattr(kula.node.validator.scores.pieces, "_AGAIN_SECONDS", 0)
    with pytest.raises(Unavailable):
        scorer.score(CONTENTS[:3])
    assert len(sent) == 2, "its worker may be gone"
    (piece,) = (tmp_path / "pieces").glob("*.json")
    assert piece.stat().st_mode & 0o077 == 0, "nobody else reads it"
    score_piece(piece, "cpu")
    assert scorer.score(CONTENTS[:3]) == Scorer.load(device="cpu").score(CONTENTS[:3])
    score_piece(piece, "cpu")


def test_queued_scorer__no_broker__says_so_and_queues_the_piece_when_there_is_one(tmp_path: Path):
    with pytest.raises(Unavailable, match="broker takes no task"):
        QueuedScorer("redis://127.0.0.1:1/0", tmp_path).score(CONTENTS[:1])
    assert not list((tmp_path / "pieces").glob("*.queued")), "so the next try sends it again"


def test_pieces__that_nobody_took__do_not_stay_with_what_people_wrote(tmp_path: Path):
    """When records come late, an epoch is cut into other pieces. What a kill left half written goes too."""
    folder = tmp_path / "pieces"
    folder.mkdir()
    for name, age in (("old.json", 90_000), ("old.queued", 90_000), (".old.json.5eed", 90_000), ("new.json", 80_000)):
        (folder / name).write_text("[]")
        written_at = time.time() - age
        os.utime(folder / name, (written_at, written_at))
    with pytest.raises(Unavailable, match="broker takes no task"):
        QueuedScorer("redis://127.0.0.1:1/0", tmp_path).score(CONTENTS[:1])
    names = {path.name for path in folder.iterdir()}
    assert "new.json" in names
    assert not [name for name in names if "old" in name]


@pytest.mark.parametrize("spoiled", ["", "[{", "5", '[{"score": 1}]', "\0" * 99])
def test_verdicts__in_a_spoiled_file__count_as_none_and_are_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: str
):
    sent: list[str] = []

    def send(_: Celery, name: str, arguments: Sequence[str], **_options: object) -> None:
        sent.append(name)
        Path(arguments[0]).with_suffix(".verdicts").write_text(spoiled)

    monkeypatch.setattr(Celery, "send_task", send)
    for _ in range(2):
        with pytest.raises(Unavailable, match="holds no verdicts"):
            QueuedScorer("redis://127.0.0.1:1/0", tmp_path, seconds=0.3).score(CONTENTS[:1])
    assert len(sent) == 2


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_queued_scorer__a_broker_that_swallows_packets__says_so_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
):
    monkeypatch.setattr(celery_app, "_SEND_LIMITS", dict.fromkeys(celery_app._SEND_LIMITS, 0.5))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        scorer = QueuedScorer(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/", tmp_path)
        began = time.monotonic()
        with pytest.raises(Unavailable, match="broker takes no task"):
            scorer.score(CONTENTS[:1])
        assert time.monotonic() < began + 30
    assert not list((tmp_path / "pieces").glob("*.queued"))


def _piece(folder: Path, program: bytes) -> Path:
    """A piece as a validator with this scorer writes it."""
    body = json.dumps(CONTENTS[:1])
    path = folder / f"{hashlib.sha256(program + body.encode()).hexdigest()}.json"
    path.write_text(body)
    return path


def test_score_piece__a_worker_with_another_scorer__refused(tmp_path: Path):
    piece = _piece(tmp_path, program_hash())
    with pytest.raises(IntegrityError, match="is not the validator's scorer"):
        score_piece(piece, "cpu", SHIPPED, b"\x01" * 32)
    assert list(tmp_path.iterdir()) == [piece]
    score_piece(piece, "cpu", SHIPPED, program_hash())
    assert len(list(tmp_path.iterdir())) == 2


def test_forged_task__that_names_another_scorer_or_any_file__writes_no_verdicts(tmp_path: Path):
    """Whoever reaches the broker could have a piece scored with an older scorer, whose files the validator still has."""
    older, settings, pipe = _piece(tmp_path, b"\x01" * 32), tmp_path / "settings.json", tmp_path / "pipe.json"
    settings.write_text(json.dumps(CONTENTS[:1]))
    os.mkfifo(pipe)
    before = sorted(tmp_path.iterdir())
    for path in (older, settings):
        with pytest.raises(IntegrityError, match="is no piece"):
            score_piece(path, "cpu", SHIPPED, program_hash())
    for path in (pipe, tmp_path, Path("/dev/zero")):
        score_piece(path, "cpu", SHIPPED, program_hash())
    assert sorted(tmp_path.iterdir()) == before


class Breaking:
    """A scorer that breaks at one record, or at once."""

    def __init__(self, broken: object, error: type[Exception] = ValueError) -> None:
        self._broken, self._error = broken, error

    def score(self, contents: Sequence[Content]) -> Sequence[Verdict]:
        if self._broken in contents:
            raise self._error
        return [Verdict(100, 0, ()) for _ in contents]


@pytest.mark.parametrize("place", [0, 5, 13])
def test_record__at_which_the_scorer_breaks__is_void_and_costs_no_other(place: int, planted: list[str]):
    planted.append("ValueError")
    verdicts = verdicts_of(Breaking(CONTENTS[place]), CONTENTS)
    assert [verdict.score for verdict in verdicts] == [0 if i == place else 100 for i in range(len(CONTENTS))]
    assert verdicts[place].reasons == ("malformed",)
    with pytest.raises(MemoryError):
        verdicts_of(Breaking(CONTENTS[place], MemoryError), CONTENTS)
