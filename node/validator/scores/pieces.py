"""Where records are scored: in this process, or piece by piece by Celery workers that see our folder.

A record's verdict depends on the record alone. So the scores are the same bytes, wherever each piece is scored.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from kombu.exceptions import OperationalError
from structlog import get_logger

from kula.node.celery_app import celery_app
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.files import write_whole
from kula.protocol.records.content import Content
from kula.protocol.types import VOID
from kula.scoring.epoch import AT_ONCE, RecordScorer
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.scorer import Scorer, Verdict, program_hash

PIECE = 128
"""Records per task: enough to fill the encoder's groups of equal length, few enough to occupy many workers."""
_POLL_SECONDS = 0.2
WAIT_SECONDS = 30.0
"""Longest wait for workers in one step. The next step on the same epoch goes on with the verdicts that arrived meanwhile."""
_AGAIN_SECONDS = 3_600
"""A task whose verdicts did not arrive within this time is queued again: its worker may be gone."""
_KEPT_SECONDS = 86_400
"""Pieces and verdicts that nobody took in this time are deleted: records came late, so their epoch was cut otherwise."""
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
        scorer = _scorer(self.device, self.weights)
        parts = (contents[start : start + AT_ONCE] for start in range(0, len(contents), AT_ONCE))
        return [verdict for part in parts for verdict in verdicts_of(scorer, part)]


class QueuedScorer:
    """Has records scored by the workers of queue gpu. Pieces and verdicts are files in `folder`, which the workers see too.

    `weights` is the folder of the scorer's files. It is the shipped one, or one that the workers see too. `seconds` is the
    longest wait of one call, so that a validator's other steps go on.
    """

    def __init__(self, broker: str, folder: Path, weights: Path = SHIPPED, seconds: float = WAIT_SECONDS) -> None:
        self._seconds = seconds
        self._celery = celery_app(broker)
        self._weights = weights
        self._folder = folder / "pieces"
        self._folder.mkdir(parents=True, exist_ok=True)

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """Verdicts in order.

        Raises Unavailable when pieces still wait at the end of its time. They stay in the queue, and the verdicts that
        have arrived stay for the next call.
        """
        self._drop_old()
        pieces = [self._queue(contents[i : i + PIECE]) for i in range(0, len(contents), PIECE)]
        deadline = time.monotonic() + self._seconds
        while waiting := [piece for piece in pieces if not _verdicts_file(piece).exists()]:
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"workers of queue gpu have not scored {len(waiting)} of {len(pieces)} pieces yet; if none runs, "
                    "start `kula validator work` with our KULA_BROKER"
                )
            time.sleep(_POLL_SECONDS)
        verdicts = [verdict for piece in pieces for verdict in _read_verdicts(piece)]
        for piece in pieces:
            for path in (piece, _queued_file(piece), _verdicts_file(piece)):
                path.unlink(missing_ok=True)
        return verdicts

    def _drop_old(self) -> None:
        """Deletes what earlier calls left behind. It holds what people wrote, and would fill the disk."""
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _KEPT_SECONDS:
                    path.unlink()

    def _queue(self, contents: Sequence[Content]) -> Path:
        """Write a piece, named by its hash and its scorer's. Queue a task for it, unless it was queued or scored already."""
        body, program = json.dumps(contents), program_hash(self._weights)
        path = self._folder / f"{_name_of(program, body)}.json"
        if not _verdicts_file(path).exists() and not _is_queued(path):
            write_whole(path, body, _MODE)
            weights = "" if self._weights == SHIPPED else str(self._weights)
            try:
                self._celery.send_task("kula.score", [str(path), weights, program.hex()], retry=False)
            except OperationalError as error:
                raise Unavailable(f"the broker takes no task: {error}; start it, or correct KULA_BROKER") from error
            _queued_file(path).touch(_MODE)
        return path


def score_piece(path: Path, device: str, weights: Path = SHIPPED, program: bytes | None = None) -> None:
    """Score the piece at `path` and write its verdicts beside it. A piece that is gone was scored by another worker.

    Raises IntegrityError if this worker would score it with another program than the validator expects. Raises it also if
    the file is no piece for this program: whoever reaches the broker could name any file and any scorer.
    """
    if program is not None and program_hash(weights) != program:
        raise IntegrityError(str(weights), "is not the validator's scorer; install the validator's release here")
    if not path.is_file():
        return
    try:
        body = path.read_text()
    except FileNotFoundError:
        return
    if program is not None and path.stem != _name_of(program, body):
        raise IntegrityError(str(path), "is no piece that a validator wrote for this scorer")
    contents = json.loads(body)
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


def _name_of(program: bytes, body: str) -> str:
    """The name of a piece, which binds its bytes and the scorer."""
    return hashlib.sha256(program + body.encode()).hexdigest()


def _queued_file(piece: Path) -> Path:
    """An empty file whose time says when the piece was queued."""
    return piece.with_suffix(".queued")


def _is_queued(piece: Path) -> bool:
    queued = _queued_file(piece)
    return piece.exists() and queued.exists() and time.time() < queued.stat().st_mtime + _AGAIN_SECONDS


def _verdicts_file(piece: Path) -> Path:
    return piece.with_suffix(".verdicts")


def _read_verdicts(piece: Path) -> list[Verdict]:
    """The verdicts on a piece. Raises Unavailable if a disk has spoiled their file. The piece is scored again then."""
    path = _verdicts_file(piece)
    try:
        return [Verdict(**{**row, "reasons": tuple(row["reasons"])}) for row in json.loads(path.read_text())]
    except (ValueError, TypeError, KeyError) as error:
        for spoiled in (path, _queued_file(piece)):
            spoiled.unlink(missing_ok=True)
        raise Unavailable(f"{path} holds no verdicts: {error}; its piece is scored again") from error
