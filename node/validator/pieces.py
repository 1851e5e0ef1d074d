"""Scoring by Celery workers on queue gpu that see our folder: pieces of an epoch go out, verdicts come back, each once.

A record's verdict depends on nothing but the record, so the bytes are those of one process, whoever scores which piece.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from kula.node.celery_app import celery_app
from kula.protocol.errors import Unavailable
from kula.protocol.records.content import Content
from kula.scoring.scorer import Scorer, Verdict

PIECE = 128
"""Records of a task: enough to fill the encoder's groups of equal length, few enough to share an epoch among many workers."""
_POLL_SECONDS = 0.2
_LIMIT_SECONDS = 3_600


class QueuedScorer:
    """Judges like `Scorer`, elsewhere."""

    def __init__(self, broker: str, folder: Path) -> None:
        self._queue = celery_app(broker)
        self._folder = folder / "pieces"
        self._folder.mkdir(parents=True, exist_ok=True)

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """Verdicts in order. Raises Unavailable when no worker answers within an hour; what was scored by then is kept."""
        pieces = [self._ordered(contents[i : i + PIECE]) for i in range(0, len(contents), PIECE)]
        deadline = time.monotonic() + _LIMIT_SECONDS
        while waiting := [piece for piece in pieces if not _result(piece).exists()]:
            if time.monotonic() > deadline:
                raise Unavailable(f"no worker of queue gpu scored {len(waiting)} of {len(pieces)} pieces in an hour")
            time.sleep(_POLL_SECONDS)
        verdicts = [verdict for piece in pieces for verdict in _read(_result(piece))]
        for piece in pieces:
            # They hold what people wrote.
            piece.unlink(missing_ok=True)
            _result(piece).unlink()
        return verdicts

    def _ordered(self, contents: Sequence[Content]) -> Path:
        body = json.dumps(contents)
        path = self._folder / f"{hashlib.sha256(body.encode()).hexdigest()}.json"
        if not _result(path).exists():
            _write(path, body)
            self._queue.send_task("kula.score", [str(path)])
        return path


def score_piece(path: Path, device: str) -> None:
    """What a worker does: leave a piece's verdicts beside it. A piece that is gone was scored by another worker."""
    try:
        contents = json.loads(path.read_text())
    except FileNotFoundError:
        return
    _write(_result(path), json.dumps([asdict(verdict) for verdict in _scorer(device).score(contents)]))


@lru_cache(maxsize=1)
def _scorer(device: str) -> Scorer:
    return Scorer.load(device=device)


def _result(path: Path) -> Path:
    return path.with_suffix(".verdicts")


def _read(path: Path) -> list[Verdict]:
    rows = json.loads(path.read_text())
    return [Verdict(**{**row, "reasons": tuple(row["reasons"])}) for row in rows]


def _write(path: Path, body: str) -> None:
    partial = path.with_suffix(path.suffix + ".partial")
    partial.touch(0o600)
    partial.write_text(body)
    partial.replace(path)
