"""Scoring an epoch in this process, or as a Celery task over a folder that the worker sees too."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from celery import Celery

from protocol.batch import OpenedRecord
from protocol.errors import Unavailable
from protocol.material import Material
from protocol.parameters import Parameters
from scoring.duplicates import DuplicateIndex
from scoring.epoch import EpochScores, score_epoch
from scoring.scorer import Scorer

_POLL_SECONDS = 0.5
_LIMIT_SECONDS = 3_600


def score_remotely(
    broker: str, folder: Path, material: Material, index_path: Path, parameters: Parameters
) -> EpochScores:
    """Write the material, order the task on queue gpu, wait for its result file. Raises Unavailable after an hour."""
    path = folder / f"material-{material.epoch}-{material.batches_root.hex()[:16]}.json"
    result = path.with_suffix(".scores")
    body = {
        "index": str(index_path),
        "parameters": asdict(parameters),
        "entries": [_to_json(entry) for entry in material.records],
    }
    path.write_text(json.dumps(body))
    Celery("kula", broker=broker, set_as_current=False).send_task("kula.score", [str(path)], queue="gpu")
    deadline = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < deadline:
        if result.exists():
            found = json.loads(result.read_text())
            return EpochScores(bytes.fromhex(found["scores"]), found["reasons"])
        time.sleep(_POLL_SECONDS)
    raise Unavailable(f"no worker scored epoch {material.epoch} within {_LIMIT_SECONDS} s")


def score_material(path: Path, device: str) -> None:
    """What the worker does: score a material file and leave the result beside it."""
    body = json.loads(path.read_text())
    found = score_epoch(
        Scorer.load(device=device),
        DuplicateIndex(Path(body["index"])),
        [_from_json(entry) for entry in body["entries"]],
        Parameters(**body["parameters"]),
    )
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps({"scores": found.scores.hex(), "reasons": found.reasons}))
    partial.replace(path.with_suffix(".scores"))


def _to_json(entry: OpenedRecord) -> dict[str, Any]:
    return {**asdict(entry), "record_hash": entry.record_hash.hex(), "parent": entry.parent.hex()}


def _from_json(value: dict[str, Any]) -> OpenedRecord:
    hashes = {name: bytes.fromhex(value[name]) for name in ("record_hash", "parent")}
    return OpenedRecord(**{**value, **hashes})
