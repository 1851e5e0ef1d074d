"""Scoring on another machine: a Celery worker on a real Redis gives the same bytes as this process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from node.demo.stream import read_stream
from node.scoring import score_remotely
from protocol.batch import OpenedRecord
from protocol.material import Material
from protocol.parameters import Parameters
from scoring.duplicates import DuplicateIndex, shingles_of
from scoring.epoch import score_epoch
from scoring.scorer import Scorer
from scoring.text import whole_text


@pytest.mark.slow
@pytest.mark.redis
def test_score_remotely__a_worker_on_redis__the_same_bytes(redis: str, tmp_path: Path):
    contents = [arrival.content for arrival in read_stream(None).arrivals[:12]]
    records = [
        OpenedRecord(record_hash=i.to_bytes(32, "big"), parent=bytes(32), content=c, imported=i % 2 == 0)
        for i, c in enumerate(contents)
    ]
    material = Material(epoch=1, batches_root=b"\x01" * 32, leaves=[], records=records, salts=[])
    index_path = tmp_path / "credited"
    with DuplicateIndex(index_path) as index:
        index.add(shingles_of(contents[3]["kind"], whole_text(contents[3])), b"\x01" * 32)
    environment = {**os.environ, "KULA_BROKER": redis, "KULA_DATA": str(tmp_path), "KULA_TICK_SECONDS": "600"}
    words = [sys.executable, "-m", "protocol.program", "gateway", "work"]
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen(words, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        found = score_remotely(redis, tmp_path, material, index_path, Parameters())
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    here = score_epoch(Scorer.load(device="cpu"), DuplicateIndex(index_path), records, Parameters())
    assert found == here
    assert found.reasons[3] == ["duplicate"]
