"""Where records are scored: in this process, or piece by piece by Celery workers that see our folder.

A record's verdict depends on the record alone. So the scores are the same bytes, wherever each piece is scored.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from structlog import get_logger

from kula.node.celery_app import celery_app
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.files import write_whole
from kula.protocol.records.content import Content
from kula.protocol.types import VOID
from kula.scoring.epoch import RecordScorer
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.scorer import Scorer, Verdict, program_hash

PIECE = 128
"""Records per task: enough to fill the encoder's groups of equal length, few enough to occupy many workers."""
_POLL_SECONDS = 0.2
_LIMIT_SECONDS = 3_600
_BROKEN = (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, RecursionError)
_MODE = 0o600
"""Nobody else reads the files, because they hold what people wrote."""


@dataclass(frozen=True, slots=True)
class LocalScorer:
    """Scores in this process. The weights are loaded at the first call, so that a validator starts at once."""

    device: str
    weights: Path = SHIPPED
    """The folder of the scorer's files."""

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """Verdicts in order."""
        return verdicts_of(_scorer(self.device, self.weights), contents)


class QueuedScorer:
    """Has records scored by the workers of queue gpu. Pieces and verdicts are files in `folder`, which the workers see too.

    `weights` is the folder of the scorer's files. It is the shipped one, or one that the workers see too.
    """

    def __init__(self, broker: str, folder: Path, weights: Path = SHIPPED) -> None:
        self._celery = celery_app(broker)
        self._weights = weights
        self._folder = folder / "pieces"
        self._folder.mkdir(parents=True, exist_ok=True)

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """Verdicts in order.

        Raises Unavailable when pieces still wait after an hour. The verdicts that have arrived stay for the next call.
        """
        pieces = [self._queue(contents[i : i + PIECE]) for i in range(0, len(contents), PIECE)]
        deadline = time.monotonic() + _LIMIT_SECONDS
        while waiting := [piece for piece in pieces if not _verdicts_file(piece).exists()]:
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"no worker of queue gpu scored {len(waiting)} of {len(pieces)} pieces within {_LIMIT_SECONDS} s; "
                    "start `kula validator work` with our KULA_BROKER"
                )
            time.sleep(_POLL_SECONDS)
        verdicts = [verdict for piece in pieces for verdict in _read_verdicts(_verdicts_file(piece))]
        for piece in pieces:
            piece.unlink(missing_ok=True)
            _verdicts_file(piece).unlink()
        return verdicts

    def _queue(self, contents: Sequence[Content]) -> Path:
        """Write a piece, named by its hash and its scorer's, and queue a task for it, unless its verdicts are there already."""
        body, program = json.dumps(contents), program_hash(self._weights)
        path = self._folder / f"{hashlib.sha256(program + body.encode()).hexdigest()}.json"
        if not _verdicts_file(path).exists():
            write_whole(path, body, _MODE)
            weights = "" if self._weights == SHIPPED else str(self._weights)
            self._celery.send_task("kula.score", [str(path), weights, program.hex()])
        return path


def score_piece(path: Path, device: str, weights: Path = SHIPPED, program: bytes | None = None) -> None:
    """Score the piece at `path` and write its verdicts beside it. A piece that is gone was scored by another worker.

    Raises IntegrityError if this worker would score it with another program than the validator expects.
    """
    if program is not None and program_hash(weights) != program:
        raise IntegrityError(str(weights), "is not the validator's scorer; install the validator's release here")
    try:
        contents = json.loads(path.read_text())
    except FileNotFoundError:
        return
    verdicts = [asdict(verdict) for verdict in verdicts_of(_scorer(device, weights), contents)]
    write_whole(_verdicts_file(path), json.dumps(verdicts), _MODE)


def verdicts_of(scorer: RecordScorer, contents: Sequence[Content]) -> list[Verdict]:
    """Verdicts in order. A record at which the scorer breaks is void, and costs the others nothing.

    Only errors that follow from the record count, because every validator must find the same ones.
    """
    try:
        return list(scorer.score(contents))
    except _BROKEN as error:
        if len(contents) == 1:
            get_logger("scoring").error("record", problem=str(error), exc_info=error)
            return [Verdict(score=VOID, stage=0, reasons=("malformed",))]
    half = len(contents) // 2
    return [*verdicts_of(scorer, contents[:half]), *verdicts_of(scorer, contents[half:])]


@lru_cache(maxsize=2)
def _scorer(device: str, weights: Path) -> Scorer:
    """Two are kept, because the epochs on both sides of an adoption may be scored in turn."""
    return Scorer.load(weights, device)


def _verdicts_file(piece: Path) -> Path:
    return piece.with_suffix(".verdicts")


def _read_verdicts(path: Path) -> list[Verdict]:
    rows = json.loads(path.read_text())
    return [Verdict(**{**row, "reasons": tuple(row["reasons"])}) for row in rows]
